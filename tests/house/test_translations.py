"""Every message of the host and of each plugin is translated into every language that it promises."""

from __future__ import annotations

from pathlib import Path

from babel import Locale

from toolbox_core.testing.catalogues import faults, owners


def test_nothing_is_left_untranslated(root: Path) -> None:
    missing = [fault for owner in owners(root) for fault in faults(owner, root / "babel.cfg")]
    assert not missing, "Run `make translations` and translate what is empty:\n" + "\n".join(missing)


def test_french_is_promised_by_everyone(root: Path) -> None:
    assert owners(root), "no package was found"
    for owner in owners(root):
        assert "fr" in owner.languages, f"{owner.name} does not name fr among its locales"
        assert all(Locale.parse(language.replace("-", "_")) for language in owner.languages)
