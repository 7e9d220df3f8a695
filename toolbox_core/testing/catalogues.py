"""Collect the words to translate, bring the catalogues up to them, compile, and say what is missing.

``python -m toolbox_core.testing.catalogues`` in a folder with a ``babel.cfg`` does so for the host and for every plugin
below ``plugins/``; in a plugin's own folder for that plugin. ``--check`` changes nothing and ends with exit code 1 when
something is missing. A run that finds nothing new leaves every file as it is, byte for byte.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import TemplateError

from toolbox_core.exceptions import InputError

CONFIG = "babel.cfg"
MANIFEST = "toolbox-plugin.toml"
KEYWORDS = {**DEFAULT_KEYWORDS, "translate": (2,)}
WIDTH = 116
_PLACES = re.compile(r"%\((\w+)\)[a-z]")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose words: the host's or a plugin's. ``package`` is searched, ``languages`` are those beside English."""

    name: str
    package: Path
    languages: tuple[str, ...]

    def catalogue(self, language: str) -> Path:
        """The file that holds one language of this owner."""
        return self.package / "translations" / language / "LC_MESSAGES" / "messages.po"


_NOISE = tuple(
    f'"{name}'
    for name in (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Generated-By",
        "Last-Translator",
        "Language-Team",
        "Report-Msg",
    )
)


def owners(root: Path) -> list[Owner]:
    """The host and the plugins below ``root``: every package with a ``toolbox-plugin.toml``, and ``toolbox_core``."""
    found = []
    if (root / "toolbox_core").is_dir():
        # The host speaks the languages that any of its own plugins names; its plugins' words are in its catalogue.
        manifests = sorted((root / "toolbox_core").rglob(MANIFEST))
        languages = sorted({language for file in manifests for language in _languages(file)})
        found.append(Owner("toolbox_core", root / "toolbox_core", tuple(languages)))
    manifests = sorted([*root.glob(f"plugins/*/*/{MANIFEST}"), *root.glob(f"*/{MANIFEST}")])
    return found + [Owner(file.parent.name, file.parent, _languages(file)) for file in manifests]


def _languages(manifest: Path) -> tuple[str, ...]:
    provides = tomllib.loads(manifest.read_text(encoding="utf-8")).get("provides", {})
    return tuple(language for language in provides.get("locales", []) if language.split("-")[0] != "en")


