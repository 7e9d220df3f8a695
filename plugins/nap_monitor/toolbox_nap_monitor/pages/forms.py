"""What people hand in: forms read into rows, files kept for a moment, faults beside their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile

from toolbox_core import N_
from toolbox_nap_monitor.exceptions import Sentence
from toolbox_nap_monitor.rows import Evidence, Update

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_EVIDENCE = 3
LONGEST = 20_000


@dataclass(slots=True)
class Form:
    """What was typed, by field, and what has to change: ``(field, sentence)`` pairs."""

    values: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, UploadFile] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def get(self, name: str, usual: str = "") -> str:
        """What stands in a field."""
        return self.values.get(name, usual)

    def error(self, name: str) -> str:
        """What is wrong with a field."""
        return next((sentence for where, sentence in self.errors if where == name), "")


async def read_form(request: Request, *, fields: int = 200) -> Form:
    """The posted form: texts without control characters at their ends, and the files that were chosen."""
    data = await request.form(max_files=MOST_EVIDENCE + 1, max_fields=fields)
    form = Form()
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                form.uploads[name] = value
        else:
            form.values[name] = value.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST]
    return form


@contextmanager
def kept_for_a_moment(upload: UploadFile) -> Iterator[tuple[Path, str]]:
    """The uploaded file on the disk under a harmless name, and what it was called; gone afterwards."""
    called = Path((upload.filename or "file").replace("\\", "/")).name
    name = re.sub(r"[^\w.-]+", "_", called).lstrip(".")[-120:] or "file"
    with TemporaryDirectory(prefix="toolbox-nap-") as folder:
        path = Path(folder) / name
        upload.file.seek(0)
        with path.open("wb") as file:
            while piece := upload.file.read(1 << 20):
                file.write(piece)
        yield path, name


def update_of(form: Form, *, member: str, plan: str, commitment: str, actor: str, languages: list[str]) -> Update:
    """The update that a form describes. A percentage that is no number becomes a fault of the form."""
    percent: Decimal | None = None
    if form.get("percent"):
        try:
            percent = Decimal(form.get("percent").replace(",", ".").replace("%", "").strip())
        except InvalidOperation:
            form.errors.append(("percent", Sentence(N_("%(value)s is not a number."), value=repr(form.get("percent")))))
        else:
            if not percent.is_finite():
                percent = None
                form.errors.append(
                    ("percent", Sentence(N_("%(value)s is not a number."), value=repr(form.get("percent"))))
                )
    return Update(
        member=member,
        plan=plan,
        commitment=commitment,
        milestone=form.get("milestone"),
        period=form.get("period"),
        status=form.get("status"),
        percent=percent,
        progress=_texts(form, "progress", languages),
        challenges=_texts(form, "challenges", languages),
        next_steps=_texts(form, "next_steps", languages),
        evidence=tuple(
            Evidence(
                kind=form.get(f"evidence-kind-{number}") or "web-page",
                title=form.get(f"evidence-title-{number}"),
                url=form.get(f"evidence-url-{number}"),
            )
            for number in range(1, MOST_EVIDENCE + 1)
            if form.get(f"evidence-url-{number}")
        ),
        actor=actor,
    )


def _texts(form: Form, name: str, languages: list[str]) -> dict[str, str]:
    found = {language: form.get(f"{name}-{language}") for language in languages}
    return {language: text for language, text in found.items() if text}


def written(draft: Any, languages: list[str]) -> dict[str, str]:
    """What a form begins with when its author kept a draft: all but its files, which come along by themselves."""
    values = {"milestone": draft.milestone, "period": draft.period, **prefilled(draft, languages)}
    values |= {f"progress-{language}": draft.progress.get(language, "") for language in languages}
    linked = [one for one in draft.evidence if one.url and not one.sha256][:MOST_EVIDENCE]
    for number, one in enumerate(linked, start=1):
        values |= {f"evidence-{name}-{number}": getattr(one, name) for name in ("kind", "title", "url")}
    return values


def prefilled(last: Any, languages: list[str]) -> dict[str, str]:
    """What a form begins with: where the newest report left off, without its evidence."""
    if last is None:
        return {}
    values = {"status": last.status, "percent": "" if last.percent is None else f"{last.percent.normalize():f}"}
    for name in ("challenges", "next_steps"):
        for language in languages:
            values[f"{name}-{language}"] = getattr(last, name).get(language, "")
    return values
