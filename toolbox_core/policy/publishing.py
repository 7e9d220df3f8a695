"""A catalogue folder built into static pages and JSON that any web server can hold and other catalogues can read."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, FileSystemLoader

from toolbox_core.exceptions import InputError
from toolbox_core.i18n import (
    N_,
    Catalogues,
    direction,
    format_bytes,
    format_day,
    format_number,
    language_name,
    locale_of,
)
from toolbox_core.i18n.catalogues import interpolate
from toolbox_core.policy.catalogue import FACETS, facets_of, facts_of, read_catalogue
from toolbox_core.policy.entries import Entry
from toolbox_core.policy.vitality import living, vitality, vitality_word
from toolbox_core.policy.yaml import write_yaml

LANGUAGES = ("en", "fr")
"""In which pages are built unless somebody says otherwise."""
WORDS = frozenset(
    {
        N_("version"), N_("tier"), N_("vitality"), N_("licence"), N_("maintenance"), N_("personal data"),
        N_("permissions"), N_("tests"), N_("last packaged"), N_("sites"), N_("action"), N_("country"), N_("language"),
        N_("standard"), N_("commitment"), N_("yes"), N_("no"), N_("not run"), N_("lively"), N_("quiet"), N_("faint"),
        N_("obsolete"), N_("delisted"), N_("none"), N_("bronze"), N_("silver"), N_("gold"), N_("platinum"),
        N_("conformance"), N_("signature"), N_("internal"), N_("contract"), N_("community"),
    }
)  # fmt: skip
"""Names of facts and facets, and their words: translated where they are shown."""
PASSED = N_("%(number)s passed")
PASSED_SOME = N_("%(number)s passed, %(others)s not asked")
MARK = ".toolbox-catalogue"
"""A file by which a folder is known as built by this command, so that it may be replaced."""


def build(
    folder: Path, output: Path, *, title: str, today: datetime.date, languages: Sequence[str] = LANGUAGES
) -> list[str]:
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
        _write(folder, work, entries, title, today, languages)
        if output.exists():
            shutil.rmtree(output)
        work.rename(output)
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())


def _write(
    folder: Path, work: Path, entries: Sequence[Entry], title: str, today: datetime.date, languages: Sequence[str]
) -> None:
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
    _pages(work, entries, title, today, languages)


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


def _pages(work: Path, entries: Sequence[Entry], title: str, today: datetime.date, languages: Sequence[str]) -> None:
    """The pages in each language: the first in the top folder, the others in a folder of their own below."""
    shown = [
        {
            "entry": entry,
            "word": vitality_word(entry, today),
            "points": vitality(entry, today),
            "living": living(entry, today),
        }
        for entry in sorted(entries, key=lambda entry: (-vitality(entry, today), entry.name))
    ]
    facts = [facts_of(entry, today) for entry in (one["entry"] for one in shown) if isinstance(entry, Entry)]
    table = [(name, [fact[name] for fact in facts]) for name in (facts[0] if facts else {})]
    for place, language in enumerate(languages):
        environment = _environment(language)
        folder = work / language if place else work
        folder.mkdir(exist_ok=True)
        common = {"title": title, "today": today, "entries": shown, "base": "../" if place else "", "lang": language}
        pages: dict[str, dict[str, Any]] = {
            "index": {},
            "by": {"facets": _facets(entries, today)},
            "compare": {"facts": table},
        }
        for name, more in pages.items():
            _page(folder / f"{name}.html", environment, name, languages, place, {**common, **more})
        for one, fact in zip(shown, facts, strict=True):
            entry = one["entry"]
            assert isinstance(entry, Entry)
            described = entry.publiccode.get("description") or {}
            sections = [(key, value) for key, value in described.items() if isinstance(value, Mapping)]
            own = {**common, "one": one, "described": sections, "rows": list(fact.items())}
            _page(folder / f"{entry.id}.html", environment, "entry", languages, place, own)


def _page(
    path: Path, environment: Environment, template: str, languages: Sequence[str], place: int, context: dict[str, Any]
) -> None:
    up = "../" if place else ""
    others = [
        (code, language_name(code), up + (f"{code}/" if number else "") + path.name)
        for number, code in enumerate(languages)
    ]
    text = environment.get_template(f"catalogue/{template}.html").render(**context, languages=others)
    path.write_text(text, encoding="utf-8")


def _environment(language: str) -> Environment:
    """Templates with the words, days and numbers of one language."""
    here = Path(__file__).parents[1]
    locale = locale_of(language)
    catalogue = Catalogues(here / "translations", languages=[language]).get(language)
    environment = Environment(
        loader=FileSystemLoader(here / "templates"), autoescape=True, extensions=["jinja2.ext.i18n"], trim_blocks=True
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {
        "direction": direction(locale),
        "day": lambda value: format_day(value, locale),
        "number": lambda value: format_number(value, locale),
        "size": lambda value: format_bytes(value, locale),
        "word": lambda value: _word(str(value), catalogue.gettext),
    }
    return environment


def _word(value: str, gettext: Callable[[str], str]) -> str:
    """A word of the facts in the page's language; a name or a number stays as it is."""
    passed = re.fullmatch(r"(\d+) passed(?:, (\d+) not asked)?", value)
    if passed is not None:
        message = PASSED if passed.group(2) is None else PASSED_SOME
        return interpolate(gettext(message), message, {"number": passed.group(1), "others": passed.group(2)})
    return gettext(value) if value in WORDS else value


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
