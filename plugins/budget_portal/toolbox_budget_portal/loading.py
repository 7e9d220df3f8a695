"""One import: files into drafts, counted, summed and checked. The middle of ``services.import_package``."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from toolbox_budget_portal import checks, rows
from toolbox_budget_portal.classifying import Classifier, PhaseBook
from toolbox_budget_portal.descriptor import Package, Resource
from toolbox_budget_portal.drafts import Load, Loaded
from toolbox_budget_portal.exceptions import IncompleteDescriptor, NothingToStore
from toolbox_budget_portal.importers import fiscal, opening
from toolbox_budget_portal.importers.plan import FilePlan
from toolbox_budget_portal.models import SLOTS, BudgetVersion, Entity, RejectedRow
from toolbox_budget_portal.rows import MoreDigits
from toolbox_budget_portal.storing import LooseIndexes, Sums, VersionWriter
from toolbox_core import (
    DatasetVersion,
    FileStore,
    ImportReport,
    InputError,
    LimitSettings,
    Problem,
    SourceFile,
    bulk_insert,
    collector_off,
    create_draft,
    finish_draft,
    store_source,
)

USUAL_DIGITS = 2
MOST_REJECTED = 100_000
"""Rows that may be rejected before the descriptor is said not to fit the file."""
TOLD_EVERY = 25_000
"""Rows after which somebody who waits hears how far the import is."""
LOOKED_EVERY = 5_000
"""Rows after which it is asked whether the import is a large one."""
_REJECTED = ("version_id", "resource", "source_row", "column", "value", "rule", "message")


def load(
    session: Session,
    files: FileStore,
    package: Package,
    entity: Entity,
    *,
    year: int | None,
    currency: str,
    by: str,
    limits: LimitSettings | None,
    progress: Callable[[int], None] | None = None,
) -> list[Loaded]:
    """Store the package's budget lines as one draft per fiscal year. Raises as ``services.import_package`` says."""
    resources = [resource for resource in package.resources if resource.has_amounts]
    if not resources:
        raise IncompleteDescriptor(
            "No column of the descriptor holds amounts.", fix='Give the amount columns the columnType "value".'
        )
    money = _currency(package, entity, currency)
    stamps = {resource.name: _stamp(package.file(resource)) for resource in resources}
    kept = [*resources, *package.code_lists()]
    sources = [_keep(session, files, package, resource) for resource in kept]
    digits = USUAL_DIGITS
    while True:
        savepoint = session.begin_nested()
        work = Load(
            session,
            package,
            entity,
            PhaseBook(session, entity),
            Classifier(session, entity),
            money,
            by,
            resources,
            progress or _quiet,
            LooseIndexes(session),
        )
        try:
            with collector_off():
                for position, resource in enumerate(resources):
                    settings = fiscal.Settings(work.phases.slot_of, year=year, currency=money, digits=digits)
                    _load_file(work, position, resource, settings, limits)
            loaded = _finish(work, sources, digits)
        except MoreDigits as signal:
            savepoint.rollback()
            session.expire_all()
            digits = signal.digits
            continue
        savepoint.commit()
        break
    for resource in resources:
        if _stamp(package.file(resource)) != stamps[resource.name]:
            raise InputError(f"{resource.path} changed while it was read.", fix="Import it again.")
    entity.currency = entity.currency or money
    return loaded


def _currency(package: Package, entity: Entity, given: str) -> str:
    currency = (given or fiscal.declared_currency(package) or entity.currency).strip().upper()
    if not currency:
        raise IncompleteDescriptor(
            "Nothing says which currency the amounts are in.",
            fix='Give --currency, or add {"name": "currency", "columnType": "value-currency:code", "constant": "EUR"} '
            "to `extraFields`.",
        )
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise InputError(f"{currency!r} is not a currency code.", fix="Use the three letters of ISO 4217, such as EUR.")
    return currency


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - one call for both values
    except OSError:
        return (0, 0)  # The reading itself says what is wrong with the file.
    return found.st_size, found.st_mtime_ns


def _keep(session: Session, files: FileStore, package: Package, resource: Resource) -> SourceFile:
    name = Path(resource.path).name
    return store_source(
        session,
        files,
        package.file(resource),
        name=name,
        encoding=resource.encoding,
        media_type="",
        licence=package.licence,
    )


