"""``/procurement/desk``: where a buyer without a system of its own writes and publishes contracting processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from starlette.responses import Response

from toolbox_core import (
    N_,
    NotFound,
    Route,
    ToolboxError,
    actor_of,
    may,
    organisation_card,
    read,
    redirect,
    render,
    require,
    scopes_of,
    settings_of,
    site_address,
    url,
    write,
)
from toolbox_procurement import sharing
from toolbox_procurement.desk import building, dossiers
from toolbox_procurement.desk.questions import SECTIONS, Part, Question, Section, State, entries, get
from toolbox_procurement.desk.state import add, holds, is_published, remove, take
from toolbox_procurement.pages.words import CATEGORIES, CRITERIA, DOCUMENTS, METHODS, STATUSES, Words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_core import Actor
    from toolbox_procurement.config import Config
    from toolbox_procurement.desk.dossiers import Checked, Office
    from toolbox_procurement.indicators.settings import Settings
    from toolbox_procurement.models import Dossier

WRITE: Final = "procurement.write"
PUBLISH: Final = "procurement.publish"
_MOST_FIELDS: Final = 5_000
_WORDS: Final[Mapping[str, str]] = {**STATUSES, **METHODS, **CATEGORIES, **CRITERIA, **DOCUMENTS}
_TYPES: Final = {"start": "date", "end": "date", "moment": "datetime-local", "url": "url"}
_TYPING: Final = frozenset(
    {
        building.AMOUNT,
        building.NUMBER,
        building.COUNT,
        building.CURRENCY_FORM,
        building.DAY,
        building.MOMENT,
        building.ADDRESS,
    }
)
"""What is said at once, because it was mistyped; what is only missing is said on the way to publishing."""
_NOBODY_SAVED: Final = N_("Somebody else saved this meanwhile. Your answers are still here: compare, then save again.")


@dataclass(frozen=True, slots=True)
class Desk:
    """The pages of the desk, with the module's settings; ``flags`` reads those of the red flags."""

    config: Config
    flags: Callable[[], Settings]

    def routes(self) -> list[Route]:
        """Its pages, for everybody with the permission for some organisation: each page asks for which."""
        closed: dict[str, Any] = {"permission": WRITE, "scoped": True, "cacheable": False}
        place, both = "/procurement/desk/{number:int}", ("GET", "POST")
        return [
            Route(path="/procurement/desk", endpoint=self.index, name="procurement:desk", methods=both, **closed),
            Route(path=place, endpoint=self.dossier, name="procurement:dossier", methods=both, **closed),
            Route(path=f"{place}/release.json", endpoint=self.preview, name="procurement:preview", **closed),
            Route(path=f"{place}/{{section}}", endpoint=self.form, name="procurement:form", methods=both, **closed),
        ]

    async def index(self, request: Request) -> Response:
        """``/procurement/desk``: the processes of one's organisations, and the way to a new one."""
        words, actor = Words(request), actor_of(request)
        where = scopes_of(actor, WRITE)
        error, values = "", {"title": "", "organisation": ""}
        if request.method == "POST":
            values |= await _answers(request)
            try:
                number = await write(request, self._begin, request, values)
            except ToolboxError as refused:
                error = " ".join(part for part in (str(refused), refused.fix) if part)
            else:
                return redirect(url(request, "procurement:dossier", number=number))
        rows, names = await read(request, _all, where)
        return render(
            request,
            "procurement/desk.html",
            status=422 if error else 200,
            w=words,
            rows=[self._line(request, row, names) for row in rows],
            names=sorted(names.items(), key=lambda pair: pair[1]) if where is not None else [],
            everywhere=where is None,
            values=values,
            error=error,
            prefix=self.config.ocid_prefix,
            may_set=may(actor, "procurement.thresholds"),
            crumbs=[(words(N_("Contracts")), url(request, "procurement:index"))],
        )

    def _begin(self, session: Session, request: Request, values: Mapping[str, str]) -> int:
        slug = organisation_card(session, values["organisation"].strip()).slug
        actor = require(request, WRITE, slug)
        row = dossiers.begin(session, slug, values["title"], prefix=self.config.ocid_prefix, by=actor.label)
        return row.id

    @staticmethod
    def _line(request: Request, row: Dossier, names: Mapping[str, str]) -> dict[str, Any]:
        return {
            "title": row.title or row.ocid,
            "href": url(request, "procurement:dossier", number=row.id),
            "ocid": row.ocid,
            "who": names.get(row.organisation, row.organisation),
            "releases": row.releases,
            "changed": bool(building.tags(row.published, row.state)),
            "at": row.updated_at,
        }

    async def dossier(self, request: Request) -> Response:
        """``/procurement/desk/<number>``: where a process stands, what would be published, and the button for it."""
        words, number = Words(request), request.path_params["number"]
        office, error = self._office(request), ""
        if request.method == "POST":
            answers = await _answers(request)
            try:
                done = await write(request, _act, request, number, office, answers)
            except ToolboxError as refused:
                error = " ".join(part for part in (str(refused), refused.fix) if part)
            else:
                return redirect(
                    url(request, "procurement:dossier", {"done": done}, number=number)
                    if done == "published"
                    else url(request, "procurement:desk")
                )
        row, found = await read(request, _look, request, number, office)
        return render(
            request,
            "procurement/dossier.html",
            status=422 if error else 200,
            w=words,
            row=row,
            error=error,
            done=request.query_params.get("done", "") == "published",
            sections=[self._section(request, words, row, section) for section in SECTIONS.values()],
            tags=[words.tag(tag) for tag in found.built.tags],
            faults=[self._fault(request, words, row, fault) for fault in found.faults] if found.built.tags else [],
            hints=[self._fault(request, words, row, fault) for fault in found.hints][:20] if found.built.tags else [],
            may_publish=may(actor_of(request), PUBLISH, row.organisation),
            preview=url(request, "procurement:preview", number=row.id),
            page=sharing.process_page(row.ocid) if row.releases else "",
            crumbs=self._crumbs(request, words),
        )

    @staticmethod
    def _section(request: Request, words: Words, row: Dossier, section: Section) -> dict[str, Any]:
        now = {root: row.state.get(root) for root in section.roots}
        before = {root: row.published.get(root) for root in section.roots}
        state = "empty"
        if any(holds(now[root]) for root in section.roots if root != "title"):
            state = "changed" if building.tags(before, {**now}) else "public"
        return {
            "title": words(section.title),
            "hint": words(section.hint),
            "href": url(request, "procurement:form", number=row.id, section=section.key),
            "state": state,
        }

    @staticmethod
    def _fault(request: Request, words: Words, row: Dossier, fault: building.Fault) -> dict[str, str]:
        root = fault.field.split(".")[0]
        key = next((one.key for one in SECTIONS.values() if root in one.roots), "plan")
        address = url(request, "procurement:form", {"check": "1"}, number=row.id, section=key)
        return {"say": words(fault.sentence), "href": f"{address}#{fault.field}" if fault.field else address}

    async def preview(self, request: Request) -> Response:
        """``/procurement/desk/<number>/release.json``: the release package as it would go out now."""
        _, found = await read(request, _look, request, request.path_params["number"], self._office(request))
        return Response(found.package, media_type="application/json")

    async def form(self, request: Request) -> Response:
        """``/procurement/desk/<number>/<section>``: one form. Everything is saved as typed; adding saves, too."""
        words, number = Words(request), request.path_params["number"]
        section = SECTIONS.get(request.path_params["section"])
        if section is None:
            raise NotFound("There is no such form.")
        office, error = self._office(request), ""
        row, found = await read(request, _look, request, number, office)
        state, edition = row.state, row.edition
        if request.method == "POST":
            answers = await _answers(request)
            try:
                state, edition, place = await write(request, _keep, request, number, section, answers)
            except ToolboxError as refused:
                error = " ".join(part for part in (str(refused), refused.fix) if part)
            else:
                if place is None:
                    error = words(_NOBODY_SAVED)
                else:
                    return redirect(self._after(request, number, section, place))
        faults = found.faults if request.query_params.get("check") and not error else []
        shown = _Shown(words, state, row.published, {fault.field: words(fault.sentence) for fault in faults})
        return render(
            request,
            "procurement/form.html",
            status=409 if error else 200,
            w=words,
            row=row,
            section=section,
            title=words(section.title),
            say=words(section.hint),
            error=error,
            edition=edition,
            fields=[shown.field(question, question.path) for question in section.questions],
            parts=[shown.part(part, part.path) for part in section.parts],
            errors=shown.told,
            crumbs=[*self._crumbs(request, words), (row.title or row.ocid, self._address(request, number))],
        )

    @staticmethod
    def _address(request: Request, number: int) -> str:
        return url(request, "procurement:dossier", number=number)

    def _after(self, request: Request, number: int, section: Section, place: str) -> str:
        """Where a form leads: to what was added, back to what was mistyped, else to the process."""
        if place.startswith("#"):
            return url(request, "procurement:form", number=number, section=section.key) + place
        if place:
            return url(request, "procurement:form", {"check": "1"}, number=number, section=section.key)
        return self._address(request, number)

    def _office(self, request: Request) -> Office:
        settings = settings_of(request)
        return dossiers.Office(
            base=site_address(settings),
            zone=ZoneInfo(settings.site.timezone),
            licence=settings.site.licence,
            files=settings.files,
            prefix=self.config.ocid_prefix,
            flags=self.flags,
        )

    @staticmethod
    def _crumbs(request: Request, words: Words) -> list[tuple[str, str]]:
        return [
            (words(N_("Contracts")), url(request, "procurement:index")),
            (words(N_("Your desk for contracts")), url(request, "procurement:desk")),
        ]


