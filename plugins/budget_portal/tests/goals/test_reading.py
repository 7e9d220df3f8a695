"""Files of goals, wide and long: every value kept with its row, contradictions refused, oddities told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal.goals.reading import key_of, read
from toolbox_core import InputError

HEAD = "code,goal,indicator,unit,direction,baseline year,baseline,target year,target"


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "goals.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_column_for_each_year(tmp_path: Path) -> None:
    text = (
        f"{HEAD},countable,source,2023,Observed 2024\n"
        "0901,Every child has a place,Places in nurseries,places,more,2021,3100,2027,4000,yes,https://x.org,3350,nfp\n"
        "10/1003,Nobody sleeps outside,People sleeping outside,people,less is better,,,2026,0,,,1240,-\n"
    )
    found = read(_write(tmp_path, text), "programme")
    places, outside = found.indicators
    assert (places.key, places.kind, places.path) == ("0901-places-in-nurseries", "programme", "0901")
    assert (places.baseline, places.target) == ((2021, Decimal(3100)), (2027, Decimal(4000)))
    assert {year: (point.value, point.row) for year, point in places.observed.items()} == {2023: (Decimal(3350), 2)}
    assert (places.counts, places.source, places.direction) == (True, "https://x.org", "more")
    assert (outside.baseline, outside.counts, outside.direction) == (None, False, "less")
    assert outside.observed[2023].value == Decimal(1240)
    assert (found.rows_read, found.problems) == (2, ())


def test_a_row_for_each_year(tmp_path: Path) -> None:
    row = "0901;Every child has a place;Places;places;more;2021;3100,5;2027;4000;{};{}\n"
    text = HEAD.replace(",", ";") + ";year;value\n" + row.format(2023, 3350) + row.format(2022, "")
    text += row.format(2024, "3400,25")
    (one,) = read(_write(tmp_path, text), "programme").indicators
    assert {year: (str(point.value), point.row) for year, point in one.observed.items()} == {
        2023: ("3350", 2),
        2024: ("3400.25", 4),
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,goal\n1,2\n", "has no column 'indicator'"),
        (f"{HEAD}\n1,g,i,u,more,,,2027,4\n", "has no observed values"),
        (f"{HEAD},2024,observed 2024\n1,g,i,u,more,,,2027,4,1,2\n", "has two columns for 2024"),
        (f"{HEAD},2024\n1,g,i,u,sideways,,,2027,4,1\n", "'sideways' does not say what is better"),
        (f"{HEAD},2024\n1,g,i,,more,,,2027,4,1\n", "unit is empty"),
        (f"{HEAD},2024\n1,g,i,u,more,2020,,2027,4,1\n", "a baseline is a year and a value"),
        (f"{HEAD},2024\n1,g,i,u,more,2027,3,2027,4,1\n", "does not come after the baseline's"),
        (f"{HEAD},2024\n1,g,i,u,more,,,2027,,1\n", "there is no target"),
        (f"{HEAD},2024\n1,g,i,u,more,,,2027,4,many\n", "'many' is not a number"),
        (f"{HEAD},source,2024\n1,g,i,u,more,,,2027,4,javascript:x,1\n", "is no address"),
        (f"{HEAD},countable,2024\n1,g,i,u,more,,,2027,4,perhaps,1\n", "'perhaps' is neither yes nor no"),
        (f"{HEAD},2024\n1,g,i,u,more,,,2027,4,1\n1,g,i,u,more,,,2027,4,1\n", "row 3: 'i' has a value for 2024"),
        (f"{HEAD},2024\n1,g,i,u,more,,,2027,4,1\n1,g,i,u,more,,,2027,4,\n", "row 3: 'i' was given before, in row 2"),
        (
            f"{HEAD},year,value\n1,g,i,u,more,,,2027,4,2023,1\n1,g,i,u,more,,,2027,5,2024,1\n",
            "row 3: the target of 'i' is not the one of row 2",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_row(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(_write(tmp_path, text), "programme")


def test_oddities_are_told_and_kept(tmp_path: Path) -> None:
    text = f"{HEAD},2021,2024\n1,g,i,u,more,2021,9,2027,4,8,5\n"
    found = read(_write(tmp_path, text), "programme")
    assert [(one.rule, one.severity, one.row) for one in found.problems] == [
        ("goal-direction", "warning", 2),
        ("goal-baseline", "warning", 2),
    ]
    assert found.indicators[0].observed[2021].value == 8


def test_keys_are_addresses() -> None:
    assert key_of("10/1003", "Élèves à l'école (%)") == "10-1003-eleves-a-l-ecole"
    assert key_of("09", "عدد المدارس").startswith("09-")
