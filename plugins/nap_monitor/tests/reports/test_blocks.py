"""Counts drawn as bars."""

from __future__ import annotations

from toolbox_nap_monitor.reports.blocks import Chart


def test_the_largest_count_is_the_longest_bar() -> None:
    chart = Chart("c", [("a", 30), ("b", 10), ("c", 0)], "n")
    assert (chart.total, [chart.share(count) for _, count in chart.items]) == (40, [100, 33, 0])
    assert Chart("c", [], "n").share(0) == 0
