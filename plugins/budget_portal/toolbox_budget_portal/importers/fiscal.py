"""Reading the files of a Fiscal Data Package, row by row.

Each source row becomes one ``BudgetRow`` per year, direction and elimination mark that its amounts have (mostly one),
or a list of problems when any cell cannot be read; never both, so that a row is stored whole or listed whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from toolbox_budget_portal import rows
from toolbox_budget_portal.descriptor.model import Package
from toolbox_budget_portal.importers import batches
from toolbox_budget_portal.importers.plan import FilePlan, Join, Measure
from toolbox_budget_portal.rows import AmountReader, BudgetRow
from toolbox_core import DescriptorError, Presence, Problem, Table


@dataclass(slots=True)
class Settings:
    """What the import knows beyond the descriptor.

    ``year`` (``None``: the file says) and ``currency`` are the publisher's; ``slot_of`` turns a phase's name into a
    position in ``models.SLOTS`` and may refuse it with ``ValueError``; ``digits`` are the decimal places kept.
    """

    slot_of: Callable[[str], int]
    year: int | None = None
    currency: str = ""
    digits: int = 2


@dataclass(slots=True)
class Counts:
    """What a reading counted besides the rows it gave out."""

    read: int = 0
    blank: int = 0
    other_years: int = 0
    currencies: set[str] = field(default_factory=set)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Amounts that the descriptor leaves out, by the phase column's word and the amount column."""


@dataclass(slots=True)
class _Group:
    """Amount columns of one year, direction and elimination mark: together one budget line per source row."""

    year: int | None
    direction: str | None
    eliminated: bool | None
    members: list[tuple[Measure, AmountReader, int | None]]


