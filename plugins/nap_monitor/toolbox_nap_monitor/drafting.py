"""Plans at ``/admin/imports``: a file is looked at, read into a draft with its report, and stored when it is published.

A draft holds the original and how it is to be read, not its rows: publishing reads it again, so that it meets the plan
as it is on that day, and stores it whole or not at all, as ``loading`` does for the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import (
    N_,
    DatasetVersion,
    FileStore,
    ImportAnswers,
    ImportColumn,
    Importer,
    ImportField,
    ImportFile,
    ImportProposal,
    ImportReport,
    InputError,
    LimitSettings,
    ToolboxError,
    create_draft,
    discard_draft,
    find_version,
    finish_draft,
    publish,
    source_path,
    store_source,
)
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.importers.files import FOR_ONE_PLAN, LABELS, look, read_file
from toolbox_nap_monitor.importers.reading import Reading, Wish
from toolbox_nap_monitor.layouts.mapping import FIELDS, propose
from toolbox_nap_monitor.loading import Loaded, keep, note
from toolbox_nap_monitor.publishing import PLUGIN, plan_address

MOST_PROBLEMS = 1000


def inspect(paths: Sequence[Path], limits: LimitSettings) -> ImportProposal:
    """What each file is; the columns of one that no layout knows are proposed, for a person to correct."""
    files, layouts, needs = [], [], False
    for path in paths:
        try:
            found = look(path, limits)
        except ToolboxError as error:
            files.append(ImportFile(name=path.name, problem=str(error)))
            continue
        layouts.append(found.layout)
        needs = needs or found.layout in (*FOR_ONE_PLAN, "mapped")
        columns: list[ImportColumn] = []
        if found.layout == "mapped":
            proposed = propose(found.columns)
            columns = [
                ImportColumn(key=f"{path.name}:{name}", name=name, choice=proposed.get(name, "").partition(":")[0])
                for name in found.columns
            ]
        files.append(ImportFile(name=path.name, facts=[f"It is {LABELS[found.layout]}."], columns=columns))
    one = N_("Needed when the file does not say whose plan it is; when it does, only rows of that plan are taken.")
    return ImportProposal(
        files=files,
        choices={"": N_("not used"), **FIELDS} if "mapped" in layouts else {},
        fields=[
            ImportField(key="member", label=N_("Country or city"), hint=one, required=needs),
            ImportField(key="plan", label=N_("Number of the plan"), required=needs),
            ImportField(key="language", label=N_("Language of the texts"), hint=N_("A code such as en or fr.")),
        ],
        state={"names": [path.name for path in paths], "layouts": layouts},
    )


def draft(session: Session, answers: ImportAnswers, today: date) -> list[int]:
    """One draft for each file. Raises ``InputError`` for a file that cannot be read as it was answered."""
    return [_draft(session, answers, name, today) for name in answers.state["names"]]


def _draft(session: Session, answers: ImportAnswers, name: str, today: date) -> int:
    given = {field: answers.fields.get(field, "") for field in ("member", "plan", "language")}
    prefix = f"{name}:"
    columns = {key.removeprefix(prefix): to for key, to in answers.columns.items() if key.startswith(prefix) and to}
    mapping = {"columns": columns, "language": given["language"] or "und"} if columns else {}
    path = answers.folder / name
    reading = read_file(path, _wish({**given, "mapping": mapping}, today), answers.limits)
    answers.progress(reading.rows_read)
    dataset, title = _named(reading, name)
    version = create_draft(
        session,
        plugin=PLUGIN,
        dataset=dataset,
        title=title,
        slices=[reading.layout],
        mapping={"name": name, "mapping": mapping, **given},
        by=answers.by,
    )
    source = store_source(session, answers.files, path, name=name)
    finish_draft(
        session,
        version,
        report=_report(reading, name).to_dict(),
        row_count=reading.rows_stored,
        sources=[(source, name, {})],
    )
    return version.id


def _named(reading: Reading, name: str) -> tuple[str, str]:
    """The dataset and title of a draft: the plan's own when the file is of one plan."""
    plans = {(one.member, one.number) for one in reading.bundle.plans}
    if len(plans) == 1:
        ((member, number),) = plans
        return f"{PLUGIN}/{member}-{number}".lower(), f"{member} {number}: {name}"
    return f"{PLUGIN}/several-plans", f"{len(plans)} plans: {name}"


