"""Writing a plan as an Excel workbook; without commitments it is the template to fill in, with lists to choose from.

The milestones offered beside a commitment are that commitment's own: the second list depends on the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from toolbox_core import InputError
from toolbox_nap_monitor import rows
from toolbox_nap_monitor.deadlines import read_day, read_deadline
from toolbox_nap_monitor.layouts.workbook import LISTS, MARK, SHEETS, TAG_HEADS, TEXT_HEADS, Sheet, languages_of

LONGEST_TEXT = 32_767
"""Characters that a cell of a workbook holds."""
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_EMPTY_ROWS = 400
"""Rows below the filled ones that also offer their lists."""

Row = Mapping[str, str]


def write_workbook(path: Path, bundle: rows.Bundle, languages: Sequence[str] = ()) -> None:
    """Write the one plan that ``bundle`` holds. ``languages`` adds columns for texts to come.

    Raises ``InputError`` when a text is longer than a cell can be; JSON has no such limit.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    if len(bundle.plans) != 1 or len(bundle.members) != 1:
        raise InputError("A workbook holds one plan.", fix="Choose a member and a plan, or export JSON.")
    spoken = list(dict.fromkeys([*languages_of(bundle), *languages])) or ["en"]
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        writer = _Writer(book, spoken)
        contents = dict(zip((sheet.name for sheet in SHEETS), _contents(bundle), strict=True))
        for sheet in SHEETS:
            writer.sheet(sheet, list(contents[sheet.name]))
        writer.lists()


