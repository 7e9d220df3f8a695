"""Which columns are codes, which label them, and how levels nest."""

from __future__ import annotations

from toolbox_budget_portal.descriptor.evidence import ColumnEvidence
from toolbox_budget_portal.descriptor.levels import read_classifications
from toolbox_budget_portal.descriptor.proposal import ColumnProposal


def proposals(**columns: list[str]) -> list[ColumnProposal]:
    """Columns with their cells."""
    made = []
    for name, cells in columns.items():
        evidence = ColumnEvidence(name, cells, distinct=len(set(cells)), filled=len(cells))
        evidence.numbers = sum(cell.isdigit() for cell in cells)
        made.append(ColumnProposal(evidence))
    return made


def types(columns: list[ColumnProposal]) -> list[str]:
    """The proposed types in order."""
    return [column.column_type for column in columns]


def test_levels_follow_the_names_and_labels_their_codes() -> None:
    columns = proposals(
        seccion=["10", "20"], descripcion_seccion=["a", "b"], centro=["1", "1"], descripcion_centro=["c", "c"]
    )
    read_classifications(columns, [])
    stem = "administrative-classification:generic:level"
    assert types(columns) == [f"{stem}2:code", f"{stem}2:label", f"{stem}1:code", f"{stem}1:label"]


def test_a_label_next_to_a_code_is_adopted_when_it_depends_on_it() -> None:
    columns = proposals(chapter=["1", "2", "1"], name=["Staff", "Goods", "Staff"])
    read_classifications(columns, [])
    assert types(columns) == ["economic-classification:generic:code", "economic-classification:generic:label"]


def test_a_label_that_does_not_depend_on_the_code_is_not() -> None:
    columns = proposals(chapter=["1", "1", "1"], name=["Staff", "Goods", "Other"])
    read_classifications(columns, [])
    assert types(columns) == ["economic-classification:generic:code", ""]


def test_a_programme_is_a_function_only_in_a_spanish_file() -> None:
    questions: list[str] = []
    columns = proposals(centro=["1"], programa=["91216"], capitulo=["1"])
    read_classifications(columns, questions)
    assert columns[1].column_type == "functional-classification:generic:code"
    assert any("codeLevels" in question for question in questions)
    columns = proposals(ministry=["1"], programme=["91216"])
    read_classifications(columns, [])
    assert columns[1].column_type == "activity:generic:program:code"


def test_long_texts_are_labels_not_codes() -> None:
    columns = proposals(outcome=["A sentence that is much too long to be anything like a code of a budget", "B"])
    read_classifications(columns, [])
    assert columns[0].column_type.endswith(":label")