def _load_file(
    work: Load, position: int, resource: Resource, settings: fiscal.Settings, limits: LimitSettings | None
) -> None:
    with opening.open_resource(work.package, resource, limits) as table:
        plan = opening.plan_resource(work.package, resource, table, limits)
        reader = fiscal.FileReader(plan, settings)
        work.slices |= reader.certain_slices()
        work.report.notes.extend(plan.notes)
        for _, writer in work.drafts.values():
            writer.begin_file(plan)
        for lines, problems in reader.read(table):
            if problems:
                _reject(work, position, problems)
                continue
            before, last = work.report.rows_stored, 0
            writer = _writer(work, lines[0].year, settings.digits, plan)
            if len(lines) > 1 and lines[-1].source_row != lines[0].source_row and writer.add_many(lines, position):
                work.report.rows_stored += len(lines)
            else:
                for line in lines:
                    try:
                        _writer(work, line.year, settings.digits, plan).add(line, position)
                    except ValueError as error:
                        _reject(work, position, [_problem(resource, line.source_row, str(error))])
                        continue
                    if line.source_row != last:
                        last = line.source_row
                        work.report.rows_stored += 1
            stored = work.report.rows_stored
            if stored // LOOKED_EVERY > before // LOOKED_EVERY:
                work.indexes.consider(stored)
                if stored // TOLD_EVERY > before // TOLD_EVERY:
                    work.progress(stored)
        if not reader.counts.read:
            raise NothingToStore(f"{resource.path} has a header but no rows.", fix="Ask for the file again.")
    work.report.notes.extend(
        f"{resource.path}: {count:,} amounts of {column!r} are left out in rows of {word!r}, as the descriptor says."
        for (word, column), count in sorted(reader.counts.left_out.items())
    )
    work.report.rows_read += reader.counts.read
    work.report.blank_rows += reader.counts.blank
    work.other_years += reader.counts.other_years


def _writer(work: Load, year: int, digits: int, plan: FilePlan) -> VersionWriter:
    """The writer of a year's draft, which begins with its first line."""
    entry = work.drafts.get(year)
    if entry is None:
        entry = work.drafts[year] = _begin_draft(work, year, digits)
        entry[1].begin_file(plan)
    return entry[1]


def _quiet(rows: int) -> None:
    """Nobody waits."""


def _problem(resource: Resource, row: int, sentence: str) -> Problem:
    source = Path(resource.path).name
    return Problem(row=row, column="", value="", rule="not-storable", message=sentence, source=source)


def _reject(work: Load, position: int, problems: Sequence[Problem]) -> None:
    for problem in problems:
        work.report.add(problem)
    work.report.rows_rejected += 1
    work.rejected.append((position, problems[0].row, problems[0]))
    if len(work.rejected) > MOST_REJECTED:
        first = work.report.problems[0]
        raise InputError(
            f"More than {MOST_REJECTED:,} rows could not be stored; the descriptor does not fit the file. "
            f"The first: row {first.row} of {first.source}: {first.message}",
            fix="`toolbox budget inspect` proposes a descriptor.",
        )


def _begin_draft(work: Load, year: int, digits: int) -> tuple[DatasetVersion, VersionWriter]:
    version = create_draft(
        work.session,
        plugin="budget_portal",
        dataset=f"budget_portal/{work.entity.slug}-{year}",
        title=f"{work.entity.name}: budget {year}",
        mapping=dict(work.package.raw),
        licence=work.package.licence,
        by=work.by,
    )
    budget = BudgetVersion(
        version_id=version.id, entity_id=work.entity.id, fiscal_year=year, currency=work.currency, digits=digits
    )
    work.session.add(budget)
    work.session.flush()
    return version, VersionWriter(work.session, work.classifier, work.entity, version.id)


def _finish(work: Load, sources: Sequence[SourceFile], digits: int) -> list[Loaded]:
    if not work.drafts:
        raise _nothing(work)
    for _, writer in work.drafts.values():
        writer.finish()
        _guard(writer)
    work.classifier.flush()
    work.indexes.finish()
    return [_finish_draft(work, year, sources, digits) for year in sorted(work.drafts)]


def _nothing(work: Load) -> NothingToStore:
    report = work.report
    if report.rows_rejected:
        first = report.problems[0]
        return NothingToStore(
            f"None of the {report.rows_read:,} rows could be stored. The first: row {first.row} of {first.source}: "
            f"{first.message}",
            fix="Check the descriptor against the file (`toolbox budget inspect` proposes one).",
        )
    if work.other_years:
        return NothingToStore(
            f"All {work.other_years:,} rows are of other fiscal years.", fix="Give another --year, or none."
        )
    return NothingToStore("The files hold no rows with content.", fix="Ask for the files again.")


