"""What every page of the administration shares: who may what here, posted fields, blocking work, plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from toolbox_core import Forbidden, ToolboxError, actor_of, may, signed_in, translate
from toolbox_core.exceptions import SignInNeeded
from toolbox_core.web.host import host_of, visit_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request

    from toolbox_core.importing.importers import Importer
    from toolbox_core.services.accounts.actors import Actor

T = TypeVar("T")
PERMISSIONS = (
    *("admin.plugins", "admin.users", "admin.jobs", "admin.audit", "admin.organisations", "admin.originals"),
    "admin.maps",
)
QUESTIONS = ("feedback.moderate", "feedback.answer")


def importers_for(request: Request) -> list[tuple[str, Importer]]:
    """The importers, with their plugins, that the visitor may use."""
    actor = actor_of(request)
    return [
        (plugin, importer)
        for plugin, importer in host_of(request).registry.importers
        if may(actor, importer.permission) or may(actor, importer.publish_permission)
    ]


def worker_here(request: Request) -> Actor:
    """Who is asking, when anything under ``/admin/`` is theirs to do. Raises ``SignInNeeded`` or ``Forbidden``."""
    actor = signed_in(request)
    if visit_of(request).must_enrol or visit_of(request).must_change_password:
        raise SignInNeeded("Something has to be done first.")  # the answer leads to the page where
    if any(may(actor, permission) for permission in (*PERMISSIONS, *QUESTIONS)) or importers_for(request):
        return actor
    raise Forbidden("Your account does not allow this.", fix="Ask an administrator of this site for the role you need.")


async def form_of(request: Request) -> FormData:
    """A posted form without files."""
    return await request.form(max_files=0, max_fields=1000)


def texts(form: FormData, name: str) -> list[str]:
    """Every text that was posted under ``name``."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def text(form: FormData, name: str) -> str:
    """The last text posted under ``name``, without spaces around it; empty when there is none."""
    found = texts(form, name)
    return found[-1].strip() if found else ""


async def blocking(request: Request, work: Callable[[], T]) -> T:
    """``work()`` off the event loop, for functions that open their own sessions (plugin life, migrations)."""
    return await host_of(request).database.in_executor(work)


def sentence(request: Request, error: ToolboxError) -> str:
    """An error as it is shown on a page: its message and the next step, in the visitor's language where known."""
    parts: Iterable[str] = (translate(request, part) for part in (error.message, error.fix) if part)
    return " ".join(parts)
