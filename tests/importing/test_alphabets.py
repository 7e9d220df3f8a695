"""The language tables are well formed: small letters, pairs of two, and pairs that contain a letter of the language."""

from __future__ import annotations

import pytest

from toolbox_core.importing.alphabets import LANGUAGES


@pytest.mark.parametrize("name", LANGUAGES)
def test_tables_are_well_formed(name: str) -> None:
    language = LANGUAGES[name]
    assert all(len(letter) == 1 and letter == letter.lower() and letter > "\x7f" for letter in language.letters)
    assert all(pair == pair.lower() for pair in language.pairs)
    assert all(word == word.lower() for word in language.words)
    two = [pair for pair in language.pairs if len(pair) == 2]
    assert len(two) >= 3
