"""A catalogue: a folder in git with ``entries/*.yml`` and ``files/``; finding and comparing what is in several."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.policy.archives import sha256
from toolbox_core.policy.entries import Entry, parse_entry, read_entry
from toolbox_core.policy.vitality import vitality_word

FACETS = ("action", "commitment", "country", "language", "standard", "licence", "vitality", "tier")
MOST_COMPARED = 4
MOST_BYTES = 32 << 20
"""Of a ``catalogue.json``; an entry has ten kilobytes or so."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry and the catalogue it is in: ``location`` is the folder or the address."""

    entry: Entry
    catalogue: str
    location: str


def is_address(location: str) -> bool:
    """Whether a location is on another machine."""
    return location.startswith(("https://", "http://"))


def address_of(location: str) -> str:
    """The address that a built catalogue lies at, also from that of its first page or of its JSON."""
    for page in ("catalogue.json", "index.html"):
        location = location.removesuffix(f"/{page}")
    return location.rstrip("/")


def host_rules(location: str, hosts: Collection[str]) -> dict[str, Any]:
    """How an address that the site's owner typed may be called. ``hosts`` may be private, and need no https."""
    listed = (urlsplit(location).hostname or "") in hosts
    return {"allowed": hosts, "http_allowed": listed, "any_port": True}


def read_catalogue(location: str, hosts: Collection[str] = ()) -> list[Entry]:
    """The entries of a folder (from their YAML), or of a built catalogue at an address. Raises ``InputError``.

    In a folder the hash of each file is recomputed. ``hosts``: names of machines that may be private, because the
    site's owner listed them (``[policy] catalogue_hosts``).
    """
    if is_address(location):
        from toolbox_core import outbound

        try:
            rules = host_rules(location, hosts)
            data = outbound.get_json(f"{address_of(location)}/catalogue.json", most_bytes=MOST_BYTES, **rules)
        except InputError as error:
            raise InputError(f"The catalogue cannot be read: {error.message}", fix=error.fix) from error
        listed = data.get("entries") if isinstance(data, dict) else None
        if not isinstance(listed, list):
            raise InputError(f"{location} is no catalogue: its catalogue.json holds no entries.")
        return [parse_entry(one, f"{location} [{place}]") for place, one in enumerate(listed)]
    folder = Path(location)
    if not (folder / "entries").is_dir():
        raise InputError(
            f"{folder} is no catalogue: it has no folder entries/.",
            fix="`toolbox plugins package` begins one.",
        )
    entries = [read_entry(path) for path in sorted((folder / "entries").glob("*.yml"))]
    for entry in entries:
        check_files(folder, entry)
    return entries


def check_files(folder: Path, entry: Entry) -> None:
    """Recompute the hashes of an entry's files in a folder. Raises ``InputError`` on the first that differs."""
    for one in entry.files:
        path = folder / "files" / one.name
        if not path.is_file():
            raise InputError(f"The file {one.name} of {entry.id} is missing in {folder}.")
        found = sha256(path)
        if found != one.sha256:
            raise InputError(f"The file {one.name} of {entry.id} is not the one of the entry: its SHA-256 is {found}.")


def search(
    listed: Iterable[Listed], words: str = "", wanted: Mapping[str, str] | None = None, *, today: datetime.date
) -> list[Listed]:
    """Those that hold every word somewhere and every wanted facet, best vitality first, then by name."""
    from toolbox_core.policy.vitality import vitality
    from toolbox_core.text import fold

    terms = fold(words).split()
    found = []
    for one in listed:
        text = fold(_text(one.entry))
        facets = facets_of(one.entry, today)
        held = all(
            any(
                fold(value) in fold(known) if name == "standard" else fold(value) == fold(known)
                for known in facets[name]
            )
            for name, value in (wanted or {}).items()
        )
        if held and all(term in text for term in terms):
            found.append(one)
    return sorted(found, key=lambda one: (-vitality(one.entry, today), one.entry.name, one.catalogue))


