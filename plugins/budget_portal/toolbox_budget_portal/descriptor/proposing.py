"""A descriptor proposed for files that have none: every guess with its reason, every doubt as a question.

Names decide first (``words``), then content: a text column beside a code column that depends on it is its label; the
order of levels follows the names, then the file. Nothing proposed here is used before a person has seen it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from toolbox_budget_portal.descriptor import words
from toolbox_budget_portal.descriptor.evidence import ColumnEvidence, FileEvidence, look_at
from toolbox_budget_portal.descriptor.levels import read_classifications
from toolbox_budget_portal.descriptor.proposal import ColumnProposal, FileProposal, Proposal
from toolbox_budget_portal.descriptor.scdl import CURRENCY, is_scdl, read_scdl
from toolbox_budget_portal.descriptor.writing import PUBLISHED, column_types
from toolbox_budget_portal.rows import DIRECTIONS, PHASES, fold, read_direction, read_yes
from toolbox_core import InputError, LimitSettings

MAX_LEVELS = 8
"""Levels that a classification can have here (``models.MAX_LEVELS``, which this floor does not import)."""


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
    currency = currency or next((file.currency for file in found if file.currency), "")
    if currency:
        for resource in resources:
            constant = {"name": "currency", "type": "string", "columnType": "value-currency:code", "constant": currency}
            resource["schema"]["extraFields"].append(constant)
    descriptor = {"name": resources[0]["name"], "title": "", "profile": "fiscal-data-package", "resources": resources}
    own = _own_types(found)
    if own:
        descriptor["columnTypes"] = [PUBLISHED, own]
    return Proposal(found, descriptor)


def _own_types(found: Sequence[FileProposal]) -> list[dict[str, object]]:
    """The types of classifications with more levels than are published, such as places (``GEO1`` to ``GEO3``)."""
    own: dict[str, dict[str, object]] = {}
    for kind in ("geographic", "fund"):
        declared = column_types(kind, MAX_LEVELS)[1]
        names = {proposal.column_type for file in found for proposal in file.columns}
        if any(entry["name"] in names for entry in declared):
            own |= {str(entry["name"]): entry for entry in declared}
    return list(own.values())


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
    french = seen.header and is_scdl(columns)
    if french:
        read_scdl(columns, questions)
    else:
        _read_amounts(columns, questions, no_header=not seen.header)
        _read_facts(columns, questions)
        read_classifications(columns, questions)
    direction, reason = _direction(seen, columns, questions)
    eliminated = words.file_is_elimination(path.stem)
    if eliminated:
        questions.append("The file's name says that these are consolidation entries; they are marked as eliminations.")
    for proposal in columns:
        if not proposal.column_type and not proposal.is_amount and not proposal.evidence:
            empty = "No cell has content." if not proposal.column.filled else "Nothing is known about this column;"
            proposal.evidence = empty if not proposal.column.filled else f"{empty} it stays in the original only."
    if not any(proposal.is_amount or proposal.column_type == "value" for proposal in columns):
        questions.append("No column of amounts was found. Unless it is a code list, give one the columnType `value`.")
    money = CURRENCY if french else ""
    return FileProposal(seen, columns, direction, reason, eliminated, questions, money)


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
        unit = words.unit_factor(column.name)
        if unit is not None:
            proposal.factor = unit[0]
            questions.append(f"The name of {column.name!r} says {unit[1]!r}: are its amounts in units of {unit[0]:,}?")
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
            _read_transfers(proposal, questions)
    if any(proposal.column_type == "phase:id" for proposal in columns):
        for proposal in columns:
            if proposal.is_amount:
                proposal.column_type, proposal.phase = "value", "by row"


def _read_transfers(proposal: ColumnProposal, questions: list[str]) -> None:
    """A column that says yes or no marks rows which count in the totals and are taken off for net figures."""
    name, cells = proposal.column.name, {cell.strip() for cell in proposal.column.cells}
    if len(cells) > 1 and all(map(_is_yes_or_no, cells)):
        proposal.in_totals = True
        proposal.evidence = (
            "Each cell says yes or no: rows of transfers count in the totals, and are taken off for net."
        )
        questions.append(f"Are the rows that {name!r} marks part of the totals? If not, take `inTotals` away.")
    else:
        proposal.column_type = proposal.evidence = ""
        questions.append(f"Does {name!r} mark transfers inside the government? Then it is budgetary-transfers.")


def _is_yes_or_no(value: str) -> bool:
    try:
        read_yes(value)
    except ValueError:
        return False
    return True


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
    if not amounts:
        return direction, "It has no amounts."
    if spending == revenue:
        questions.append("Are these amounts expenditure or revenue? `expenditure` is only a guess.")
        return direction, "Nothing in the file says it."
    return direction, f"{direction.capitalize()}: {'; '.join(reasons)}."
