"""Tables of years and figures: columns found by name, contradictions told with their rows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal.yardsticks.reading import read
from toolbox_core import InputError


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """A CSV file with this text."""

    def run(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return run


def test_columns_are_found_by_their_names(write: Callable[[str], Path]) -> None:
    found = read(write("Land;Jahr;Einwohner\nX;2023;1.234.567\nX;2024;1.240.000\n"), "population")
    assert found.values == {2023: (Decimal(1234567), 2), 2024: (Decimal(1240000), 3)}
    assert "'Einwohner'" in found.evidence[0]


def test_the_only_other_column_is_the_figure(write: Callable[[str], Path]) -> None:
    assert read(write("year,amount\n2024,5\n"), "gdp").values == {2024: (Decimal(5), 2)}


def test_rows_can_be_chosen_and_equal_rows_count_once(write: Callable[[str], Path]) -> None:
    path = write("id,year,population\n1,2024,5\n2,2024,7\n1,2024,5\n")
    with pytest.raises(InputError, match="two figures for 2024: 5 in row 2, 7 in row 3"):
        read(path, "population")
    found = read(path, "population", only={"id": "1"})
    assert (found.values, found.rows_read) == ({2024: (Decimal(5), 2)}, 2)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("when,much\n2024,5\n", "population", "does not say which column holds the years"),
        ("year,population\n24,5\n", "population", "row 2: '24' is not a year"),
        ("year,population\n2024,many\n2023,5\n", "population", "row 2: 'many' is not a number"),
        ("year,population\n2024,0\n", "population", "the figure for 2024 cannot be right"),
        ("year,change\n2021,2.5\n2023,1.5\n", "inflation", "no change of prices for 2022"),
        ("year,change\n2021,-100\n", "inflation", "cannot be right"),
        ("year,population\n", "population", "no rows that fit"),
        ("year,population\n2024,5,6\n", "population", "table.csv: "),
        ("year,population\n2024,5\n", "debt", "no yardstick 'debt'"),
    ],
)
def test_what_does_not_fit_is_told(write: Callable[[str], Path], text: str, kind: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(write(text), kind)


@pytest.mark.shared_data
def test_madrid(shared_data: Path) -> None:
    folder = shared_data / "budget/es-madrid-2021-2024"
    people = read(folder / "poblacion.csv", "population")
    assert people.values[2024] == (Decimal(3422416), 15)
    prices = read(folder / "inflacion.csv", "inflation")
    assert (prices.values[2014][0], prices.values[2021][0]) == (Decimal("-1.1"), Decimal("6.2"))