def _text(entry: Entry) -> str:
    described = entry.publiccode.get("description")
    told = [
        str(value)
        for section in (described.values() if isinstance(described, dict) else ())
        if isinstance(section, dict)
        for value in section.values()
    ]
    used = [" ".join((one.title, one.organisation, one.commitment)) for one in entry.use_cases]
    return " ".join([entry.id, entry.name, entry.summary, *told, *used, *(one.name for one in entry.standards)])


def facets_of(entry: Entry, today: datetime.date) -> dict[str, list[str]]:
    """The values of an entry by which it can be found."""
    told = [one.country for one in entry.use_cases] + [one.country for one in entry.deployments]
    return {
        "action": [str(number) for number in entry.actions],
        "commitment": [one.commitment for one in entry.use_cases if one.commitment],
        "country": sorted({*entry.countries, *told} - {""}),
        "language": list(entry.languages),
        "standard": [one.name for one in entry.standards],
        "licence": [entry.licence],
        "vitality": [vitality_word(entry, today)],
        "tier": [entry.tier],
    }


def compare(entries: Sequence[Entry], today: datetime.date) -> list[tuple[str, list[str]]]:
    """The same facts of up to four plugins side by side: ``[(fact, [value of each])]``. Raises ``InputError``."""
    if not 2 <= len(entries) <= MOST_COMPARED:
        raise InputError(f"Name two to {MOST_COMPARED} plugins to compare.")
    facts = [facts_of(entry, today) for entry in entries]
    return [(name, [fact[name] for fact in facts]) for name in facts[0]]


def facts_of(entry: Entry, today: datetime.date) -> dict[str, str]:
    """What is told of every plugin alike, as texts."""
    facets = facets_of(entry, today)
    return {
        "version": entry.version,
        "tier": entry.tier,
        "vitality": facets["vitality"][0],
        "licence": entry.licence,
        "maintenance": entry.maintenance,
        "personal data": "yes" if entry.personal_data else "no",
        "permissions": ", ".join(entry.permissions),
        "tests": entry.tests,
        "conformance": str(entry.conformance or "not run"),
        "signature": entry.signature.key if entry.signature else "none",
        "last packaged": entry.packaged.isoformat(),
        "sites": str(len(entry.deployments)),
        **{name: ", ".join(facets[name]) for name in ("action", "country", "language", "standard", "commitment")},
    }


def find(listed: Sequence[Listed], name: str) -> Listed:
    """The plugin of that id or package name; of several catalogues the newest. Raises ``NotFound`` with a hint."""
    import difflib

    from packaging.version import InvalidVersion, Version

    hits = [one for one in listed if name in (one.entry.id, one.entry.distribution)]
    if not hits:
        near = difflib.get_close_matches(name, [one.entry.id for one in listed], n=2)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`toolbox catalogue search` shows what there is."
        raise NotFound(f"No catalogue of this site holds a plugin called {name!r}.", fix=hint)

    def newest(one: Listed) -> Any:
        try:
            return Version(one.entry.version)
        except InvalidVersion:
            return Version("0")

    return max(hits, key=newest)


def with_deployment(entry: Entry, document: Any, today: datetime.date) -> Entry:
    """The entry with what a site's signed heartbeat tells; the last word of each address counts.

    Raises ``InputError`` when it is not signed, or does not name the plugin.
    """
    from toolbox_core.policy.entries import Deployment
    from toolbox_core.policy.signatures import verify

    data, _ = verify(document)
    try:
        version = next(one["version"] for one in data["plugins"] if one["id"] == entry.id)
        seen = min(datetime.date.fromisoformat(data["day"]), today)
        told = Deployment(
            url=str(data["url"]),
            organisation=str(data["organisation"]),
            country=str(data["country"]),
            version=str(version),
            seen=seen,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("The heartbeat is not as it should be.") from error
    except StopIteration:
        raise InputError(f"The site does not run {entry.id}.") from None
    others = tuple(one for one in entry.deployments if one.url != told.url)
    return msgspec.structs.replace(entry, deployments=(*others, told))


def in_catalogue(entries: Iterable[Entry], name: str, location: str) -> list[Listed]:
    """Entries with where they are from."""
    return [Listed(entry, name, location) for entry in entries]
