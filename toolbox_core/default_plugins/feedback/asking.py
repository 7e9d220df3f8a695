"""Asking, step by step: the form, the letter, the click that confirms. Every step works without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolbox_core import N_, InputError, NotFound, read, redirect, render, translate, write
from toolbox_core.default_plugins.feedback import letters
from toolbox_core.services import feedback
from toolbox_core.services.accounts.users import clean_email
from toolbox_core.services.feedback.asking import LONGEST
from toolbox_core.services.feedback.telling import page_of
from toolbox_core.text import printable
from toolbox_core.web.asking import ask as ask_plugin
from toolbox_core.web.host import host_of, visit_of
from toolbox_core.web.questions import SORT_WORDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.contracts import FeedbackObject
    from toolbox_core.services.feedback import About, Rules

PHASE = "feedback"
HONEYPOT = "website"
"""A field that people do not see. A robot fills it in, is thanked, and nothing is stored."""
TOO_OFTEN = N_("You have asked several times within the hour. Please come back later.")


@dataclass(slots=True)
class Form:
    """What was typed, and what has to change: ``(field, sentence)`` pairs in the visitor's language."""

    sort: str = "question"
    concern: str = ""
    text: str = ""
    author: str = ""
    email: str = ""
    errors: list[tuple[str, str]] = field(default_factory=list)

    def error(self, name: str) -> str:
        """The sentence at one field."""
        return next((sentence for where, sentence in self.errors if where == name), "")


async def ask(request: Request) -> Response:
    """``/feedback/ask?about=…``: the form, and what becomes of it."""
    words = request.query_params.get("about", "")
    if not words:
        objects = host_of(request).registry.feedback_objects
        return render(request, "feedback/what.html", kinds=[item.label for _, item in objects])
    declared, about = await find_object(request, words)
    known: dict[str, Any] = {"about": about, "words": words, "sorts": SORT_WORDS, "concerns": declared.concerns}
    if request.method != "POST":
        return render(request, "feedback/ask.html", form=Form(), **known)
    data = await request.form(max_files=0, max_fields=20)
    if data.get(HONEYPOT):
        return render(request, "feedback/sent.html", about=about)
    form = check(request, declared, {name: value for name, value in data.items() if isinstance(value, str)})
    if not form.errors:
        try:
            label = next((item.label for item in declared.concerns if item.id == form.concern), "")
            settings, language = host_of(request).settings, visit_of(request).language
            await write(request, _store, settings, about, form, (form.concern, label), language, _from(request))
        except InputError:
            form.errors.append(("text", translate(request, TOO_OFTEN)))
        else:
            return render(request, "feedback/sent.html", about=about)
    return render(request, "feedback/ask.html", status=422, form=form, **known)


async def find_object(request: Request, words: str) -> tuple[FeedbackObject, About]:
    """The object that ``plugin:kind:key`` names, as its module declares and describes it. Raises ``NotFound``."""
    plugin, _, rest = words.partition(":")
    kind, _, key = rest.partition(":")
    declared: FeedbackObject | None = next(
        (item for owner, item in host_of(request).registry.feedback_objects if (owner, item.kind) == (plugin, kind)),
        None,
    )
    if declared is not None and 0 < len(key) <= 255:
        outcome = await ask_plugin(request, plugin, PHASE, declared.find, key)
        if outcome.error is not None and not isinstance(outcome.error, NotFound):
            raise outcome.error
        if outcome.value is not None:
            return declared, outcome.value
    raise NotFound(
        "What you want to ask about is not here.", fix="Use the link on the page that you have a question on."
    )


def check(request: Request, declared: FeedbackObject, data: Mapping[str, str]) -> Form:
    """Read the form and say in the visitor's language what has to change."""
    concerns = [item.id for item in declared.concerns]
    form = Form(
        sort=data.get("sort", ""),
        concern=data.get("concern", ""),
        text=printable(data.get("text", "")).strip(),
        author=printable(data.get("author", "")).replace("\n", " ").strip(),
        email=printable(data.get("email", "")).strip(),
    )
    if form.sort not in SORT_WORDS:
        form.sort = "question"
    if form.concern not in concerns:
        form.concern = ""
        if concerns:
            form.errors.append(("concern", translate(request, "Choose what it concerns.")))
    if len(form.text) < 10:
        form.errors.append(("text", translate(request, "Write at least ten characters.")))
    elif len(form.text) > LONGEST:
        form.errors.append(
            ("text", translate(request, "Leave out %(count)s characters.", count=len(form.text) - LONGEST))
        )
    if len(form.author) > 100:
        form.errors.append(("author", translate(request, "Use at most 100 characters for the name.")))
    try:
        clean_email(form.email)
    except InputError:
        form.errors.append(("email", translate(request, "Give an e-mail address, such as name@example.org.")))
    return form


def _store(
    session: Session, settings: Any, about: About, form: Form, concern: tuple[str, str], language: str, address: str
) -> None:
    question, token = feedback.ask(
        session,
        about,
        sort=form.sort,
        concern=concern,
        text=form.text,
        author=form.author,
        email=form.email,
        language=language,
        address=address,
    )
    letters.please_confirm(session, settings, question, token)


def _from(request: Request) -> str:
    return request.client.host if request.client else ""


async def confirm(rules: Rules, request: Request) -> Response:
    """``/feedback/confirm/<token>``: a button; pressing it confirms, for programs that look into mail only read."""
    token = request.path_params["token"]
    if request.method != "POST":
        known = await read(request, _known, token)
        return render(request, "feedback/confirm.html", about=known)
    question = await write(request, feedback.confirm, token, rules)
    if question.status == "public":
        return redirect(page_of(question))
    return render(request, "feedback/confirmed.html", about=question)


def _known(session: Session, token: str) -> feedback.Question:
    return feedback.by_token(session, token)
