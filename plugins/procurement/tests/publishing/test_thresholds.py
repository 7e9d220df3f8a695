"""Thresholds set in the browser: over the settings file, checked, tried before they hold, audited, then computed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from toolbox_core import InputError
from toolbox_core.db.models import AuditEntry
from toolbox_core.services.jobs.models import JobRow
from toolbox_procurement.indicators.run import registered
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.models import FlagRow, FlagRun
from toolbox_procurement.publishing import thresholds
from toolbox_procurement.publishing.act import flag_again
from toolbox_procurement.publishing.thresholds import Held, Typed

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")
R003 = registered()["R003"]
FILE = Settings(sections={"R003": {"threshold": "12"}, "R003.category": {"goods": "20"}})


@pytest.fixture
def town(load: Callable[..., Any], write: Callable[..., Path], processes: Callable[[int], list[Any]]) -> None:
    """Eight processes with ten days to bid each; every fourth is a direct award."""
    load(write("town.jsonl", processes(8), lines=True))


def test_what_is_set_here_wins_over_the_file_and_the_file_over_the_default(database: Database) -> None:
    with database.write() as session:
        assert thresholds.overlaid(session, FILE).sections == FILE.sections
        thresholds.save(session, R003, Typed({}, (("procurement_method", "direct", "5"),)), by="tests")
        found = thresholds.overlaid(session, FILE).sections
        assert found == {**FILE.sections, "R003.procurement_method": {"direct": "5"}}
        thresholds.save(session, R003, Typed({"threshold": "7"}, (("category", "goods", "9"),)), by="tests")
        found = thresholds.overlaid(session, FILE).sections
        assert found == {"R003": {"threshold": "7"}, "R003.category": {"goods": "9"}}
        thresholds.save(session, R003, Typed({}), by="tests")
        held = thresholds.in_force(session, FILE, "R003")
    assert held == [Held("", "threshold", "12", None), Held("category", "goods", "20", None)]


def test_what_stays_keeps_its_day_and_a_change_is_audited_and_computed_once(database: Database) -> None:
    with database.write() as session:
        assert thresholds.save(session, R003, Typed({"threshold": "12"}), by="user:1")
        first = thresholds.in_force(session, Settings(), "R003")
        assert not thresholds.save(session, R003, Typed({"threshold": "12"}), by="user:1")
        assert thresholds.save(session, R003, Typed({"threshold": "12", "enabled": "true"}), by="user:1")
        second = thresholds.in_force(session, Settings(), "R003")
        assert [one for one in second if one.name == "threshold"] == first
        assert first[0].since is not None
        assert thresholds.codes_set(session) == {"R003"}
        assert thresholds.set_here(session, "R003") == Typed({"enabled": "true", "threshold": "12"})
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "threshold.set")).all()
        assert [entry.detail["after"] for entry in entries] == [
            {"threshold": "12"},
            {"threshold": "12", "enabled": "true"},
        ]
        assert len(session.scalars(select(JobRow).where(JobRow.kind == thresholds.JOB)).all()) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (Typed({"threshold": "many"}), "whole number"),
        (Typed({"threshold": "1.5"}), "whole number"),
        (Typed({"threshold": "-1"}), "not below zero"),
        (Typed({"enabled": "perhaps"}), "yes or no"),
        (Typed({"procurement_methods": "x" * 501}), "too long"),
        (Typed({}, (("category", "", "5"),)), "Name the method"),
        (Typed({}, (("moon", "full", "5"),)), "Name the method"),
        (Typed({}, (("category", "bridges", "5"),)), "no such code"),
        (Typed({}, (("category", "goods", "5"), ("category", "goods", "6"))), "already"),
        (Typed({}, (("category", "goods", ""),)), "Write a number"),
        (Typed({}, (("category", "goods", "nan"),)), "Write a number"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(database: Database, typed: Typed, words: str) -> None:
    [(_, sentence, _)] = thresholds.faults(R003, typed)
    assert words in sentence
    with database.write() as session, pytest.raises(InputError, match=words):
        thresholds.save(session, R003, typed, by="tests")


def test_a_comma_is_meant_as_a_point() -> None:
    assert [thresholds.number(text) for text in ("0,5", " 15 ", "1|2", "a,b")] == ["0.5", "15", "1|2", "a,b"]


@pytest.mark.usefixtures("town")
def test_a_preview_counts_what_the_computation_then_finds(database: Database) -> None:
    typed = Typed({"threshold": "12"}, (("procurement_method", "direct", "5"),))
    with database.read() as session:
        [one] = thresholds.preview(session, Settings(), R003, typed)
        [off] = thresholds.preview(session, Settings(), R003, Typed({"enabled": "false"}))
    assert (one.source, one.flags_now, one.cases_now, one.flags, one.cases, one.part) == ("Town", 8, 8, 6, 8, False)
    assert (off.flags, off.cases) == (0, 0)
    with database.write() as session:
        thresholds.save(session, R003, typed, by="tests")
        assert flag_again(session, Settings()) == ["town"]
        assert len(session.scalars(select(FlagRow).where(FlagRow.code == "R003")).all()) == one.flags
        run = session.scalars(select(FlagRun).where(FlagRun.code == "R003")).one()
        assert (run.flags, run.cases) == (one.flags, one.cases)


@pytest.mark.usefixtures("town")
def test_a_preview_of_a_part_says_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "LOOKED_AT", 3)
    with database.read() as session:
        [one] = thresholds.preview(session, Settings(), R003, Typed({"threshold": "10"}))
    assert (one.part, one.cases_now, one.flags) == (True, 3, 0)
