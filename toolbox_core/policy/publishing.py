"""A catalogue folder built into static pages and JSON that any web server can hold and other catalogues can read."""

from __future__ import annotations

import datetime
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from toolbox_core.exceptions import InputError
from toolbox_core.policy.catalogue import FACETS, facets_of, facts_of, read_catalogue
from toolbox_core.policy.entries import Entry
from toolbox_core.policy.vitality import living, vitality, vitality_word
from toolbox_core.policy.yaml import write_yaml

MARK = ".toolbox-catalogue"
"""A file by which a folder is known as built by this command, so that it may be replaced."""


def build(folder: Path, output: Path, *, title: str, today: datetime.date) -> list[str]:
    """Check every entry and hash of ``folder`` and write the pages to ``output``; returns the names of the files.

    Everything is written beside first, so that ``output`` is whole or as it was. Raises ``InputError`` for an entry
    that is wrong, and for an output that this command did not make.
    """
    entries = read_catalogue(str(folder))
    if output.exists() and any(output.iterdir()) and not (output / MARK).is_file():
        raise InputError(f"{output} holds other files; choose an empty folder.")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=".catalogue-") as scratch:
        work = Path(scratch) / "public"
        work.mkdir()
        _write(folder, work, entries, title, today)
        if output.exists():
            shutil.rmtree(output)
        work.rename(output)
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())


def _write(folder: Path, work: Path, entries: Sequence[Entry], title: str, today: datetime.date) -> None:
    (work / MARK).write_text("built by toolbox catalogue build\n", encoding="utf-8")
    shutil.copy(Path(__file__).parents[1] / "static" / "toolbox.css", work / "toolbox.css")
    offered = [entry for entry in entries if entry.delisted is None or entry.delisted.day > today]
    (work / "files").mkdir()
    for entry in offered:
        for one in entry.files:
            shutil.copy(folder / "files" / one.name, work / "files" / one.name)
    _json(
        work / "catalogue.json",
        {"format": 1, "title": title, "built": today.isoformat(), "entries": msgspec.to_builtins(entries)},
    )
    _json(work / "publiccode.json", [entry.publiccode for entry in offered if entry.publiccode])
    (work / "publishers.yml").write_text(write_yaml(publishers(offered)), encoding="utf-8")
    for entry in offered:
        if entry.publiccode:
            (work / f"{entry.id}.publiccode.yml").write_text(write_yaml(entry.publiccode), encoding="utf-8")
    _pages(work, entries, title, today)


def publishers(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Who publishes which repositories, in the form that crawlers of publiccode.yml read: id, name, orgs, repos."""
    by_owner: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if not entry.source.startswith("https://"):
            continue
        legal = entry.publiccode.get("legal")
        name = str(
            (legal.get("mainCopyrightOwner") if isinstance(legal, Mapping) else "") or urlsplit(entry.source).hostname
        )
        owner = by_owner.setdefault(name, {"id": name.lower().replace(" ", "-"), "name": name, "orgs": [], "repos": []})
        if entry.source not in owner["repos"]:
            owner["repos"].append(entry.source)
    return [by_owner[name] for name in sorted(by_owner)]


def _json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _pages(work: Path, entries: Sequence[Entry], title: str, today: datetime.date) -> None:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True)
    shown = [
        {
            "entry": entry,
            "word": vitality_word(entry, today),
            "points": vitality(entry, today),
            "living": living(entry, today),
        }
        for entry in sorted(entries, key=lambda entry: (-vitality(entry, today), entry.name))
    ]
    common = {"title": title, "today": today.isoformat(), "entries": shown}
    facts = [facts_of(one["entry"], today) for one in shown]  # type: ignore[arg-type]
    table = [(name, [fact[name] for fact in facts]) for name in (facts[0] if facts else {})]
    for name, more in (("index", {}), ("by", {"facets": _facets(entries, today)}), ("compare", {"facts": table})):
        (work / f"{name}.html").write_text(
            environment.get_template(f"{name}.html").render(**common, **more), encoding="utf-8"
        )
    for one, fact in zip(shown, facts, strict=True):
        entry = one["entry"]
        assert isinstance(entry, Entry)
        described = entry.publiccode.get("description")
        sections = [(key, value) for key, value in (described or {}).items() if isinstance(value, Mapping)]
        page = environment.get_template("entry.html").render(
            **common, one=one, described=sections, rows=list(fact.items())
        )
        (work / f"{entry.id}.html").write_text(page, encoding="utf-8")


def _facets(entries: Sequence[Entry], today: datetime.date) -> list[tuple[str, list[tuple[str, list[Entry]]]]]:
    found = []
    for name in FACETS:
        values: dict[str, list[Entry]] = {}
        for entry in entries:
            for value in facets_of(entry, today)[name]:
                values.setdefault(value, []).append(entry)
        found.append(
            (
                name,
                sorted(values.items(), key=lambda pair: (len(pair[0]), pair[0]) if name == "action" else (0, pair[0])),
            )
        )
    return found
