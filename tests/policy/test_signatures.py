"""Signed documents."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from toolbox_core.exceptions import InputError
from toolbox_core.policy.signatures import new_key, public_key, sign, verify


def test_what_is_signed_is_read_again(tmp_path: Path) -> None:
    public = new_key(tmp_path / "keys/a.pem")
    document = json.loads(json.dumps(sign({"b": "é", "a": [1]}, tmp_path / "keys/a.pem")))
    assert verify(document) == ({"a": [1], "b": "é"}, public)
    assert (tmp_path / "keys/a.pem").stat().st_mode & 0o077 == 0


def test_a_changed_text_is_refused(tmp_path: Path) -> None:
    new_key(tmp_path / "a.pem")
    document = sign({"a": 1}, tmp_path / "a.pem")
    with pytest.raises(InputError, match="was changed"):
        verify({**document, "payload": base64.b64encode(b'{"a": 2}').decode()})
    new_key(tmp_path / "b.pem")
    with pytest.raises(InputError, match="another key"):
        verify({**document, "key": public_key(tmp_path / "b.pem")})


@pytest.mark.parametrize("document", [None, [], {}, {"payload": "é", "key": "", "signature": ""}, "text"])
def test_what_is_no_signed_document(document: object) -> None:
    with pytest.raises(InputError, match="not a signed document"):
        verify(document)


def test_keys(tmp_path: Path) -> None:
    new_key(tmp_path / "a.pem")
    with pytest.raises(InputError, match="never overwritten"):
        new_key(tmp_path / "a.pem")
    (tmp_path / "b.pem").write_text("no key")
    with pytest.raises(InputError, match="No key can be written"):
        new_key(tmp_path / "b.pem" / "deep" / "c.pem")
    for name, words in (("b.pem", "holds no private key"), ("c.pem", "There is no key")):
        with pytest.raises(InputError, match=words):
            public_key(tmp_path / name)
