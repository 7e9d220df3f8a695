"""Signatures of wheels, and the files that are held against them."""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolbox_core.exceptions import InputError
from toolbox_core.policy.attestation import Kept, faults, keep, kept_beside, record_of, sign_wheel, signer
from toolbox_core.policy.entries import Signature
from toolbox_core.policy.signatures import new_key, sign


@pytest.fixture
def installed(tmp_path: Path) -> Distribution:
    """A package of one file, as it is unpacked; ``tried.whl`` beside it stands for its wheel."""
    (tmp_path / "tried.whl").write_bytes(b"wheel")
    info = tmp_path / "Tried.it-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: Tried.it\nVersion: 1\n", encoding="utf-8")
    (tmp_path / "tried.py").write_text("# tried\n", encoding="utf-8")
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"# tried\n").digest()).rstrip(b"=").decode()
    (info / "RECORD").write_text(f"tried.py,sha256={digest},8\nTried.it-1.dist-info/RECORD,,\n", encoding="utf-8")
    return Distribution.at(info)


@pytest.fixture
def kept(tmp_path: Path, installed: Distribution) -> Kept:
    """Its signature."""
    new_key(tmp_path / "key.pem")
    signature = sign_wheel(tmp_path / "tried.whl", installed, tmp_path / "key.pem")
    return Kept(signature=signature, record=record_of(installed))


def test_it_is_of_one_wheel(tmp_path: Path, kept: Kept) -> None:
    assert signer(kept.signature, tmp_path / "tried.whl") == kept.signature.key
    (tmp_path / "tried.whl").write_bytes(b"other")
    with pytest.raises(InputError, match="not of the file tried"):
        signer(kept.signature, tmp_path / "tried.whl")


def test_installed_files_are_held_against_what_was_signed(tmp_path: Path, installed: Distribution, kept: Kept) -> None:
    assert faults(kept, installed) == []
    (tmp_path / "tried.py").write_text("import os\n", encoding="utf-8")
    assert faults(kept, installed) == ["1 files are not those that were signed: tried.py."]
    # whoever changes a file can write a RECORD that fits, and cannot sign it
    forged = msgspec.structs.replace(kept, record="")
    assert faults(forged, installed) == ["The list of files that was kept is not the one that was signed."]


def test_another_package_and_what_is_no_statement(tmp_path: Path, installed: Distribution, kept: Kept) -> None:
    metadata = tmp_path / "Tried.it-1.dist-info" / "METADATA"
    metadata.write_text("Metadata-Version: 2.1\nName: tried-it\nVersion: 2\n", encoding="utf-8")
    assert faults(kept, installed) == ["The signature is of tried-it 1, and this is tried-it 2."]
    statements: list[Any] = [[], {"sha256": 1}, {"sha256": "x"}]
    for data in statements:
        wrong = msgspec.convert(sign(data, tmp_path / "key.pem"), Signature)
        assert faults(Kept(signature=wrong, record=""), installed) == ["What is signed is no statement about a wheel."]


def test_a_site_keeps_it_beside_the_source(tmp_path: Path, installed: Distribution, kept: Kept) -> None:
    source = tmp_path / "software" / "tried-it-1"
    assert kept_beside(None) is None
    assert kept_beside(source) is None
    keep(source, kept)
    assert kept_beside(source) == kept
    (tmp_path / "software" / "tried-it-1.signature.json").write_text("{}", encoding="utf-8")
    broken = kept_beside(source)
    assert broken is not None
    assert faults(broken, installed), "what cannot be read does not count as unsigned"
    keep(source, None)
    assert kept_beside(source) is None
