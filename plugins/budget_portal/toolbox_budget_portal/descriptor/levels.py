"""Guessing classifications: which columns are codes, which column labels which, and in which order the levels nest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolbox_budget_portal.descriptor import words
from toolbox_budget_portal.descriptor.evidence import labels_of
from toolbox_budget_portal.descriptor.proposal import ColumnProposal
from toolbox_budget_portal.rows import READABLE_CODE, fold

_PROGRAMME_STEPS = ("program", "subprogram", "project", "subproject", "contract")
_SPANISH = ("capitulo", "seccion", "economico", "centro")


@dataclass(slots=True)
class _Code:
    """A column of codes, the level its name suggests, and the column that labels it."""

    proposal: ColumnProposal
    meaning: words.Meaning
    position: int
    label: ColumnProposal | None = None


def read_classifications(columns: Sequence[ColumnProposal], questions: list[str]) -> None:
    """Find codes, their labels and their levels."""
    open_columns = [
        (at, proposal)
        for at, proposal in enumerate(columns)
        if not proposal.is_amount and not proposal.column_type and proposal.column.filled
    ]
    codes: list[_Code] = []
    loose: list[tuple[int, ColumnProposal, words.Meaning]] = []
    for at, proposal in open_columns:
        if proposal.column.repeats:
            proposal.evidence = f"Repeats the column {proposal.column.repeats!r}."
            continue
        meaning = words.classification(proposal.column.name)
        if meaning is None:
            continue
        if meaning.label:
            loose.append((at, proposal, meaning))
        else:
            codes.append(_Code(proposal, meaning, at))
    for at, proposal, meaning in loose:
        owner = _owner(at, proposal, meaning, codes)
        if owner is not None:
            owner.label = proposal
        else:
            codes.append(_Code(proposal, meaning, at))
    codes = _pair_up(codes)
    _adopt_neighbours(open_columns, codes)
    _describe_lines(open_columns, codes)
    families: dict[str, list[_Code]] = {}
    for code in codes:
        families.setdefault(_family(code, columns, questions), []).append(code)
    for family, members in families.items():
        members.sort(key=lambda code: (code.meaning.rank, code.position))
        for level, code in enumerate(members, start=1):
            _name(code, _stem(family, level, len(members)))


def _pair_up(codes: Sequence[_Code]) -> list[_Code]:
    """``Ministry code`` beside ``Ministry``: the first is the code, the second its label."""
    kept = list(codes)
    for code in codes:
        if code.label is not None or not words.is_code_name(code.proposal.column.name):
            continue
        for other in codes:
            same = (other.meaning.family, other.meaning.word) == (code.meaning.family, code.meaning.word)
            named = words.is_code_name(other.proposal.column.name) or other.proposal.column.is_numeric
            if same and not named and labels_of(code.proposal.column, other.proposal.column) >= 0.5:
                code.label = other.proposal
                kept.remove(other)
                break
    return kept


def _owner(at: int, label: ColumnProposal, meaning: words.Meaning, codes: Sequence[_Code]) -> _Code | None:
    """The code column that a label column belongs to: the same word in its name, nearest, and it depends on it."""
    fitting = [
        code
        for code in codes
        if code.label is None
        and (code.meaning.word, code.meaning.family) == (meaning.word, meaning.family)
        and labels_of(code.proposal.column, label.column) >= 0.5
    ]
    return min(fitting, key=lambda code: abs(code.position - at), default=None)


def _adopt_neighbours(open_columns: Sequence[tuple[int, ColumnProposal]], codes: Sequence[_Code]) -> None:
    """A text column right after a code column that depends on it is its label, whatever its name."""
    taken = {id(code.proposal) for code in codes} | {id(code.label) for code in codes if code.label}
    by_position = dict(open_columns)
    for code in codes:
        after = by_position.get(code.position + 1)
        if code.label is not None or after is None or id(after) in taken or after.column.repeats:
            continue
        if after.column.is_numeric or words.classification(after.column.name) is not None:
            continue
        dependent = labels_of(code.proposal.column, after.column) >= 0.98 and after.column.distinct > 1
        if words.is_label_name(after.column.name) and dependent:
            code.label = after


def _describe_lines(open_columns: Sequence[tuple[int, ColumnProposal]], codes: Sequence[_Code]) -> None:
    """A free text column called a description, which labels no code, describes the line itself."""
    taken = {id(code.proposal) for code in codes} | {id(code.label) for code in codes if code.label}
    for _, proposal in open_columns:
        column = proposal.column
        if id(proposal) not in taken and not column.is_numeric and words.is_description(column.name):
            proposal.column_type = "budget-line-id:label"
            proposal.evidence = "The name says that it describes the line."
            return


def _family(code: _Code, columns: Sequence[ColumnProposal], questions: list[str]) -> str:
    """The family of a code column. In Spain "Programa" is the functional one (clasificación por programas)."""
    family = code.meaning.family
    if family != "activity:generic" or not code.meaning.word.startswith("program"):
        return family
    names = {fold(proposal.column.name) for proposal in columns}
    functional = any(
        (found := words.classification(proposal.column.name)) is not None and found.family.startswith("functional")
        for proposal in columns
    )
    if functional or sum(any(word in name for name in names) for word in _SPANISH) < 2:
        return family
    questions.append(
        f"{code.proposal.column.name!r} is read as the functional classification (what the money is for). "
        "If it only names programmes, use activity:generic:program."
    )
    lengths = {len(cell.strip()) for cell in code.proposal.column.cells if cell.strip()}
    if len(lengths) == 1 and min(lengths) > 3:
        questions.append(
            f"Do shorter beginnings of {code.proposal.column.name!r} mean wider functions (first digit: policy area)? "
            "Then add codeLevels [1, 2, 3], and codeLabels with a list that names them."
        )
    return "functional-classification:generic"


def _stem(family: str, level: int, levels: int) -> str:
    if family == "activity:generic":
        return f"{family}:{_PROGRAMME_STEPS[min(level, len(_PROGRAMME_STEPS)) - 1]}"
    if family == "functional-classification:cofog":
        return f"{family}:{('division', 'group', 'class')[min(level, 3) - 1]}" if levels > 1 else family
    highest = {"fin-source:generic": 3, "geo-source:target": 2}.get(family, 8)
    if levels > highest and family in ("fin-source:generic", "geo-source:target"):
        return f"{family.partition(':')[0]}:own:level{level}"  # the package declares what is not published
    return f"{family}:level{min(level, highest)}" if levels > 1 else family


def _name(code: _Code, stem: str) -> None:
    title = "title" if stem.startswith("geo") else "label"
    proposal, word = code.proposal, code.meaning.word
    text_only = code.label is None and not proposal.column.is_numeric and proposal.column.distinct > 1
    long = any(len(cell) > READABLE_CODE for cell in proposal.column.cells) if text_only else False
    part = title if text_only and (long or words.is_label_name(proposal.column.name)) else "code"
    proposal.column_type = f"{stem}:{part}"
    proposal.evidence = f"The name says {word!r}."
    if proposal.column.leading_zeros:
        proposal.evidence += " Codes begin with zeros, so they stay text."
    if code.label is not None:
        share = labels_of(proposal.column, code.label.column)
        code.label.column_type = f"{stem}:{title}"
        code.label.evidence = (
            f"Labels {proposal.column.name!r}: {share:.0%} of its codes always have the same text here."
        )