class _Writer:
    def __init__(self, book: Any, languages: Sequence[str]) -> None:
        self.book, self.languages = book, languages
        self.head = book.add_format({"bold": True, "bg_color": "#e7edf3", "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})

    def sheet(self, sheet: Sheet, found: Sequence[Row]) -> None:
        made = self.book.add_worksheet(sheet.name)
        columns = sheet.columns(self.languages)
        made.freeze_panes(1, 1)
        for at, name in enumerate(columns):
            made.write_string(0, at, name, self.head)
            made.set_column(at, at, 34 if "(" in name else 16, self.text)
        for number, row in enumerate(found, start=1):
            for at, name in enumerate(columns):
                if value := row.get(name, ""):
                    self._cell(made, sheet.name, number, at, name, value)
        for name, source in sheet.lists.items():
            self._offer(made, columns, name, source, len(found) + _EMPTY_ROWS)

    def _cell(self, made: Any, sheet: str, number: int, at: int, name: str, value: str) -> None:
        if len(value) > LONGEST_TEXT:
            raise InputError(
                f"{name} in row {number + 1} of {sheet} has {len(value):,} characters; a cell holds {LONGEST_TEXT:,}.",
                fix="Export JSON, which has no such limit.",
            )
        made.write_string(number, at, value, self.text)

    def _offer(self, made: Any, columns: Sequence[str], name: str, source: str, last: int) -> None:
        """Let cells of a column be chosen from a list, without forbidding others: the import says what is wrong."""
        at = columns.index(name)
        if source == "milestones":
            top = "$" + _letter(columns.index("Commitment")) + "2"
            formula = (
                f"=OFFSET(Milestones!$B$1,MATCH({top},Milestones!$A:$A,0)-1,0,MAX(1,COUNTIF(Milestones!$A:$A,{top})),1)"
            )
        elif source == "commitments":
            formula = "=Commitments!$A$2:$A$1000"
        else:
            place = _letter(list(LISTS).index(source))
            formula = f"=Lists!${place}$3:${place}${2 + len(LISTS[source])}"
        made.data_validation(
            *(1, at, last, at),
            {"validate": "list", "source": formula, "error_type": "information", "ignore_blank": True},
        )

    def lists(self) -> None:
        made = self.book.add_worksheet("Lists")
        made.write_string(0, 0, MARK)
        for at, (name, values) in enumerate(LISTS.items()):
            made.write_string(1, at, name, self.head)
            for number, value in enumerate(values, start=2):
                made.write_string(number, at, value)


def _letter(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _contents(bundle: rows.Bundle) -> Iterator[Iterator[Row]]:
    yield _plan(bundle)
    yield (_commitment(row) for row in bundle.commitments)
    yield (_milestone(row) for row in _by_commitment(bundle))
    yield _institutions(bundle)
    yield (_update(row) for row in bundle.updates)
    yield (_verdict(row) for row in bundle.assessments)
    yield (_fact(row) for row in bundle.facts)


def _by_commitment(bundle: rows.Bundle) -> list[rows.Milestone]:
    """Milestones with those of one commitment together, as the dependent lists need them."""
    order = {commitment.number: at for at, commitment in enumerate(bundle.commitments)}
    return sorted(bundle.milestones, key=lambda one: order.get(one.commitment, len(order)))


def _spread(head: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{head} ({language})": text for language, text in texts.items()}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode() if value else ""


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _dates(row: rows.Commitment | rows.Milestone) -> dict[str, str]:
    told = read_deadline(row.due.text)
    return {
        "Start": row.starts_text,
        "Start: day": "" if read_day(row.starts_text) == row.starts else _plain(row.starts) or "-",
        "Deadline": row.due.text,
        "Deadline: day": "" if told == row.due else _plain(row.due.day) or "-",
        "Deadline: precision": "" if told == row.due else row.due.precision,
        "Weight": "" if row.weight == 1 else _plain(row.weight),
    }


def _plan(bundle: rows.Bundle) -> Iterator[Row]:
    member, plan = bundle.members[0], bundle.plans[0]
    yield {
        **_spread("Country", member.names),
        **_spread("Title", plan.titles),
        "Member": member.code,
        "Level": member.level,
        "ISO 3166": member.iso3,
        "Region": member.region,
        "Member status": member.status,
        "Plan": plan.number,
        "OGP identifier": plan.ogp_id,
        "Start": _plain(plan.starts),
        "End": _plain(plan.ends),
        "Phase": plan.phase,
        "Submitted": _plain(plan.submitted),
        "Licence": plan.licence,
        "Languages": "; ".join(plan.languages),
        "Other": _json(plan.extra),
    }


def _commitment(row: rows.Commitment) -> Row:
    tags = {head: "; ".join(row.tags.get(scheme, ())) for scheme, head in TAG_HEADS.items()}
    others = {
        scheme: words
        for scheme, words in row.tags.items()
        if scheme not in TAG_HEADS or any(";" in word or word != word.strip() or not word for word in words)
    }
    texts = {head: text for name, said in row.texts.items() for head, text in _spread(TEXT_HEADS[name], said).items()}
    return {
        **_spread("Title", row.titles),
        **_spread("Short title", row.short_titles),
        **texts,
        **{head: cell for head, cell in tags.items() if not any(TAG_HEADS.get(name) == head for name in others)},
        **_dates(row),
        "Number": row.number,
        "Other tags": _json(others),
        "Cluster": row.cluster,
        "Carried from plan": row.carried_from[0] if row.carried_from else "",
        "Carried from commitment": row.carried_from[1] if row.carried_from else "",
        "OGP identifier": row.ogp_uid,
        "Address": row.url,
        "Other": _json(row.extra),
    }


def _milestone(row: rows.Milestone) -> Row:
    texts = {head: text for name, said in row.texts.items() for head, text in _spread(TEXT_HEADS[name], said).items()}
    return {
        **_spread("Title", row.titles),
        **texts,
        **_dates(row),
        "Commitment": row.commitment,
        "Code": row.code,
        "Parent": row.parent,
        "Other": _json(row.extra),
    }


def _institutions(bundle: rows.Bundle) -> Iterator[Row]:
    owners: list[tuple[str, str, tuple[rows.Involvement, ...]]] = [
        *((row.number, "", row.involved) for row in bundle.commitments),
        *((row.commitment, row.code, row.involved) for row in bundle.milestones),
    ]
    for commitment, milestone, involved in owners:
        for one in involved:
            yield {
                "Commitment": commitment,
                "Milestone": milestone,
                "Name": one.name,
                "Role": one.role,
                "Kind": one.kind,
                "Part of": one.parent,
                "Mailbox": one.contact,
                "Identifiers": _json(one.identifiers),
            }


def _update(row: rows.Update) -> Row:
    bare = all(one == rows.Evidence(url=one.url) and one.url and not one.url.split()[1:] for one in row.evidence)
    return {
        **_spread("Progress", row.progress),
        **_spread("Challenges", row.challenges),
        **_spread("Next steps", row.next_steps),
        "Commitment": row.commitment,
        "Milestone": row.milestone,
        "Period": row.period,
        "As of": _plain(row.as_of),
        "Status": row.status,
        "Percent": _plain(row.percent),
        "Reported by": row.actor,
        "Word of the source": row.raw_status,
        "State": row.state,
        "Published": _plain(row.published),
        "Evidence": "\n".join(one.url for one in row.evidence) if bare else _json(row.evidence),
        "Other": _json(row.extra),
    }


def _verdict(row: rows.Assessment) -> Row:
    return {
        **_spread("Text", row.text),
        "Commitment": row.commitment,
        "Assessor": row.assessor,
        "Indicator": row.indicator,
        "Report kind": row.product,
        "Body": row.body,
        "Report": row.report,
        "Year": _plain(row.year),
        "Day": _plain(row.day),
        "Scale": row.scale,
        "Word": row.raw,
        "Value": row.value,
        "Level": _plain(row.level),
        "Address": row.url,
    }


def _fact(row: rows.ProcessFact) -> Row:
    return {
        "Requirement": row.requirement,
        "Value": row.value,
        "Note": row.note,
        "Address": row.url,
        "Day": _plain(row.day),
    }
