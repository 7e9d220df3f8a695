"""The words of publiccode.yml."""

from __future__ import annotations

from toolbox_core.policy import vocabulary


def test_no_word_is_listed_twice() -> None:
    for name in ("CATEGORIES", "SCOPES", "TYPES", "TOP", "MANDATORY", "DESCRIPTION"):
        words = getattr(vocabulary, name)
        assert len(words) == len(set(words)), name
    assert set(vocabulary.MANDATORY) <= set(vocabulary.TOP)
    assert not set(vocabulary.DEPRECATED) & set(vocabulary.TOP)


def test_the_words_that_civic_modules_need_are_there() -> None:
    assert {"budgeting", "procurement", "whistleblowing", "grant-management"} <= set(vocabulary.CATEGORIES)
    assert {"government", "local-authorities", "finance-and-economic-development"} <= set(vocabulary.SCOPES)