async def _answers(request: Request) -> dict[str, str]:
    data = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    return {name: value for name, value in data.multi_items() if isinstance(value, str)}


def _all(session: Session, where: frozenset[str] | None) -> tuple[list[Dossier], dict[str, str]]:
    rows = dossiers.listed(session, where)
    names: dict[str, str] = {}
    for slug in sorted({row.organisation for row in rows} | (where or frozenset())):
        try:
            names[slug] = organisation_card(session, slug).name
        except NotFound:
            names[slug] = slug
    session.expunge_all()
    return rows, names


def _allowed(request: Request, row: Dossier, permission: str = WRITE) -> Actor:
    return require(request, permission, row.organisation)


def _look(session: Session, request: Request, number: int, office: Office) -> tuple[Dossier, Checked]:
    row = dossiers.find(session, number)
    _allowed(request, row)
    found = dossiers.checked(row, office)
    session.expunge(row)
    return row, found


def _keep(
    session: Session, request: Request, number: int, section: Section, answers: Mapping[str, str]
) -> tuple[State, int, str | None]:
    """Save a form; gives the state, its edition, and where to go (``None``: somebody else saved meanwhile)."""
    row = dossiers.find(session, number, lock=True)
    actor = _allowed(request, row)
    state = deepcopy(row.state)
    take(state, section, answers)
    act, _, path = answers.get("do", "save").partition(":")
    place = ""
    if act == "add":
        place = f"#{path}.{add(state, section, path)}"
    elif act == "remove":
        remove(state, section, path, row.published)
        place = f"#{path.rpartition('.')[0]}"
    edition = int(answers.get("edition", "0")) if answers.get("edition", "").isdigit() else 0
    if not dossiers.save(session, row, state, edition=edition, by=actor.label):
        return state, row.edition, None
    if not place and any(
        fault.sentence in _TYPING and fault.field.split(".")[0] in section.roots for fault in dossiers.typed(row)
    ):
        place = "check"
    return state, row.edition, place


