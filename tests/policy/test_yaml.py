"""YAML of strangers: version 1.2, no bombs, errors with their line."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolbox_core.exceptions import InputError
from toolbox_core.policy.yaml import read_yaml, write_yaml


def test_norway_is_a_country() -> None:
    assert read_yaml("countries: [NO, SE]\nready: true\nword: yes\n", "f") == {
        "countries": ["NO", "SE"],
        "ready": True,
        "word": "yes",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "There is no f"),
        ("a: [1\nb: 2", "f, line 2"),
        ("a: 1\na: 2\n", "f, line 2"),
        ("x: &a [1]\ny: [" + ", ".join(["*a"] * 30) + "]", "30 times"),
        ("a: !!python/object:os.system x", "f"),
        ("x" * (1 << 21), "mebibyte"),
        ("a: 2020-99-99", "f"),
    ],
)
def test_what_cannot_be_read(text: str | None, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_yaml(text, "f")


@settings(max_examples=40)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        read_yaml(text, "f")


PRINTED = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=30)


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(["name", "url", "version"]), PRINTED | st.integers() | st.booleans()))
def test_what_is_written_is_read_again(data: dict[str, object]) -> None:
    assert read_yaml(write_yaml(data), "f") == data
