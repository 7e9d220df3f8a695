"""Answers that are not the page asked for: a page for people, problem details (RFC 9457) for programs.

Which of the two is decided by ``wants_json``. Texts are for the public: they say what happened and what to do next,
never what the code looks like inside.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import HTMLResponse, Response

from toolbox_core.exceptions import ParameterError, ToolboxError
from toolbox_core.i18n import N_
from toolbox_core.web.host import visit_of
from toolbox_core.web.rendering import render, translate

if TYPE_CHECKING:
    from starlette.exceptions import HTTPException
    from starlette.requests import Request

logger = logging.getLogger("toolbox.web")

# Title, sentence, next step. One line for each status that the host itself gives.
TEXTS: dict[int, tuple[str, str, str]] = {
    400: (
        N_("This request cannot be understood"),
        N_("Something in the address or in what was sent does not make sense here."),
        N_("Go back, check what you typed and try again."),
    ),
    401: (
        N_("Please sign in"),
        N_("This page is for people with an account here."),
        N_("Sign in, then open it again."),
    ),
    403: (
        N_("This page is not open to you"),
        N_("It exists, but it is not public."),
        N_("If you think that it should be, write to us."),
    ),
    404: (
        N_("There is no page at this address"),
        N_("The address may be mistyped, or the page may have been renamed."),
        N_("Start from the first page, or search."),
    ),
    405: (
        N_("This page cannot be used in that way"),
        N_("The address exists, but it does not accept this kind of request."),
        "",
    ),
    409: (
        N_("This cannot be done at the moment"),
        N_("What you want to change is in a state that does not allow it."),
        "",
    ),
    413: (
        N_("That is too large"),
        N_("What was sent is larger than this site accepts."),
        N_("Send a smaller file, or ask the site's operators to raise the limit."),
    ),
    429: (
        N_("Too many requests"),
        N_("This address has been asked very often from where you are."),
        N_("Wait a moment and try again. Whole datasets are under /data/, in one piece."),
    ),
    500: (
        N_("Something went wrong on our side"),
        N_("The page could not be made. The fault has been noted."),
        N_("Try again in a few minutes. If it keeps happening, tell us and quote the number below."),
    ),
    503: (
        N_("This page cannot be shown at the moment"),
        N_("A part of the site that this page needs does not answer."),
        N_("Try again in a few minutes."),
    ),
}
MODULE_OFF = (
    N_("This part of the site is switched off"),
    N_("The module “%(module)s” is installed here, but it is switched off at the moment."),
    N_("Its figures are kept. Write to us if you need them."),
)
MODULE_NOT_READY = (
    N_("This part of the site is not ready"),
    N_("The module “%(module)s” is not working at the moment."),
    N_("The site's operators can see why. Try again later."),
)
SLOW = (
    N_("This page takes too long"),
    N_("Making this page took longer than allowed, so it was stopped."),
    N_("Try again in a few minutes, or ask for less at once."),
)


def wants_json(request: Request) -> bool:
    """Whether the answer is for a program: under ``/api/``, for ``.json``, or preferred by the ``Accept`` header."""
    path: str = request.scope["path"]
    if path.startswith("/api/") or path.endswith((".json", ".jsonld")):
        return True
    return prefers_json(request.headers.get("accept", ""))


def prefers_json(accept: str) -> bool:
    """Whether an ``Accept`` header (RFC 9110, section 12.5.1) puts JSON before HTML; ``*/*`` prefers HTML."""
    if "json" not in accept:
        return False
    weights = {"html": -1.0, "json": -1.0}
    for part in accept.split(","):
        media, _, parameters = part.partition(";")
        media = media.strip().lower()
        kind = "html" if media in ("text/html", "application/xhtml+xml") else "json" if "json" in media else ""
        if not kind:
            continue
        weight = 1.0
        for parameter in parameters.split(";"):
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        weights[kind] = max(weights[kind], weight)
    return weights["json"] > max(weights["html"], 0.0)


def error_response(
    request: Request,
    status: int,
    *,
    texts: tuple[str, str, str] | None = None,
    message: str = "",
    fix: str = "",
    variables: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    parameter: str = "",
) -> Response:
    """An error in the visitor's language. ``message`` and ``fix`` replace the standard sentences and are used as is.

    ``parameter`` is named apart for programs.
    """
    title, standard, next_step = texts or TEXTS.get(status, (_phrase(status) or str(status), "", ""))
    fields = variables or {}
    title = translate(request, title, **fields)
    if message:
        standard, next_step = message, fix
    else:
        standard, next_step = translate(request, standard, **fields), translate(request, next_step, **fields)
    visit = visit_of(request)
    if wants_json(request):
        response = problem_response(status, title, standard, fix=next_step, request_id=visit.id, parameter=parameter)
    else:
        response = _page(request, status, title, standard, next_step)
    response.headers["cache-control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def problem_response(
    status: int, title: str, detail: str = "", *, fix: str = "", request_id: str = "", parameter: str = ""
) -> Response:
    """Problem details for programs, ``application/problem+json`` (RFC 9457)."""
    extra = {"detail": detail, "fix": fix, "parameter": parameter, "request_id": request_id}
    body = {"type": "about:blank", "title": title, "status": status} | {k: v for k, v in extra.items() if v}
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/problem+json")


def _page(request: Request, status: int, title: str, message: str, fix: str) -> Response:
    names = {"title": title, "message": message, "fix": fix, "request_id": visit_of(request).id}
    try:
        return render(request, "error.html", status=status, suggestions=(), **names)
    except Exception:
        # The frame itself may be what is broken (a site's own base.html): the error must still be readable.
        logger.exception("The error page itself failed.")
        language = html.escape(visit_of(request).language.replace("_", "-"))
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in (message, fix) if line)
        return HTMLResponse(
            f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f"<h1>{html.escape(title)}</h1>{lines}<p>{status} · {html.escape(visit_of(request).id)}</p>",
            status_code=status,
        )


def toolbox_error_response(request: Request, error: ToolboxError) -> Response:
    """The answer to an error raised on purpose. Its sentence is shown, except where it is meant for operators only."""
    if error.status >= 500:
        logger.error("%s", error)
        headers = {"retry-after": "30"} if error.status == 503 else None
        return error_response(request, error.status, headers=headers)
    parameter = error.parameter if isinstance(error, ParameterError) else ""
    return error_response(request, error.status, message=error.message, fix=error.fix, parameter=parameter)


def http_error_response(request: Request, error: HTTPException) -> Response:
    """The answer to Starlette's own ``HTTPException``, keeping its headers (``Allow``)."""
    message = "" if error.detail in ("", _phrase(error.status_code)) else error.detail
    return error_response(request, error.status_code, message=message, headers=error.headers)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def unavailable(
    request: Request, *, texts: tuple[str, str, str] | None = None, module: str = "", retry_after: float = 0
) -> Response:
    """503, saying in words for the public which module is off or not working."""
    headers = {"retry-after": str(max(1, round(retry_after)))} if retry_after else None
    if module:
        module = translate(request, module)
    return error_response(request, 503, texts=texts, variables={"module": module} if module else None, headers=headers)
