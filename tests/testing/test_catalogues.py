"""The catalogue tool: collects, keeps, checks, compiles; and changes nothing when nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from toolbox_core.exceptions import InputError
from toolbox_core.testing.catalogues import _fault, collect, faults, main, owners

CONFIG = """\
[extractors]
manifest = toolbox_core.testing.catalogues:extract_manifest
[python: **.py]
[manifest: **/toolbox-plugin.toml]
[jinja2: **/templates/**.html]
trimmed = true
silent = false
"""
MANIFEST = """\
manifest_version = 1
[plugin]
id = "probe"
name = "Probe"
summary = "Looks at things."
[provides]
locales = ["en", "fr"]
"""
PAGE = '{% trans %}\n  Two\n  lines\n{% endtrans %}{{ _("Name") }}{{ ngettext("%(num)s row", "%(num)s rows", n) }}'
CODE = 'def f(request):\n    return N_("Marked"), translate(request, "Spoken %(who)s", who=1)\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    package = tmp_path / "plugins" / "probe" / "toolbox_probe"
    (package / "templates" / "probe").mkdir(parents=True)
    (package / "templates" / "probe" / "page.html").write_text(PAGE, encoding="utf-8")
    (package / "pages.py").write_text(CODE, encoding="utf-8")
    (package / "toolbox-plugin.toml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "babel.cfg").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def catalogue(checkout: Path) -> Path:
    (owner,) = owners(checkout)
    return owner.catalogue("fr")


def test_every_kind_of_words_is_collected(checkout: Path) -> None:
    (owner,) = owners(checkout)
    messages = {message.id for message in collect(owner, checkout / "babel.cfg") if message.id}
    assert messages == {
        "Marked",
        "Spoken %(who)s",
        "Two lines",
        "Name",
        ("%(num)s row", "%(num)s rows"),
        "Probe",
        "Looks at things.",
    }


def test_what_is_translated_stays_and_a_second_run_changes_nothing(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(checkout)]) == 0
    file = catalogue(checkout)
    text = file.read_text(encoding="utf-8").replace('msgid "Name"\nmsgstr ""', 'msgid "Name"\nmsgstr "Nom"')
    file.write_text(text, encoding="utf-8")
    (checkout / "plugins/probe/toolbox_probe/pages.py").write_text('N_("New")', encoding="utf-8")
    assert main([str(checkout)]) == 0
    once = file.read_bytes()
    assert b'msgstr "Nom"' in once
    assert b"Marked" not in once
    assert b'msgid "New"' in once
    assert b"POT-Creation-Date" not in once
    capsys.readouterr()
    assert main([str(checkout)]) == 0
    assert file.read_bytes() == once
    assert capsys.readouterr().out == ""
    assert file.with_suffix(".mo").is_file()


def test_the_check_lists_what_is_missing_and_changes_nothing(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(checkout), "--check"]) == 1
    assert "toolbox_probe (fr): missing: 'Name'" in capsys.readouterr().out
    assert not catalogue(checkout).exists()


def test_the_check_finds_what_is_not_used_any_more(checkout: Path) -> None:
    main([str(checkout)])
    (checkout / "plugins/probe/toolbox_probe/pages.py").write_text("", encoding="utf-8")
    (owner,) = owners(checkout)
    assert "toolbox_probe (fr): not used any more: 'Marked'" in faults(owner, checkout / "babel.cfg")


@pytest.mark.parametrize(
    ("message", "string", "expected"),
    [
        ("A %(b)s", "A %(b)s", ""),
        ("A %(b)s", "A", "places"),
        ("A %(b)s", "A %(c)s", "places"),
        ("A", "", "not translated"),
        (("%(n)s a", "%(n)s b"), ("un a", "%(n)s b"), ""),
        (("%(n)s a", "%(n)s b"), ("%(n)s a", ""), "not translated"),
    ],
)
def test_a_translation_must_fit(message: str, string: str, expected: str) -> None:
    assert _fault(Message(message), Message(message, string)).startswith(expected)


def test_a_missing_one_and_a_doubtful_one() -> None:
    assert _fault(Message("A"), None) == "missing"
    assert _fault(Message("A"), Message("A", "B", flags=["fuzzy"])) == "marked as doubtful"


def test_a_folder_without_rules_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "babel.cfg" in capsys.readouterr().err


def test_only_compiling_collects_nothing(checkout: Path) -> None:
    main([str(checkout)])
    (checkout / "plugins/probe/toolbox_probe/pages.py").write_text('N_("New")', encoding="utf-8")
    catalogue(checkout).with_suffix(".mo").unlink()
    assert main([str(checkout), "--compile"]) == 0
    assert catalogue(checkout).with_suffix(".mo").is_file()
    assert b"New" not in catalogue(checkout).read_bytes()


def test_a_template_that_cannot_be_read_is_named(checkout: Path) -> None:
    page = checkout / "plugins/probe/toolbox_probe/templates/probe/page.html"
    page.write_text("{{ _('a' for }}", encoding="utf-8")
    with pytest.raises(InputError, match=r"page\.html cannot be read"):
        main([str(checkout), "--check"])
