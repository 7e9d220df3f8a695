"""The words of publiccode.yml."""

from __future__ import annotations

from toolbox_core.policy import vocabulary


def test_no_word_is_listed_twice() -> None:
    for name in ("CATEGORIES", "SCOPES", "TYPES", "TOP", "MANDATORY", "DESCRIPTION"):
        words = getattr(vocabulary, name)
        assert len(words) == len(set(words)), name
    assert set(vocabulary.MANDATORY) <= set(vocabulary.TOP)
    assert not set(vocabulary.DEPRECATED) & set(vocabulary.TOP)


def test_the_lists_are_whole() -> None:
    """As many words as the lists of the standard have in version 0.7."""
    assert (len(vocabulary.CATEGORIES), len(vocabulary.SCOPES), len(vocabulary.TYPES)) == (106, 24, 9)
    assert vocabulary.ALIASES == ("gdpr", "eidas", "nis2", "cra", "spid", "cie", "anpr", "pagopa", "io")
    assert "website-management" not in vocabulary.CATEGORIES


def test_the_words_that_civic_modules_need_are_there() -> None:
    assert {"budgeting", "procurement", "whistleblowing", "grant-management"} <= set(vocabulary.CATEGORIES)
    assert {"government", "local-authorities", "finance-and-economic-development"} <= set(vocabulary.SCOPES)
