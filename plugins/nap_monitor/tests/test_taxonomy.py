"""The words of a reasoned response."""

from __future__ import annotations

from toolbox_nap_monitor.taxonomy import OBSTACLES, OPPORTUNITIES, POSITIVE, STAGES


def test_every_word_has_its_label_and_a_way_out() -> None:
    assert set(POSITIVE) < set(STAGES)
    for words in (STAGES, OBSTACLES, OPPORTUNITIES):
        assert "other" in words
        assert len(set(words.values())) == len(words)
        assert all(len(code) <= 32 for code in words)
