"""Licences by their SPDX ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolbox_core.policy.licences import alternatives, approved, as_spdx, licence_fault, may_use, text_fault


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("EUPL-1.2", True),
        ("MIT OR SSPL-1.0", True),
        ("MIT AND SSPL-1.0", False),
        ("GPL-3.0-or-later WITH Classpath-exception-2.0", True),
        ("BUSL-1.1", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_approved(expression: str, expected: bool) -> None:
    assert approved(expression) is expected


def test_expressions() -> None:
    ways = alternatives("MIT OR (Apache-2.0 AND BSD-3-Clause)")
    assert ways == (frozenset({"MIT"}), frozenset({"Apache-2.0", "BSD-3-Clause"}))
    assert licence_fault("MIT") == ""
    assert "SPDX" in licence_fault("All rights reserved")


@pytest.mark.parametrize(
    ("own", "other", "allowed"),
    [
        ("EUPL-1.2", "MIT", True),
        ("EUPL-1.2", "GPL-3.0-or-later", True),
        ("EUPL-1.2", "AGPL-3.0-only", True),
        ("EUPL-1.2", "QPL-1.0", False),
        ("MIT", "EUPL-1.2", True),
        ("MIT", "GPL-3.0-only", False),
        ("MIT", "GPL-3.0-only OR MIT", True),
        ("GPL-2.0-only", "Apache-2.0", False),
        ("GPL-2.0-or-later OR EUPL-1.2", "Apache-2.0", True),
        ("GPL-3.0-only", "Apache-2.0", True),
        ("GPL-3.0-only", "CDDL-1.0", False),
        ("MIT", "SSPL-1.0", False),
        ("Apache-2.0", "PSF-2.0", True),
        ("MIT", "LGPL-3.0-or-later", True),
    ],
)
def test_what_may_be_used_together(own: str, other: str, allowed: bool) -> None:
    assert (may_use(own, other) == "") is allowed


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("MIT License", "MIT"), ("Apache-2.0", "Apache-2.0"), ("Apache 2.0", "Apache-2.0"), ("whatever", ""), ("", "")],
)
def test_old_names(stated: str, expected: str) -> None:
    assert as_spdx(stated) == expected


def test_texts() -> None:
    whole = (Path(__file__).parents[2] / "LICENSE").read_text(encoding="utf-8")
    assert text_fault(whole, "EUPL-1.2") == ""
    assert "1 characters" in text_fault("\n", "MIT")
    assert "does not read like" in text_fault("word " * 4000, "EUPL-1.2")
    assert text_fault("", "no licence") == ""
