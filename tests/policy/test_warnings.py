"""Signed lists of advisories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolbox_core.exceptions import InputError
from toolbox_core.policy.signatures import new_key, sign
from toolbox_core.policy.warnings import read_list, sign_list

LIST = """\
issued: 2026-01-02
advisories:
  - id: OGT-2026-1
    distribution: tried-alpha
    versions: "<2"
    sentence: It shows what it should hide.
    published: 2026-01-02
"""

ONE = {"id": "a", "distribution": "x", "versions": "", "sentence": "s", "published": "2026-01-02"}


def test_a_list_is_signed_and_read(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    public = new_key(key)
    (tmp_path / "list.yml").write_text(LIST, encoding="utf-8")
    text = json.dumps(sign_list(tmp_path / "list.yml", key)).encode()
    signed_by, (one,) = read_list(text, [public])
    assert signed_by == one.key == public
    assert (one.id, one.distribution, one.versions, one.published.isoformat()) == (
        "OGT-2026-1",
        "tried-alpha",
        "<2",
        "2026-01-02",
    )
    with pytest.raises(InputError, match="does not trust"):
        read_list(text, [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"issued": "2026-01-02"}, "advisories"),
        ({"issued": "2026-01-02", "advisories": [{"id": "a"}]}, "distribution"),
        ({"issued": "2026-01-02", "advisories": [{**ONE, "versions": "old"}]}, "range"),
        ({"issued": "2026-01-02", "advisories": [ONE, ONE]}, "twice"),
    ],
)
def test_lists_that_are_not_as_they_should_be(tmp_path: Path, data: object, words: str) -> None:
    public = new_key(tmp_path / "key.pem")
    with pytest.raises(InputError, match=words):
        read_list(json.dumps(sign(data, tmp_path / "key.pem")).encode(), [public])


def test_what_is_no_list() -> None:
    with pytest.raises(InputError, match="not JSON"):
        read_list(b"<html>", [])
    with pytest.raises(InputError, match="larger"):
        read_list(b" " * (5 << 20), [])
