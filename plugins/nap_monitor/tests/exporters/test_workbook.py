"""Export and import are each other's opposite: for any plan as a workbook and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolbox_core import InputError, LimitSettings, open_table
from toolbox_nap_monitor import rows
from toolbox_nap_monitor.exporters.plain import to_json
from toolbox_nap_monitor.exporters.workbook import write_workbook
from toolbox_nap_monitor.importers.files import look, read_file
from toolbox_nap_monitor.importers.reading import Wish

WISH = Wish(today=date(2026, 11, 1))
LIMITS = LimitSettings()
HERE: dict[str, Any] = {"member": "ALD", "plan": "4"}
WORD = st.text("abcXYZ-é;=ñمع 中0", min_size=1, max_size=12).map(str.strip).filter(bool)
PROSE = st.text("ab=@+\n\"'é中م,;| 09", min_size=1, max_size=40).map(str.strip).filter(bool)
LANGUAGE = st.sampled_from(["en", "fr", "ar", "fr-CA", "und"])
TEXTS = st.dictionaries(LANGUAGE, PROSE, max_size=2)
TITLES = st.dictionaries(LANGUAGE, PROSE, min_size=1, max_size=2)
DAYS = st.dates(date(2011, 1, 1), date(2030, 12, 31))
DEADLINES = st.one_of(
    st.sampled_from(["Ongoing", "Fall 2027", "Quarter 1 2013", "NR", ""]).map(lambda text: rows.Deadline(text=text)),
    DAYS.map(lambda day: rows.Deadline(text="when it is done", day=day, precision="month")),
)


@st.composite
def bundles(draw: Any) -> rows.Bundle:
    numbers = draw(st.lists(WORD, min_size=1, max_size=3, unique=True))
    commitments = [
        rows.Commitment(
            **HERE,
            number=number,
            titles=draw(TITLES),
            short_titles=draw(TEXTS),
            texts={name: texts for name in ("problem", "budget") if (texts := draw(TEXTS))},
            tags=draw(st.dictionaries(st.sampled_from(["value", "sdg", "working-group"]), st.tuples(WORD), max_size=2)),
            due=draw(DEADLINES),
            weight=draw(st.decimals("0.5", "9", places=2)),
            carried_from=draw(st.none() | st.tuples(WORD, WORD)),
            involved=tuple(
                rows.Involvement(name=name, role=role, identifiers=identifiers)
                for name, role, identifiers in draw(
                    st.lists(
                        st.tuples(
                            WORD, st.sampled_from(rows.ROLES), st.lists(st.tuples(WORD, WORD), max_size=1).map(tuple)
                        ),
                        max_size=2,
                    )
                )
            ),
            extra=draw(st.dictionaries(WORD, PROSE, max_size=2)),
        )
        for number in numbers
    ]
    milestones = [
        rows.Milestone(**HERE, commitment=number, code=f"{number}.{at}", titles=draw(TITLES), due=draw(DEADLINES))
        for number in numbers
        for at in range(draw(st.integers(0, 2)))
    ]
    updates = [
        rows.Update(
            **HERE,
            commitment=one.commitment,
            milestone=one.code,
            period="2025-H1",
            status=draw(st.sampled_from(["in-progress", "complete"])),
            percent=draw(st.none() | st.decimals("0", "100", places=1)),
            progress=draw(TEXTS),
            evidence=draw(
                st.sampled_from(
                    [(), (rows.Evidence(url="https://a.example/1"),), (rows.Evidence(kind="law", sha256="a"),)]
                )
            ),
            published=draw(st.none() | st.just(datetime(2025, 7, 1, 8, 30, tzinfo=UTC))),
            state=draw(st.sampled_from(rows.UPDATE_STATES)),
        )
        for one in milestones
    ]
    verdicts = [
        rows.Assessment(
            **HERE, commitment=number, assessor="irm", raw="NR", value="not-reviewed", year=2025, text=draw(TEXTS)
        )
        for number in numbers
    ]
    return rows.Bundle(
        members=(rows.Member(code="ALD", names=draw(TITLES)),),
        plans=(rows.Plan(member="ALD", number="4", titles=draw(TEXTS), starts=draw(st.none() | DAYS)),),
        commitments=tuple(commitments),
        milestones=tuple(milestones),
        updates=tuple(updates),
        assessments=tuple(verdicts),
        facts=tuple(rows.ProcessFact(**HERE, requirement=draw(WORD), value=draw(PROSE)) for _ in range(1)),
    )


def without_origin(bundle: rows.Bundle) -> rows.Bundle:
    parts = ("commitments", "milestones", "updates", "assessments", "facts", "proposals")
    bare = {name: tuple(replace(row, source=rows.SourceRow()) for row in getattr(bundle, name)) for name in parts}
    return replace(bundle, **bare)


def back(path: Path, bundle: rows.Bundle) -> rows.Bundle:
    reading = read_file(path, WISH, LIMITS)
    assert not reading.problems
    assert reading.rows_read == reading.rows_stored
    return without_origin(reading.bundle)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bundles())
def test_a_workbook_gives_back_the_plan(tmp_path: Path, bundle: rows.Bundle) -> None:
    """Few examples, because each opens seven sheets in a process of its own; each has many fields."""
    path = tmp_path / "plan.xlsx"
    write_workbook(path, bundle)
    assert look(path, LIMITS).layout == "workbook"
    assert back(path, bundle) == bundle


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bundles())
def test_json_gives_back_the_plan(tmp_path: Path, bundle: rows.Bundle) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(to_json(bundle))
    assert back(path, bundle) == bundle


def test_the_template_offers_lists_that_depend_on_the_commitment(tmp_path: Path, plan: Callable[..., Any]) -> None:
    """Without commitments it is the template; nothing in it is a formula that somebody's text made."""
    import zipfile

    path = tmp_path / "template.xlsx"
    bundle = plan(commitments=(), milestones=(), updates=(), assessments=())
    write_workbook(path, bundle, ["en", "ar"])
    with zipfile.ZipFile(path) as parts:
        sheets = {name: parts.read(name).decode() for name in parts.namelist() if "sheet" in name}
    updates = next(text for text in sheets.values() if "COUNTIF(Milestones!" in text and "Lists!" in text)
    assert "OFFSET(Milestones!$B$1,MATCH($A2,Milestones!$A:$A,0)-1" in updates
    assert not any("<f>" in text for text in sheets.values())
    with open_table(path, sheet="Commitments") as table:
        assert "Problem (ar)" in table.columns
        assert not table.sample()


def test_one_plan_and_no_endless_texts(tmp_path: Path, plan: Callable[..., Any]) -> None:
    with pytest.raises(InputError, match="one plan"):
        write_workbook(tmp_path / "x.xlsx", rows.Bundle())
    long = replace(plan().commitments[0], texts={"problem": {"en": "x" * 40_000}})
    with pytest.raises(InputError, match="40,000 characters"):
        write_workbook(tmp_path / "x.xlsx", plan(commitments=(long,)))


def test_weights_and_fractions_stay_exact(tmp_path: Path, plan: Callable[..., Any]) -> None:
    path = tmp_path / "plan.xlsx"
    write_workbook(path, plan())
    found = back(path, plan())
    assert found.milestones[1].weight == Decimal(2)
    assert found.updates[1].percent == Decimal("40.5")