def _act(session: Session, request: Request, number: int, office: Office, answers: Mapping[str, str]) -> str:
    row = dossiers.find(session, number, lock=True)
    if answers.get("do") == "discard":
        dossiers.discard(session, row, by=_allowed(request, row).label)
        return "discarded"
    actor = _allowed(request, row, PUBLISH)
    edition = int(answers.get("edition", "0")) if answers.get("edition", "").isdigit() else 0
    dossiers.publish_release(session, row, office, edition=edition, by=actor.label)
    return "published"


@dataclass(slots=True)
class _Shown:
    """Questions as the template draws them. ``errors``: sentences by field."""

    words: Words
    state: State
    published: State
    errors: Mapping[str, str]
    _seen: set[str] = field(default_factory=set)

    @property
    def told(self) -> list[tuple[str, str]]:
        """``(field, sentence)`` of the faults, those of other forms left out."""
        return [(path, sentence) for path, sentence in self.errors.items() if path in self._seen]

    def field(self, question: Question, path: str) -> dict[str, Any]:
        """One field."""
        self._seen.add(path)
        return {
            "id": path,
            "label": self.words(question.label),
            "hint": self.words(question.hint) if question.hint else "",
            "value": get(self.state, path),
            "kind": question.kind,
            "type": _TYPES.get(question.kind, "text"),
            "choices": self._choices(question),
            "error": self.errors.get(path, ""),
        }

    def _choices(self, question: Question) -> list[tuple[str, str]]:
        if question.kind == "code":
            return [(code, self.words(_WORDS[code]) if code in _WORDS else code) for code in question.codes]
        if question.kind != "link":
            return []
        found = []
        for number, one in enumerate(entries(self.state, question.to), 1):
            name = get(one, "title") or "; ".join(get(below, "name") for below in entries(one, "suppliers"))
            found.append((str(one["id"]), f"{number}. {name}" if name else f"{number}."))
        return found

    def part(self, part: Part, path: str) -> dict[str, Any]:
        """One list with everything in it."""
        listed = [
            {
                "id": f"{path}.{number}",
                "legend": self.words(part.one, number=number + 1),
                "public": is_published(self.published, f"{path}.{number}"),
                "fields": [self.field(one, f"{path}.{number}.{one.path}") for one in part.questions],
                "parts": [self.part(below, f"{path}.{number}.{below.path}") for below in part.parts],
            }
            for number, _ in enumerate(entries(self.state, path))
        ]
        holder, _, _ = path.rpartition(".")
        public = holds(_at(self.published, holder))
        return {
            "id": path,
            "title": self.words(part.title),
            "add": self.words(part.add),
            "entries": listed,
            "open": public or not part.changes,
        }


def _at(state: State, path: str) -> Any:
    found: Any = state
    for step in path.split("."):
        if isinstance(found, list):
            found = found[int(step)] if step.isdigit() and int(step) < len(found) else None
        elif isinstance(found, dict):
            found = found.get(step)
        else:
            return None
    return found
