"""Any text is cut into its values, in any size of window; damage costs only what is damaged."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_procurement.issues import Issues
from toolbox_procurement.reading import splitting


def _split(text: bytes, issues: Issues | None = None) -> list[splitting.Piece]:
    return list(splitting.split(io.BytesIO(text), issues or Issues()))


def _values(text: bytes) -> list[Any]:
    return [json.loads(piece.text) for piece in _split(text)]


@pytest.fixture(params=[None, 300], ids=["whole", "small window"])
def window(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is, and with a window so small that everything has to be streamed."""
    if request.param:
        monkeypatch.setattr(splitting, "WINDOW", request.param)
        monkeypatch.setattr(splitting, "_READ", 50)


RELEASES = [{"ocid": f"ocds-213czf-{number}", "tender": {"title": 'a "quoted" } brace \\'}} for number in range(40)]


@pytest.mark.usefixtures("window")
def test_json_lines() -> None:
    text = b"".join(json.dumps(one).encode() + b"\n" for one in RELEASES)
    assert _values(text) == RELEASES
    assert [piece.line for piece in _split(text)] == list(range(1, 41))


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("indent", [None, 2])
def test_values_one_after_the_other(indent: int | None) -> None:
    text = " ".join(json.dumps(one, indent=indent) for one in RELEASES).encode()
    assert _values(text) == RELEASES


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("key", ["releases", "records"])
def test_a_large_package_is_streamed(monkeypatch: pytest.MonkeyPatch, indent: int | None, key: str) -> None:
    monkeypatch.setattr(splitting, "WINDOW", 400)
    monkeypatch.setattr(splitting, "_READ", 64)
    package = {"uri": "x", "version": "1.1", key: RELEASES, "publisher": {"name": "P"}, "count": 40, "none": None}
    pieces = _split(json.dumps(package, indent=indent).encode())
    assert [json.loads(piece.text) for piece in pieces] == RELEASES
    assert {piece.kind for piece in pieces} == {key}
    assert [piece.line for piece in pieces] == list(range(1, 41))
    envelope = pieces[-1].envelope
    assert envelope is not None
    assert {name: json.loads(text) for name, text in envelope.fields.items()} == {
        "uri": "x",
        "version": "1.1",
        "publisher": {"name": "P"},
        "count": 40,
        "none": None,
    }


def test_a_large_list_is_streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "WINDOW", 400)
    monkeypatch.setattr(splitting, "_READ", 64)
    assert _values(json.dumps(RELEASES).encode()) == RELEASES


@pytest.mark.parametrize("cut", [30, 500, 1500])
def test_a_truncated_package_gives_its_whole_entries(cut: int) -> None:
    text = json.dumps({"version": "1.1", "releases": RELEASES}).encode()
    issues = Issues()
    pieces = _split(text[:-cut], issues)
    assert issues.count("file-truncated") == 1
    assert [json.loads(piece.text) for piece in pieces] == RELEASES[: len(pieces)]
    assert len(pieces) >= 40 - cut // 60 - 2


def test_junk_between_values_is_told_and_passed_over() -> None:
    issues = Issues()
    pieces = _split(b'oops {"a": 1} and {"b": 2} trailing', issues)
    assert [json.loads(piece.text) for piece in pieces] == [{"a": 1}, {"b": 2}]
    assert issues.count("file-not-json") == 3


def test_entries_that_are_no_objects_are_told() -> None:
    issues = Issues()
    text = json.dumps({"releases": [None, {"ocid": "a"}, "text", 5, {"ocid": "b"}]}).encode()
    pieces = list(splitting.salvage(text, issues))
    assert [json.loads(piece.text) for piece in pieces] == [{"ocid": "a"}, {"ocid": "b"}]
    assert issues.count("value-not-an-object") == 3


def test_ten_thousand_levels_are_no_trouble() -> None:
    deep = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
    pieces = _split(b'{"ocid": "x"}\n{"y": 1}' + deep)
    assert pieces[0].text == b'{"ocid": "x"}\n'
    pieces = _split(b'  {"y":\n1} ' + deep + b' {"z":1}')
    assert [len(piece.text) for piece in pieces] == [8, len(deep), 7]


def test_a_list_that_is_no_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "WINDOW", 100)
    monkeypatch.setattr(splitting, "_READ", 64)
    issues = Issues()
    assert _split(json.dumps({"rows": list(range(200)), "name": "x" * 300}).encode(), issues) == []
    assert issues.count("object-not-recognised") == 1


@given(st.binary(max_size=200))
def test_any_bytes_end(text: bytes) -> None:
    _split(text)


@given(
    st.lists(
        st.dictionaries(st.text(max_size=4), st.text(max_size=9) | st.integers() | st.lists(st.text()), max_size=4)
    ),
    st.sampled_from([None, 1]),
    st.integers(20, 200),
)
def test_any_entries_come_out_whole(entries: list[Any], indent: int | None, window: int) -> None:
    text = json.dumps({"releases": entries}, indent=indent, ensure_ascii=False).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "WINDOW", window)
        patch.setattr(splitting, "_READ", 16)
        pieces = _split(text)
    if pieces and pieces[0].kind == "value":
        assert [json.loads(piece.text) for piece in pieces] == [{"releases": entries}]
    else:
        assert [json.loads(piece.text) for piece in pieces] == entries
