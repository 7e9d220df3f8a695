"""Catalogues: merged, read from either file, and never a danger to the site."""

from __future__ import annotations

import os
from pathlib import Path

from toolbox_core.i18n.catalogues import N_, Catalogues, interpolate, load_catalogue

PLURALS = '"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'


def write_po(folder: Path, language: str, *pairs: tuple[str, str], extra: str = "") -> Path:
    file = folder / language / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    entries = "".join(f'\nmsgid "{message}"\nmsgstr "{text}"\n' for message, text in pairs)
    file.write_text(f'msgid ""\nmsgstr ""\n{PLURALS}{entries}{extra}', encoding="utf-8")
    return file


def test_the_site_comes_first_then_the_plugin_then_the_host(tmp_path: Path) -> None:
    write_po(tmp_path / "host", "fr", ("Budget", "Budget"), ("Home", "Accueil"), ("Data", "Données"))
    write_po(tmp_path / "plugin", "fr", ("Home", "Maison"))
    write_po(tmp_path / "site", "fr", ("Budget", "Comptes"))
    plugins = [("houses", tmp_path / "plugin")]
    catalogues = Catalogues(tmp_path / "host", plugins, tmp_path / "site", languages=["en", "fr"])
    words = ("Budget", "Home", "Data", "Other")
    assert [catalogues.get("fr").gettext(word) for word in words] == ["Comptes", "Accueil", "Données", "Other"]
    assert [catalogues.get("fr", "houses").gettext(word) for word in words] == ["Comptes", "Maison", "Données", "Other"]
    assert catalogues.get("fr", "nobody").gettext("Home") == "Accueil"


def test_two_plugins_keep_their_words_and_their_plurals(tmp_path: Path) -> None:
    extra = '\nmsgid "%(num)s case"\nmsgid_plural "%(num)s cases"\nmsgstr[0] "un cas"\nmsgstr[1] "des cas"\n'
    write_po(tmp_path / "host", "fr", ("Open", "Ouvert"))
    write_po(tmp_path / "a", "fr", ("Open", "Ouverte"), ("Only here", "Seulement ici"), extra=extra)
    write_po(tmp_path / "b", "fr", ("Open", "Ouvrir"))
    catalogues = Catalogues(tmp_path / "host", [("a", tmp_path / "a"), ("b", tmp_path / "b")], languages=["fr"])
    assert [catalogues.get("fr", owner).gettext("Open") for owner in ("", "a", "b")] == ["Ouvert", "Ouverte", "Ouvrir"]
    assert catalogues.get("fr", "b").gettext("Only here") == "Seulement ici"
    assert catalogues.get("fr", "b").ngettext("%(num)s case", "%(num)s cases", 0) == "un cas"


def test_a_region_adds_to_its_language(tmp_path: Path) -> None:
    write_po(tmp_path, "fr", ("Weekend", "Week-end"), ("Mail", "Courriel"))
    write_po(tmp_path, "fr_CA", ("Weekend", "Fin de semaine"))
    catalogue = Catalogues(tmp_path, languages=["fr-CA"]).get("fr-CA")
    assert (catalogue.gettext("Weekend"), catalogue.gettext("Mail")) == ("Fin de semaine", "Courriel")


def test_plural_rules_are_those_of_the_language(tmp_path: Path) -> None:
    extra = (
        '\nmsgid "%(num)s row"\nmsgid_plural "%(num)s rows"\nmsgstr[0] "%(num)s ligne"\nmsgstr[1] "%(num)s lignes"\n'
    )
    write_po(tmp_path, "fr", extra=extra)
    write_po(tmp_path / "site", "fr", ("Home", "Accueil"))
    catalogue = Catalogues(tmp_path, site=tmp_path / "site", languages=["fr"]).get("fr")
    forms = [catalogue.ngettext("%(num)s row", "%(num)s rows", count) for count in (0, 1, 2)]
    assert forms == ["%(num)s ligne", "%(num)s ligne", "%(num)s lignes"]  # French: zero is singular


def test_a_newer_po_is_read_instead_of_an_older_mo(tmp_path: Path) -> None:
    po = write_po(tmp_path, "fr", ("Home", "Accueil"))
    folder = po.parent
    assert load_catalogue(tmp_path / "nothing") is None
    first = load_catalogue(folder)
    assert first is not None
    assert first.gettext("Home") == "Accueil"
    po.with_suffix(".mo").write_bytes(b"not a catalogue")
    os.utime(po.with_suffix(".mo"), ns=(1, 1))
    again = load_catalogue(folder)
    assert again is not None
    assert again.gettext("Home") == "Accueil"


def test_a_broken_catalogue_is_left_out_and_named(tmp_path: Path) -> None:
    write_po(tmp_path / "host", "fr", ("Home", "Accueil"))
    broken = tmp_path / "site" / "fr" / "LC_MESSAGES" / "messages.po"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b'msgid "Home\nmsgstr \xff\xfe')
    catalogues = Catalogues(tmp_path / "host", site=tmp_path / "site", languages=["fr"])
    assert catalogues.get("fr").gettext("Home") == "Accueil"
    assert len(catalogues.faults) == 1
    assert str(broken.parent) in catalogues.faults[0]


def test_a_translation_with_wrong_places_falls_back_to_english() -> None:
    assert interpolate("%(nombre)s lignes", "%(num)s rows", {"num": "3"}) == "3 rows"
    assert interpolate("100 %", "100 %", {}) == "100 %"


def test_marking_changes_nothing() -> None:
    assert N_("Budget") == "Budget"