def _guard(writer: VersionWriter) -> None:
    """Refuse sums that a database integer could not hold."""
    for sums in writer.slices.values():
        for slot, absolute in enumerate(sums.absolute):
            if absolute > rows.LARGEST_SUM:
                raise InputError(
                    f"The amounts of {SLOTS[slot]!r} are too large to be summed exactly.",
                    fix="Check the number format and the factor of the column.",
                )


def _finish_draft(work: Load, year: int, sources: Sequence[SourceFile], digits: int) -> Loaded:
    version, writer = work.drafts[year]
    report = _report_of(work, writer)
    names = [Path(resource.path).name for resource in work.resources]
    for problem in checks.check_draft(work.session, writer, work.classifier.remarks, names):
        report.add(problem)
    budget = work.session.get_one(BudgetVersion, version.id)
    budget.rows_rejected = len(work.rejected)
    budget.shape = {_slice(*key): _shape(work, sums) for key, sums in sorted(writer.slices.items())}
    # The slices that the descriptor promises count even when no row was found for one of them.
    version.slices = sorted({_slice(*key) for key in writer.slices} | (work.slices if len(work.drafts) == 1 else set()))
    rejected = ((version.id, *_rejected(entry)) for entry in work.rejected)
    table = RejectedRow.__table__
    assert isinstance(table, SqlTable)
    bulk_insert(work.session, table, _REJECTED, _first_per_row(rejected))
    loaded = Loaded(
        version_id=version.id,
        number=version.number,
        dataset=version.dataset,
        fiscal_year=year,
        currency=work.currency,
        digits=digits,
        report=report.finish(),
        totals=_totals(work, writer, digits, eliminated=False),
        eliminations=_totals(work, writer, digits, eliminated=True),
        other_years=work.other_years,
    )
    finish_draft(
        work.session,
        version,
        report=loaded.to_dict(),
        row_count=writer.number,
        sources=[
            (source, resource.name, _dialect(resource))
            for source, resource in zip(sources, [*work.resources, *work.package.code_lists()], strict=True)
        ],
    )
    return loaded


def _report_of(work: Load, writer: VersionWriter) -> ImportReport:
    """The report of one draft: the import's own when there is one draft, else its share of the counts."""
    report = work.report
    report.version, report.name = writer.version_id, work.package.title or work.package.name
    if len(work.drafts) == 1:
        return report
    own = ImportReport(name=report.name, version=writer.version_id, rows_read=report.rows_read)
    own.rows_stored, own.rows_rejected, own.blank_rows = writer.number, report.rows_rejected, report.blank_rows
    own.notes = [*report.notes, "The other rows are in the drafts of other fiscal years."]
    for problem in report.problems:
        own.add(problem)
    return own


def _slice(direction: str, eliminated: bool) -> str:
    return direction + (rows.ELIMINATION if eliminated else "")


def _shape(work: Load, sums: Sums) -> dict[str, Any]:
    return {
        "kinds": dict(sums.levels),
        "slots": [SLOTS[slot] for slot in sorted(sums.seen)],
        "phases": [work.phases.code_at(slot) for slot in sorted(sums.seen)],
        "lines": sums.lines,
        "resources": sorted(sums.resources),
    }


def _totals(work: Load, writer: VersionWriter, digits: int, *, eliminated: bool) -> dict[str, dict[str, str]]:
    totals: dict[str, dict[str, str]] = {}
    for (direction, mark), sums in sorted(writer.slices.items()):
        if mark is eliminated:
            for slot in sorted(sums.seen):
                totals.setdefault(work.phases.code_at(slot), {})[direction] = rows.exact(sums.amounts[slot], digits)
    return totals


def _dialect(resource: Resource) -> dict[str, Any]:
    """What ``read_row`` needs to find a row of the original again."""
    dialect = resource.dialect
    return {
        "encoding": resource.encoding,
        "delimiter": dialect.delimiter,
        "quotechar": dialect.quotechar,
        "header": dialect.header,
        "skip_rows": dialect.skip_rows,
        "sheet": dialect.sheet,
        "comment": dialect.comment,
    }


def _rejected(entry: tuple[int, int, Problem]) -> tuple[int, int, str, str, str, str]:
    position, row, problem = entry
    return position, row, problem.column[:255], problem.value, problem.rule, problem.message


def _first_per_row(found: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    seen: set[tuple[Any, ...]] = set()
    for entry in found:
        if entry[:3] not in seen:
            seen.add(entry[:3])
            yield entry