class FileReader:
    """Reads the rows of one file by its plan. ``counts`` fills up on the way."""

    def __init__(self, plan: FilePlan, settings: Settings) -> None:
        self.plan = plan
        self.settings = settings
        self.counts = Counts()
        self.source = Path(plan.resource.path).name
        self._groups = self._group()
        self._foreign = {
            measure.at
            for measure in plan.measures
            if measure.currency.at is not None
            or (measure.currency.constant or settings.currency).strip().upper() != settings.currency
        }
        self._keys = [itemgetter(*kind.columns) for kind in plan.kinds]
        self._fixed = self._fix()

    def certain_slices(self) -> set[str]:
        """The slices that the file is about whatever its rows say."""
        return {
            group.direction + (rows.ELIMINATION if group.eliminated else "")
            for group in self._groups
            if group.direction is not None and group.eliminated is not None
        }

    def _group(self) -> list[_Group]:
        groups: dict[tuple[int | None, str | None, bool | None], _Group] = {}
        for measure in self.plan.measures:
            direction = measure.direction.constant
            mark = measure.eliminated.constant
            key = (
                self._year(measure),
                None if direction is None else rows.read_direction(direction),
                (rows.read_yes(mark) if mark is not None else False) if measure.eliminated.at is None else None,
            )
            reader = AmountReader(
                decimal=measure.field.decimal,
                group=measure.field.group,
                bare=measure.field.bare_number,
                missing=measure.missing,
                factor=measure.field.factor,
                digits=self.settings.digits,
            )
            phase = measure.phase.constant
            slot = None if phase is None else self.settings.slot_of(phase)
            group = groups.setdefault(key, _Group(*key, []))
            if slot is not None and any(other == slot for _, _, other in group.members):
                raise DescriptorError(
                    f"Resource {self.plan.resource.name!r}: two columns hold the phase {phase!r} of the same year.",
                    fix="Give each its own phase, or its own year or direction in `normalize`.",
                )
            group.members.append((measure, reader, slot))
        return list(groups.values())

    def _year(self, measure: Measure) -> int | None:
        """The year of a column, when it does not differ by row."""
        told = measure.year
        if told.at is not None:
            return None
        normalised = any(
            extra is not None and extra.means("date:fiscal-year")
            for extra in map(self.plan.resource.extra_field, measure.field.normalize)
        )
        if told.constant is not None and (normalised or self.settings.year is None):
            try:
                return rows.read_year(told.constant)
            except ValueError as error:
                raise DescriptorError(
                    f"Resource {self.plan.resource.name!r}, {measure.field.name!r}: {error}"
                ) from None
        return self.settings.year

    def read(self, table: Table) -> Iterator[batches.Read]:
        """The lines of ``table`` in order, many at once where possible, and in their place what is wrong with a row.

        Several lines at once are either of several rows, one each, or of one row. Raises ``MoreDigits`` when amounts
        are finer than ``digits``.
        """
        counts, constants, joins = self.counts, list(self.plan.constants), self.plan.joins
        unreadable: list[Problem] = []
        batch: list[batches.Row] = []
        for number, cells in table.rows(unreadable.append):
            if unreadable:
                yield from self._give(batch)
                yield from self._refuse(unreadable)
            if not any(map(str.strip, cells)):
                counts.blank += 1
                continue
            counts.read += 1
            if joins:
                problems: list[Problem] = []
                for join in joins:
                    self._join(join, number, cells, problems)
                if problems:
                    yield from self._give(batch)
                    yield [], problems
                    continue
            if constants:
                cells.extend(constants)
            batch.append((number, cells))
            if len(batch) == batches.SIZE:
                yield from self._give(batch)
        yield from self._give(batch)
        yield from self._refuse(unreadable)
        counts.blank += table.blank_rows

    def _give(self, batch: list[batches.Row]) -> Iterator[batches.Read]:
        """The rows of a batch, which is empty afterwards: column by column if the plan allows it, else one by one."""
        if not batch:
            return
        taken = batch[:]
        batch.clear()
        if self._fixed is None:
            yield from self._one_by_one(taken)
        elif not self._fixed:
            self.counts.other_years += len(taken)
        else:
            texts = self.plan.code_at, self.plan.label_at
            yield from batches.read_batch(taken, self._fixed, self._keys, texts, self._unread)

    def _one_by_one(self, batch: list[batches.Row]) -> Iterator[batches.Read]:
        groups, keys = self._groups, self._keys
        for number, cells in batch:
            problems: list[Problem] = []
            classified = tuple([key(cells) for key in keys])
            lines: list[BudgetRow] = []
            for group in groups:
                line = self._row(number, cells, group, classified, problems)
                if line is None:
                    continue
                lines.append(line)
                if line.eliminated and group.eliminated is None and group.members[0][0].in_totals:
                    lines.append(line._replace(eliminated=False))
            if problems:
                yield [], problems
            elif lines:
                yield lines, []
            else:
                self.counts.other_years += 1

    def _fix(self) -> list[batches.Fixed] | None:
        """The groups of this year as the batches read them; ``None`` when any fact about an amount differs by row."""
        fixed = []
        for group in self._groups:
            if group.year is None or group.direction is None or group.eliminated is None:
                return None
            columns = []
            for measure, reader, slot in group.members:
                if slot is None or measure.at in self._foreign:
                    return None
                columns.append(batches.Amounts(measure.at, measure.field.name, reader, slot))
            if self.settings.year is None or group.year == self.settings.year:
                fixed.append(batches.Fixed(group.year, group.direction, group.eliminated, columns))
        return fixed

    def _unread(self, number: int, column: str, text: str, sentence: str) -> Problem:
        return self._problem(number, column, text, "not-readable", sentence)

    def _refuse(self, unreadable: list[Problem]) -> Iterator[batches.Read]:
        """Rows that the table itself could not make out: torn quotes, too many or too few cells."""
        found = [replace(problem, source=self.source) for problem in unreadable]
        unreadable.clear()
        self.counts.read += len(found)
        for problem in found:
            yield [], [problem]

    def _join(self, join: Join, number: int, cells: list[str], problems: list[Problem]) -> None:
        key = tuple(cells[at].strip() for at in join.at)
        values = join.values.get(key)
        if values is None and any(key):
            shown = " ".join(key)
            problems.append(
                self._problem(number, "", shown, "foreign-key", f"{shown!r} is not in the code list {join.name!r}.")
            )
        cells.extend(values or ("",) * join.width)

    def _row(
        self, number: int, cells: list[str], group: _Group, classified: tuple[Any, ...], problems: list[Problem]
    ) -> BudgetRow | None:
        """The budget line of one group of amount columns; ``None`` when it belongs to another year or has problems."""
        first = group.members[0][0]
        year, direction, eliminated = group.year, group.direction, group.eliminated
        at = 0
        try:
            if year is None:
                at = first.year.at or 0
                if first.year.at is None:
                    raise ValueError("Nothing says which fiscal year this is.")
                year = rows.read_year(cells[at])
            if self.settings.year is not None and year != self.settings.year:
                return None
            if direction is None:
                at = first.direction.at or 0
                direction = rows.read_direction(cells[at])
            if eliminated is None:
                at = first.eliminated.at or 0
                eliminated = rows.read_yes(cells[at])
        except ValueError as error:
            problems.append(self._problem(number, self._column(at), cells[at], "not-readable", str(error)))
            return None
        amounts, absent = self._amounts(number, cells, group, problems)
        plan = self.plan
        return BudgetRow(
            number,
            year,
            direction,
            eliminated,
            cells[plan.code_at].strip() if plan.code_at is not None else "",
            cells[plan.label_at].strip() if plan.label_at is not None else "",
            classified,
            amounts,
            absent,
        )

    def _amounts(
        self, number: int, cells: list[str], group: _Group, problems: list[Problem]
    ) -> tuple[list[int | None], str]:
        """The amounts of one row and group by slot, and why some are absent."""
        amounts: list[int | None] = [None] * batches.SLOT_COUNT
        absent = ""
        for measure, reader, slot in group.members:
            text = cells[measure.at]
            try:
                value = reader.read(text)
                if slot is None:
                    word = cells[measure.phase.at or 0]
                    phase = self._phase(measure, word)
                    if not phase:
                        if value.__class__ is int and value:
                            self.counts.left_out[word.strip(), measure.field.name] += 1
                        continue
                    if measure.field.phases and value == Presence.BLANK:
                        continue  # a column that some decisions leave empty has no phase of theirs
                    slot = self.settings.slot_of(phase)  # noqa: PLW2901 - a phase per row
                if measure.at in self._foreign:
                    self._currency(measure, cells)
            except ValueError as error:
                name = measure.field.name
                problems.append(self._problem(number, name, text, "not-readable", str(error)))
                continue
            if value.__class__ is int:
                amounts[slot] = value
            else:
                absent += f";{slot}:{value}" if absent else f"{slot}:{value}"
        return amounts, absent

    @staticmethod
    def _phase(measure: Measure, word: str) -> str:
        """The phase of an amount by the word of its row; empty when the descriptor leaves it out."""
        phases = measure.field.phases
        if not phases:
            return word
        found = phases.get(rows.fold(word))
        if found is None:
            raise ValueError(f"The descriptor does not say which phase {word.strip()!r} is.")
        return found

    def _currency(self, measure: Measure, cells: list[str]) -> None:
        told = measure.currency
        currency = (cells[told.at] if told.at is not None else told.constant or "").strip().upper()
        if not currency or currency == self.settings.currency:
            return
        raise ValueError(f"The amount is in {currency}, but this budget is in {self.settings.currency}.")

    def _column(self, at: int) -> str:
        fields = self.plan.resource.fields
        return fields[at].name if at < len(fields) else ""

    def _problem(self, number: int, column: str, value: str, rule: str, message: str) -> Problem:
        return Problem(row=number, column=column, value=value[:500], rule=rule, message=message, source=self.source)


def declared_currency(package: Package) -> str:
    """The currency that the descriptor states once for all amounts; empty when it states none or it differs by row."""
    found = {
        str(entry.constant).strip().upper()
        for resource in package.resources
        if resource.has_amounts
        for entry in resource.extra_fields
        if entry.constant is not None and entry.means("value-currency:code", "value-currency")
    }
    if len(found) > 1:
        raise DescriptorError(
            f"The descriptor states several currencies ({', '.join(sorted(found))}).", fix="Import each on its own."
        )
    return found.pop() if found else ""
