"""Message catalogues: what was written in English, in the reader's language."""

from __future__ import annotations

import gettext
import io
import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

logger = logging.getLogger("toolbox.i18n")

DOMAIN = "messages"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, do not translate yet"
    """Mark ``message`` for extraction; it is translated where it is shown."""
    return message


class Catalogues:
    """The message catalogues of a site: its own words come first, then those of whose page it is, then the others'.

    ``host``, ``plugins`` (pairs of id and folder) and ``site`` are ``translations`` folders. A plugin's page asks the
    site, that plugin, the host, then the other plugins; everything else asks the site, the host, then the plugins: so
    two plugins may translate the same English differently, and neither changes the other's words. A catalogue that
    cannot be read is left out and named in ``faults``: a broken file never takes the site down.
    """

    def __init__(
        self,
        host: Path,
        plugins: Iterable[tuple[str, Path]] = (),
        site: Path | None = None,
        *,
        languages: Sequence[str],
    ) -> None:
        self.faults: list[str] = []
        self._chains: dict[tuple[str, str], Translations] = {}
        folders = dict(plugins)
        self.owners = tuple(folders)
        for language in languages:
            own = [self._read(site, language)] if site else []
            hosts = self._read(host, language)
            of = {plugin: self._read(folder, language) for plugin, folder in folders.items()}
            self._chains["", language] = _chain(*own, hosts, *of.values())
            for plugin, words in of.items():
                others = (other for name, other in of.items() if name != plugin)
                self._chains[plugin, language] = _chain(*own, words, hosts, *others)

    def _read(self, folder: Path, language: str) -> Translations:
        merged = Translations()
        for name in _lookup_names(language):
            self._merge(merged, folder / name / "LC_MESSAGES")
        return merged

    def _merge(self, merged: Translations, folder: Path) -> None:
        try:
            found = load_catalogue(folder)
        except (OSError, PoFileError, ValueError, UnicodeError) as error:
            fault = f"The catalogue in {folder} cannot be read: {error}."
            self.faults.append(fault)
            logger.error(fault)
            return
        if found is not None:
            merged.merge(found)
            # Plural rules come with the catalogue; a bare Translations knows only English ones.
            merged.plural = found.plural

    def get(self, language: str, owner: str = "") -> gettext.NullTranslations:
        """The words of ``language`` for a page of the plugin ``owner`` (or the host's).

        Messages nobody translated come back as they are, in English.
        """
        return self._chains.get((owner, language)) or self._chains.get(("", language)) or gettext.NullTranslations()


def _chain(*catalogues: Translations) -> Translations:
    """One catalogue that asks each in turn; each keeps its own rule for plurals."""
    links = [_copy(catalogue) for catalogue in catalogues]
    for link, following in pairwise(links):
        link.add_fallback(following)
    return links[0]


def _copy(catalogue: Translations) -> Translations:
    copied = Translations()
    copied.merge(catalogue)
    copied.plural = catalogue.plural
    return copied


def _lookup_names(language: str) -> list[str]:
    parts = language.replace("-", "_").split("_")
    return ["_".join(parts[:length]) for length in range(1, len(parts) + 1)]


def load_catalogue(folder: Path) -> Translations | None:
    """Read ``messages.mo`` of an ``LC_MESSAGES`` folder, or ``messages.po`` when the ``.mo`` is missing or older."""
    po, mo = folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"
    po_time = po.stat().st_mtime_ns if po.is_file() else None
    mo_time = mo.stat().st_mtime_ns if mo.is_file() else None
    if mo_time is not None and (po_time is None or mo_time >= po_time):
        return _read_catalogue(mo, mo_time)
    if po_time is not None:
        return _read_catalogue(po, po_time)
    return None


@lru_cache(maxsize=256)
def _read_catalogue(file: Path, modified: int) -> Translations:
    """Parsed once for each change of the file: rebuilding the registry must not parse every catalogue again."""
    del modified
    data = file.read_bytes()
    if file.suffix == ".po":
        buffer = io.BytesIO()
        # The folder names the language; without one Babel would drop the plural rule from the compiled header.
        language = file.parent.parent.name
        write_mo(buffer, read_po(io.BytesIO(data), locale=language, abort_invalid=True))
        data = buffer.getvalue()
    return Translations(io.BytesIO(data))


def interpolate(text: str, message: str, variables: Mapping[str, Any]) -> str:
    """Put ``variables`` into ``%(name)s`` places of ``text``; a translation with wrong names falls back to English."""
    if not variables:
        return text
    try:
        return text % variables
    except (KeyError, ValueError, TypeError):
        logger.error("The translation %r does not fit its message %r.", text, message)
        return message % variables