def extract_manifest(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel extractor: a plugin's public name and summary, which pages show in the reader's language."""
    del keywords, comment_tags, options
    text = file.read().decode("utf-8")
    plugin = tomllib.loads(text).get("plugin", {})
    for key in ("name", "summary"):
        words = plugin.get(key, "")
        line = next((n for n, row in enumerate(text.splitlines(), 1) if re.match(rf"{key}\s*=", row)), 1)
        if words:
            yield line, None, words, []


def collect(owner: Owner, config: Path) -> Catalog:
    """Every message of ``owner``, in the order of the files they stand in.

    Raises ``InputError`` that names the file when one cannot be read.
    """
    with config.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, str(config))  # type: ignore[no-untyped-call]
    template = Catalog(project=owner.name, charset="utf-8")
    reading: list[str] = []
    entries = extract_from_dir(
        owner.package,
        method_map=methods,
        options_map=options,
        keywords=KEYWORDS,
        callback=lambda name, *_: reading.append(name),
    )
    try:
        found = sorted(entries, key=lambda entry: (entry[0], entry[1]))
    except (TemplateError, SyntaxError, ValueError) as error:
        raise InputError(f"{owner.package / reading[-1]} cannot be read: {error}.") from error
    for name, _, message, comments, context in found:
        place = (f"{owner.name}/{Path(name).as_posix()}", 1)
        template.add(message, None, [place], auto_comments=comments, context=context)
    return template


def read(file: Path, language: str) -> Catalog:
    """The catalogue in ``file``; an empty one when there is none yet."""
    if not file.is_file():
        return Catalog(locale=language.replace("-", "_"), charset="utf-8")
    with file.open("rb") as stream:
        return read_po(stream, locale=language.replace("-", "_"), abort_invalid=True)


def updated(template: Catalog, catalogue: Catalog) -> bytes:
    """The text of ``catalogue`` with exactly the messages of ``template``; what is translated stays."""
    created, revised = catalogue.creation_date, catalogue.revision_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.project, catalogue.version = template.project, ""
    catalogue.creation_date, catalogue.revision_date = created, revised
    catalogue.header_comment = "# Translations of the Open Government Toolbox. Licence: EUPL-1.2."
    catalogue.fuzzy = False
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=WIDTH, ignore_obsolete=True, include_lineno=False, omit_header=False)
    # Dates in the header would change with every run and say nothing that the version history does not say.
    lines = [line for line in buffer.getvalue().decode("utf-8").splitlines() if not line.startswith(_NOISE)]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def faults(owner: Owner, config: Path) -> list[str]:
    """One line for each message that is not translated, does not fit, or is not used any more."""
    template = collect(owner, config)
    found: list[str] = []
    for language in owner.languages:
        catalogue = read(owner.catalogue(language), language)
        where = f"{owner.name} ({language})"
        for message in template:
            if message.id:
                fault = _fault(message, catalogue.get(message.id, message.context))
                if fault:
                    found.append(f"{where}: {fault}: {_first(message.id)!r}")
        known = {_first(message.id) for message in template}
        found += [
            f"{where}: not used any more: {_first(message.id)!r}"
            for message in catalogue
            if message.id and _first(message.id) not in known
        ]
    return found


def _fault(message: Message, translated: Message | None) -> str:
    if translated is None:
        return "missing"
    strings = [text or "" for text in _forms(translated.string)]
    if not all(strings):
        return "not translated"
    if translated.fuzzy:
        return "marked as doubtful"
    wanted = {name for text in _forms(message.id) for name in _PLACES.findall(text or "")}
    for text in strings:
        names = set(_PLACES.findall(text))
        # One of the plural forms may leave the number out ("one file"), none may ask for something unknown.
        if names - wanted or (len(strings) == 1 and names != wanted):
            return f"places {sorted(names)} instead of {sorted(wanted)}"
    return ""


def _forms(text: Any) -> tuple[str | None, ...]:
    """The forms of a message: one, or singular and plural."""
    return tuple(text) if isinstance(text, tuple | list) else (text,)


def _first(identity: Any) -> str:
    return str(_forms(identity)[0])


def update(owner: Owner, config: Path) -> list[Path]:
    """Bring the catalogues of ``owner`` up to its words; returns the files that changed."""
    template = collect(owner, config)
    changed = []
    for language in owner.languages:
        file = owner.catalogue(language)
        text = updated(template, read(file, language))
        if not file.is_file() or file.read_bytes() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text)
            changed.append(file)
    return changed


def compile_all(owner: Owner) -> None:
    """Write ``messages.mo`` beside each catalogue of ``owner`` that is newer."""
    for language in owner.languages:
        file = owner.catalogue(language)
        target = file.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns >= file.stat().st_mtime_ns:
            continue
        with target.open("wb") as stream:
            write_mo(stream, read(file, language))


def main(arguments: list[str] | None = None) -> int:
    """The command. Exit code 1 when ``--check`` finds something, 2 when there is no ``babel.cfg``."""
    parser = argparse.ArgumentParser(prog="python -m toolbox_core.testing.catalogues", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="the checkout (else the current folder)")
    parser.add_argument("--check", action="store_true", help="change nothing; list what is missing")
    parser.add_argument("--compile", action="store_true", help="only compile the catalogues that are there")
    options = parser.parse_args(arguments)
    config = options.folder / CONFIG
    if not config.is_file():
        sys.stderr.write(f"{config} is missing: it says where the words to translate are.\n")
        return 2
    if options.check:
        found = [fault for owner in owners(options.folder) for fault in faults(owner, config)]
        sys.stdout.write("".join(f"{fault}\n" for fault in found))
        return 1 if found else 0
    for owner in owners(options.folder):
        if not options.compile:
            for file in update(owner, config):
                sys.stdout.write(f"{file} was brought up to date.\n")
        compile_all(owner)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except InputError as error:
        sys.exit(str(error))
