"""OGP's columns and cells: an edited field is written anew, an untouched one as the file had it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from toolbox_nap_monitor.layouts.ogp import LAYOUTS, Column, columns
from toolbox_nap_monitor.layouts.ogp_cells import Subject, cell
from toolbox_nap_monitor.rows import Assessment, Commitment, Involvement, Member, Plan
from toolbox_nap_monitor.scales import SCALES

HERE: dict[str, Any] = {"member": "ALD", "plan": "4"}
LEAD = Column("Lead Institution", "lead")
COMMITMENT = Commitment(
    **HERE,
    number="1",
    titles={"fr": "Loi"},
    involved=(Involvement(name="A"), Involvement(name="B")),
    tags={"policy-area": ("Tax",)},
    extra={"Lead Institution": "A ;B", "Tax": "1", "Checksum": "7"},
)
SUBJECT = Subject(COMMITMENT, Member(code="ALD", names={"en": "Aldora"}), Plan(member="ALD", number="4"))


def test_the_layouts_have_their_columns_each_once() -> None:
    assert [len(columns(layout)) for layout in LAYOUTS] == [98, 171]
    for layout in LAYOUTS:
        assert len({column.name for column in columns(layout)}) == len(columns(layout))
        judged = [column for column in columns(layout) if column.kind in ("verdict", "code")]
        assert {column.first for column in judged} <= set(SCALES)


def test_an_untouched_cell_comes_out_as_it_was_and_an_edited_one_anew() -> None:
    assert cell(LEAD, SUBJECT) == "A ;B"
    edited = replace(COMMITMENT, involved=(Involvement(name="C"),))
    assert cell(LEAD, replace(SUBJECT, commitment=edited)) == "C"
    assert cell(Column("Checksum"), replace(SUBJECT, commitment=edited)) == "7"


def test_tags_titles_and_verdicts() -> None:
    judged = Assessment(**HERE, commitment="1", assessor="irm", raw="Limited", value="limited", level=1)
    subject = replace(SUBJECT, verdicts={("completion", "progress"): judged})
    assert cell(Column("Tax", "tag", "policy-area", "Tax"), subject) == "1"
    assert cell(Column("Debt", "tag", "policy-area", "Debt"), subject) == "0"
    assert cell(Column("Commitment Title", "title"), subject) == "Loi"
    assert cell(Column("Completion", "verdict", "completion", "progress"), subject) == "Limited"
    assert cell(Column("_Completion", "code", "completion", "progress"), subject) == "3"
    assert cell(Column("_Completion", "code", "completion", "end-of-term"), subject) == ""
