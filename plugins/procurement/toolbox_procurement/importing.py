"""The publisher's path in the browser: files looked at, loaded as a draft, reported, published.

The same services as ``toolbox procurement import`` and ``publish``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

from toolbox_core import (
    N_,
    ImportAnswers,
    Importer,
    ImportField,
    ImportFile,
    ImportProposal,
    ImportRow,
    InputError,
    LimitSettings,
    ToolboxError,
)
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.issues import RULES, Issues
from toolbox_procurement.loading.draft import discard_version, load_files
from toolbox_procurement.publishing.act import publish_version
from toolbox_procurement.reading.releases import BARE, decoded, read_releases
from toolbox_procurement.rows import child, text_of
from toolbox_procurement.schema import Schema, site_schemas

LOOKED_AT = 500
SHOWN = 10


def inspect(paths: Sequence[Path], limits: LimitSettings) -> ImportProposal:
    """What the files seem to hold: their kind, and their first releases."""
    del limits  # reading has limits of its own: no release is held longer than it is looked at
    return ImportProposal(
        files=[_look(path) for path in paths],
        choices={"": N_("not used")},
        fields=[
            ImportField(
                key="source",
                label=N_("Whose contracts are they? A short name for the address"),
                hint=N_("Small letters, digits and hyphens, such as port-sennen"),
                required=True,
            ),
            ImportField(key="name", label=N_("Its full name"), hint=N_("Needed when it is new or has changed")),
            ImportField(key="country", label=N_("Country"), hint=N_("Two letters, such as ES")),
            ImportField(key="licence", label=N_("Licence"), hint=N_("An SPDX identifier, such as CC-BY-4.0")),
        ],
        state={"names": [path.name for path in paths]},
    )


def _look(path: Path) -> ImportFile:
    issues = Issues()
    facts: list[str] = []
    rows: list[ImportRow] = []
    count = 0
    try:
        for release in islice(read_releases(path, issues), LOOKED_AT):
            count += 1
            if count == 1:
                kind = "bare releases" if release.package is BARE else f"a {release.package.kind}"
                facts.append(f"It holds {kind}, OCDS {release.package.version or '1.1'}.")
            if len(rows) < SHOWN:
                value = decoded(release, issues, exact=False) or {}
                tags = value.get("tag")
                tag = ", ".join(str(one) for one in tags) if isinstance(tags, list) else str(tags or "")
                raw = (text_of(value, "ocid"), text_of(value, "date"), tag, text_of(child(value, "tender"), "title"))
                rows.append(ImportRow(number=release.line, raw=raw))
    except ToolboxError as error:
        return ImportFile(name=path.name, facts=facts, rows=rows, problem=str(error))
    more = " or more" if count == LOOKED_AT else ""
    facts.append(f"{count:,} releases{more}.")
    facts += [f"{one.count:,} × {RULES[one.rule].says}" for one in issues.sorted()]
    return ImportFile(name=path.name, facts=facts, rows=rows)


def draft(session: Any, answers: ImportAnswers, schemas: tuple[Schema, ...] = ()) -> list[int]:
    """Store the files as one draft, checked by the site's ``schemas``, too.

    Raises ``InputError`` when nothing in them is new, and as ``load_files`` says.
    """

    def begin() -> AbstractContextManager[Any]:
        return nullcontext(session)

    fields = answers.fields
    outcome = load_files(
        begin,
        answers.files,
        [answers.folder / name for name in answers.state["names"]],
        source=fields["source"],
        name=fields["name"],
        country=fields["country"],
        licence=fields["licence"],
        by=answers.by,
        schemas=schemas,
        progress=answers.progress,
    )
    if outcome.version is None:
        raise InputError(
            f"Nothing in the files is new: {outcome.duplicates:,} releases are here already, "
            f"{outcome.rejected:,} could not be read.",
            fix="Nothing was changed, and nothing needs to be done.",
        )
    return [outcome.version]


def importer(settings: Callable[[], Settings], site: Path) -> Importer:
    """The way in for contract files; ``settings`` reads the settings of red flags of the ``site`` in that folder."""

    def publish(session: Any, version: int, by: str, accepted: int) -> None:
        publish_version(session, version, by=by, accept_rejected=accepted, settings=settings())

    return Importer(
        id="contracts",
        label=N_("Contract files (OCDS)"),
        hint=N_("JSON, JSON Lines, packages, archives, or flat tables with JSON pointers as headings"),
        permission="procurement.import",
        publish_permission="procurement.publish",
        inspect=inspect,
        draft=lambda session, answers: draft(session, answers, site_schemas(site)),
        publish=publish,
        discard=discard_version,
    )
