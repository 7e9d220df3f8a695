"""A descriptor proposed for files that have none: every guess with its reason, every doubt as a question.

Names decide first (``words``), then content: a text column beside a code column that depends on it is its label; the
order of levels follows the names, then the file. Nothing proposed here is used before a person has seen it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolbox_budget_portal.descriptor import words
from toolbox_budget_portal.descriptor.evidence import ColumnEvidence, FileEvidence, labels_of, look_at
from toolbox_budget_portal.rows import DIRECTIONS, PHASES, READABLE_CODE, fold, read_direction
from toolbox_core import InputError, LimitSettings

_PROGRAMME_STEPS = ("program", "subprogram", "project", "subproject", "contract")
_SPANISH = ("capitulo", "seccion", "economico", "centro")


@dataclass(slots=True)
class ColumnProposal:
    """What is proposed for one column, and why."""

    column: ColumnEvidence
    column_type: str = ""
    phase: str = ""
    year: int | None = None
    evidence: str = ""

    @property
    def is_amount(self) -> bool:
        """Whether the column is proposed as amounts."""
        return bool(self.phase)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        column, found = self.column, self.column.number_format
        return {
            "name": column.name,
            "column_type": self.column_type or None,
            "phase": self.phase or None,
            "fiscal_year": self.year,
            "evidence": self.evidence,
            "distinct": column.distinct,
            "filled": column.filled,
            "absent": column.absent,
            "number_format": None
            if found is None or not self.is_amount
            else {
                "decimal": found.decimal,
                "group": found.group,
                "evidence": found.evidence,
                "ambiguous": found.ambiguous,
            },
        }


@dataclass(slots=True)
class FileProposal:
    """What is proposed for one file."""

    evidence: FileEvidence
    columns: list[ColumnProposal]
    direction: str
    direction_evidence: str
    eliminated: bool
    questions: list[str] = field(default_factory=list)

    def resource(self, name: str, path: str, decimal: str = ".") -> dict[str, Any]:
        """The file as a resource of a descriptor. ``decimal`` is the sign for columns that show none themselves."""
        seen = self.evidence
        extra: list[dict[str, Any]] = [{"name": "phase", "type": "string", "columnType": "phase:id"}]
        if any(proposal.year for proposal in self.columns):
            extra.append({"name": "fiscal year", "type": "integer", "columnType": "date:fiscal-year"})
        extra.append({"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True})
        if self.direction:
            extra.append({"name": "direction", "type": "string", "columnType": "direction", "constant": self.direction})
        if self.eliminated:
            extra.append(
                {
                    "name": "elimination",
                    "type": "string",
                    "columnType": "budgetary-transfers",
                    "constant": "elimination",
                }
            )
        has_phase_column = any(proposal.column_type == "phase:id" for proposal in self.columns)
        resource: dict[str, Any] = {"name": name, "path": path, "profile": "tabular-data-resource"}
        if seen.encoding:
            resource["encoding"] = seen.encoding
            resource["dialect"] = {"delimiter": seen.delimiter, "quoteChar": seen.quotechar, "header": seen.header}
        elif seen.sheet:
            resource["dialect"] = {"header": seen.header, "sheetName": seen.sheet}
        resource["schema"] = {
            "fields": [_field(proposal, has_phase_column, decimal) for proposal in self.columns],
            "extraFields": [
                entry for entry in extra if not (has_phase_column and entry["name"] in ("phase", "amount"))
            ],
        }
        return resource


@dataclass(slots=True)
class Proposal:
    """What is proposed for a set of files: one package."""

    files: list[FileProposal]
    descriptor: dict[str, Any]

    @property
    def questions(self) -> list[str]:
        """Everything that a person should decide before importing."""
        several = len(self.files) > 1
        return [
            f"{found.evidence.path.name}: {question}" if several else question
            for found in self.files
            for question in found.questions
        ]


def propose(
    paths: Sequence[Path], *, folder: Path | None = None, currency: str = "", limits: LimitSettings | None = None
) -> Proposal:
    """Look at files and propose one package for them.

    ``folder`` is where the descriptor will lie (the first file's folder when not given); the files must be inside it.
    Raises ``UnreadableFile`` or ``InputError``.
    """
    root = (folder or paths[0].parent).resolve()
    found = [propose_file(path, limits) for path in paths]
    for proposal in found:
        if not proposal.evidence.header:
            _borrow_header(proposal, found)
    _borrow_encoding(found)
    usual = _usual_decimal(found)
    names: Counter[str] = Counter()
    resources = []
    for proposal in found:
        path = proposal.evidence.path.resolve()
        if not path.is_relative_to(root):
            raise InputError(
                f"{proposal.evidence.path} is not inside {root}, where the descriptor would lie.",
                fix="Write the descriptor beside the files, or copy the files beside it.",
            )
        name = fold(path.stem).replace(" ", "-") or "budget"
        names[name] += 1
        unique = name if names[name] == 1 else f"{name}-{names[name]}"
        decimal = _usual_decimal([proposal]) or usual or "."
        resources.append(proposal.resource(unique, path.relative_to(root).as_posix(), decimal))
    if currency:
        for resource in resources:
            constant = {"name": "currency", "type": "string", "columnType": "value-currency:code", "constant": currency}
            resource["schema"]["extraFields"].append(constant)
    descriptor = {"name": resources[0]["name"], "title": "", "profile": "fiscal-data-package", "resources": resources}
    return Proposal(found, descriptor)


def _usual_decimal(found: Sequence[FileProposal]) -> str:
    """The decimal sign that most amount columns show; empty when none shows any."""
    signs = Counter(
        proposal.column.number_format.decimal
        for file in found
        for proposal in file.columns
        if proposal.is_amount and proposal.column.number_format is not None and proposal.column.number_format.decimal
    )
    return signs.most_common(1)[0][0] if signs else ""


def _borrow_encoding(found: Sequence[FileProposal]) -> None:
    """A file without any accent fits every encoding; it gets that of the files beside it, for next year's sake."""
    others = {file.evidence.encoding for file in found if not _is_plain(file.evidence)}
    if len(others) == 1:
        for file in found:
            if file.evidence.encoding and _is_plain(file.evidence):
                file.evidence.encoding = next(iter(others))


def _is_plain(seen: FileEvidence) -> bool:
    return all(cell.isascii() for column in seen.columns for cell in (column.name, *column.cells))


def _borrow_header(headless: FileProposal, others: Sequence[FileProposal]) -> None:
    """Name the columns of a file without header after a file beside it that begins with the same kinds of columns."""
    for other in others:
        pairs = list(zip(headless.columns, other.columns, strict=False))
        if other is headless or not other.evidence.header or len(pairs) < len(headless.columns):
            continue
        alike = all(own.column.is_numeric == twin.column.is_numeric for own, twin in pairs)
        first = {cell.strip() for cell in headless.columns[0].column.cells if cell.strip()}
        known = {cell.strip() for cell in other.columns[0].column.cells}
        if not alike or not first or not first <= known or headless.direction != other.direction:
            continue
        for own, twin in pairs:
            own.column.name = twin.column.name
            own.column_type, own.phase, own.year = twin.column_type, twin.phase, twin.year
            own.evidence = f"In the place of {twin.column.name!r} in {other.evidence.path.name}."
        questions = [text for text in headless.questions if "column_" not in text and "amounts was found" not in text]
        headless.questions = [
            *questions,
            f"Its columns are named after the first {len(pairs)} of {other.evidence.path.name}: is that right?",
        ]
        return


def propose_file(path: Path, limits: LimitSettings | None = None) -> FileProposal:
    """Look at one file and propose what its columns mean. Raises ``UnreadableFile``."""
    seen = look_at(path, limits)
    columns = [ColumnProposal(column) for column in seen.columns]
    questions: list[str] = []
    if seen.encoding_ambiguous:
        others = [name for name in seen.candidates if name != seen.encoding]
        questions.append(
            f"Is the encoding {seen.encoding}? {seen.encoding_evidence}" + (f" Else try {others[0]}." if others else "")
        )
    if not seen.header:
        questions.append("The first row looks like data, so the file has no header: give each column its name.")
    _read_amounts(columns, questions, no_header=not seen.header)
    _read_facts(columns, questions)
    _read_classifications(columns, questions)
    direction, reason = _direction(seen, columns, questions)
    eliminated = words.file_is_elimination(path.stem)
    if eliminated:
        questions.append("The file's name says that these are consolidation entries; they are marked as eliminations.")
    for proposal in columns:
        if not proposal.column_type and not proposal.is_amount and not proposal.evidence:
            empty = "No cell has content." if not proposal.column.filled else "Nothing is known about this column;"
            proposal.evidence = empty if not proposal.column.filled else f"{empty} it stays in the original only."
    if not any(proposal.is_amount or proposal.column_type == "value" for proposal in columns):
        questions.append("No column of amounts was found: give one the columnType `value`.")
    return FileProposal(seen, columns, direction, reason, eliminated, questions)


def _read_amounts(columns: Sequence[ColumnProposal], questions: list[str], *, no_header: bool) -> None:
    """Find the amount columns and the phase of each."""
    taken: dict[tuple[str, int | None], str] = {}
    for proposal in columns:
        column = proposal.column
        year = words.column_year(column.name)
        found = words.amount_phase(column.name)
        money = column.is_numeric and not column.leading_zeros and not column.repeats
        likely = column.has_decimals or column.has_negatives
        if not money or not (found or year or likely or words.is_amount_name(column.name)):
            continue
        if found is None and year is None and not words.is_amount_name(column.name) and not (no_header and likely):
            if not likely:
                continue
            questions.append(f"Is {column.name!r} an amount of money? It holds numbers with decimals or below zero.")
        phase, word = found or ("approved", "")
        proposal.phase, proposal.year = phase, year
        if found:
            proposal.evidence = f"The name says {word!r}: {phase}."
        else:
            proposal.evidence = "Numbers with decimals or below zero." if likely else "The name speaks of money."
            questions.append(f"Which phase is {column.name!r} (approved, executed …)? `approved` is only a guess.")
        clash = taken.setdefault((phase, year), column.name)
        if clash != column.name:
            proposal.phase = fold(column.name).replace(" ", "-") or phase
            questions.append(f"{clash!r} and {column.name!r} both look like {phase!r}: which is which?")
        if column.number_format is not None and column.number_format.ambiguous:
            questions.append(f"{column.name!r}: {column.number_format.evidence}")


def _read_facts(columns: Sequence[ColumnProposal], questions: list[str]) -> None:
    """Find year, direction, phase, currency and the like, each confirmed by the cells."""
    for proposal in columns:
        column = proposal.column
        if proposal.is_amount or not column.filled:
            continue
        guess = words.other_type(column.name)
        if guess is None or not _confirmed(guess, column):
            continue
        proposal.column_type = guess
        proposal.evidence = f"The name and the cells fit {guess!r}."
        if guess == "budgetary-transfers":
            proposal.column_type = ""
            questions.append(
                f"Does {column.name!r} mark transfers inside the government? Then it is budgetary-transfers."
            )
    if any(proposal.column_type == "phase:id" for proposal in columns):
        for proposal in columns:
            if proposal.is_amount:
                proposal.column_type, proposal.phase = "value", "by row"


def _confirmed(column_type: str, column: ColumnEvidence) -> bool:
    values = {cell.strip() for cell in column.cells if cell.strip()}
    if column_type == "date:fiscal-year":
        return all(value[:4].isdigit() and 1900 <= int(value[:4]) <= 2100 for value in values)
    if column_type == "direction":
        return bool(values) and all(_is_direction(value) for value in values)
    if column_type == "phase:id":
        return bool(values) and any(fold(value) in PHASES for value in values) and len(values) <= 20
    if column_type == "value-currency:code":
        return all(len(value) == 3 and value.isalpha() for value in values)
    return True


def _is_direction(value: str) -> bool:
    try:
        read_direction(value)
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class _Code:
    """A column of codes, the level its name suggests, and the column that labels it."""

    proposal: ColumnProposal
    meaning: words.Meaning
    position: int
    label: ColumnProposal | None = None


def _read_classifications(columns: Sequence[ColumnProposal], questions: list[str]) -> None:
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
    _adopt_neighbours(open_columns, codes)
    _describe_lines(open_columns, codes)
    families: dict[str, list[_Code]] = {}
    for code in codes:
        families.setdefault(_family(code, columns, questions), []).append(code)
    for family, members in families.items():
        members.sort(key=lambda code: (code.meaning.rank, code.position))
        for level, code in enumerate(members, start=1):
            _name(code, _stem(family, level, len(members)))


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


def _direction(seen: FileEvidence, columns: Sequence[ColumnProposal], questions: list[str]) -> tuple[str, str]:
    """Expenditure or revenue, with the reasons; empty when a column says it."""
    if any(proposal.column_type == "direction" for proposal in columns):
        return "", "A column says it row by row."
    amounts = [proposal.column.name for proposal in columns if proposal.is_amount]
    labels = sorted(
        {
            cell
            for proposal in columns
            if proposal.column_type.startswith("economic") and proposal.column_type.endswith("label")
            for cell in proposal.column.cells[:5_000]
        }
    )
    spending, revenue, reasons = words.direction_votes(seen.path.stem, amounts, labels)
    direction = DIRECTIONS[1] if revenue > spending else DIRECTIONS[0]
    if spending == revenue:
        questions.append("Are these amounts expenditure or revenue? `expenditure` is only a guess.")
        return direction, "Nothing in the file says it."
    return direction, f"{direction.capitalize()}: {'; '.join(reasons)}."


def _field(proposal: ColumnProposal, by_row: bool, decimal: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": proposal.column.name}
    if not proposal.is_amount:
        entry["type"] = "integer" if proposal.column_type == "date:fiscal-year" else "string"
        if proposal.column_type:
            entry["columnType"] = proposal.column_type
        return entry
    entry["type"] = "number"
    found = proposal.column.number_format
    if found is not None:
        # A column of whole numbers today may have decimals next year: the other amounts say how they would look.
        own = found.decimal or {".": ",", ",": "."}.get(found.group, decimal)
        entry["decimalChar"] = own
        if found.group:
            entry["groupChar"] = found.group
        if found.currency or found.percent:
            entry["bareNumber"] = False
    words_for_nothing = [word for word in proposal.column.absent if word]
    if words_for_nothing:
        entry["missingValues"] = ["", *words_for_nothing]
    if by_row:
        entry["columnType"] = "value"
        return entry
    entry["normalize"] = {"phase": proposal.phase}
    if proposal.year is not None:
        entry["normalize"]["fiscal year"] = proposal.year
    return entry
