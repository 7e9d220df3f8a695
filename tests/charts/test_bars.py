"""Approved in grey, spent in dark, beyond in orange, missing hatched."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.bars import BarItem, bars

AMOUNT = st.none() | st.decimals("-1e9", "1e9", places=2)


def kinds(limit: str | None, value: str | None, *, limited: bool | None = None) -> list[tuple[str, str, str]]:
    given = BarItem(
        label="x", limit=None if limit is None else Decimal(limit), value=None if value is None else Decimal(value)
    )
    full = BarItem(label="full", limit=Decimal(100), value=Decimal(100))
    return [(s.kind, s.x, s.width) for s in bars([given, full], limited=limited).rows[0].strokes]


def test_spent_within_the_limit() -> None:
    assert kinds("80", "60") == [("allowed", "0%", "80%"), ("used", "0%", "60%")]


def test_what_is_beyond_the_limit_is_a_piece_of_its_own() -> None:
    assert kinds("40", "60") == [("allowed", "0%", "40%"), ("used", "0%", "40%"), ("beyond", "40%", "20%")]


def test_unpublished_is_hatched_and_never_zero() -> None:
    assert kinds("40", None) == [("allowed", "0%", "40%"), ("gap", "0%", "100%")]
    assert kinds(None, None) == [("gap", "0%", "100%")]


def test_a_value_without_a_limit_stands_alone() -> None:
    assert kinds(None, "25") == [("used", "0%", "25%")]


def test_below_zero_hangs_to_the_other_side() -> None:
    chart = bars([BarItem(label="a", value=Decimal(75)), BarItem(label="b", value=Decimal(-25))])
    assert chart.zero == "25%"
    assert [(s.kind, s.x, s.width) for s in chart.rows[1].strokes] == [("below", "0%", "25%")]
    assert not chart.limited


def test_the_chart_knows_what_its_key_must_explain() -> None:
    chart = bars([BarItem(label="a", limit=Decimal(1), value=Decimal(2)), BarItem(label="b", limit=Decimal(1))])
    assert (chart.limited, chart.over, chart.missing) == (True, True, True)
    assert chart.facing("rtl") is chart


@given(st.lists(st.tuples(AMOUNT, AMOUNT), min_size=1, max_size=20))
def test_pieces_lie_inside_and_keep_every_row(pairs: list[tuple[Decimal | None, Decimal | None]]) -> None:
    chart = bars([BarItem(label=str(n), limit=limit, value=value) for n, (limit, value) in enumerate(pairs)])
    assert [row.item.label for row in chart.rows] == [str(n) for n in range(len(pairs))]
    for row in chart.rows:
        for stroke in row.strokes:
            left, width = float(stroke.x[:-1]), float(stroke.width[:-1])
            assert left >= 0
            assert width >= 0
            assert left + width <= 100.01