def _report(reading: Reading, name: str) -> ImportReport:
    report = ImportReport(name=name, rows_read=reading.rows_read, rows_stored=reading.rows_stored)
    report.rows_rejected = reading.rows_rejected
    for one in reading.problems[:MOST_PROBLEMS]:
        report.add(one)
    kinds = ("plans", "commitments", "milestones", "updates", "assessments", "facts", "proposals")
    counts = {kind: len(getattr(reading.bundle, kind)) for kind in kinds}
    report.notes = [", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count), *reading.notes]
    return report.finish()


def publish_draft(session: Session, number: int, by: str, accepted: int, site: Site) -> None:
    """Read the draft's original again and store what it holds. Raises ``InputError`` with everything against it."""
    version = find_version(session, number)
    with _original(version, site.files) as path:
        reading = read_file(path, _wish(version.mapping, site.today()), site.limits)
    if reading.rows_rejected > accepted:
        raise InputError(
            f"{reading.rows_rejected:,} rows cannot be stored.",
            fix="Correct the file, or say that it is published without them.",
        )
    loaded = Loaded(reading)
    keep(session, loaded, by=by)
    if loaded.refused:
        raise InputError(" ".join(loaded.faults[:20]))
    source = version.sources[0].source
    note(session, reading, source, version.mapping.get("mapping") or {}, by=by)
    publish(session, version, content_sha256=source.sha256, by=by, address=_address(version.dataset))


class Site:
    """What publishing needs of the site: its originals, its limits, its day."""

    def __init__(self, files: FileStore, limits: LimitSettings, today: Callable[[], date]) -> None:
        self.files, self.limits, self.today = files, limits, today


def _wish(kept: Mapping[str, Any], today: date) -> Wish:
    return Wish(
        today=today,
        member=kept.get("member", ""),
        plan=kept.get("plan", ""),
        language=kept.get("language", ""),
        mapping=kept.get("mapping") or {},
    )


@contextmanager
def _original(version: DatasetVersion, files: FileStore) -> Iterator[Path]:
    """The kept original under the name it came with: readers tell it with every row."""
    kept = source_path(files, version.sources[0].source)
    with TemporaryDirectory(prefix="toolbox-nap-") as folder:
        path = Path(folder) / Path(str(version.mapping["name"])).name
        path.symlink_to(kept.resolve())
        yield path


def _address(dataset: str) -> str:
    member, _, number = dataset.removeprefix(f"{PLUGIN}/").partition("-")
    return plan_address(member.upper(), number) if number != "plans" else "/nap/"


def address(session: Session, number: int) -> str:
    """Where everybody reads what was published: the plan's page."""
    version = find_version(session, number)
    place = _address(version.dataset)
    member, _, plan = version.dataset.removeprefix(f"{PLUGIN}/").partition("-")
    known = select(m.Plan.number).join(m.Member).where(m.Member.code == member.upper())
    named = next((one for one in session.scalars(known) if one.lower() == plan), None)
    return plan_address(member.upper(), named) if named else place


def importer(site: Site) -> Importer:
    """The way in for plans, trackers and databases."""

    def begin(session: Session, answers: ImportAnswers) -> Sequence[int]:
        return draft(session, answers, site.today())

    def make_public(session: Session, number: int, by: str, accepted: int) -> None:
        publish_draft(session, number, by, accepted, site)

    def discard(session: Session, number: int) -> None:
        discard_draft(session, find_version(session, number))

    return Importer(
        id="plans",
        label=N_("Action plans"),
        hint=N_(
            "The toolbox's workbook or JSON, OGP's databases, Canada's and the United States' tables, or any table"
        ),
        permission="nap_monitor.edit",
        publish_permission="nap_monitor.edit",
        inspect=inspect,
        draft=begin,
        publish=make_public,
        discard=discard,
        address=address,
    )
