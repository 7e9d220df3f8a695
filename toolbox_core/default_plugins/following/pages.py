"""Pages of following: ask for it, confirm it, change it, end it; and the feed of everything.

Reading a page never changes anything, because programs that look into letters open every link in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_core import N_, InputError, NotFound, read, redirect, render, translate, url, write
from toolbox_core.default_plugins.following import letters
from toolbox_core.default_plugins.following.topics import Topic, find_topic
from toolbox_core.services.accounts.users import clean_email
from toolbox_core.services.notifications import following
from toolbox_core.text import printable
from toolbox_core.web.atom import event_feed
from toolbox_core.web.host import host_of, visit_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.services.notifications.models import Follow, Follower

HONEYPOT = "website"
TOO_OFTEN = N_("You have asked several times within the hour. Please come back later.")


async def follow(request: Request) -> Response:
    """``/follow/?topic=…``: the form, and what becomes of it. The answer never tells who follows what already."""
    topic = await find_topic(request, request.query_params.get("topic", "") or "all")
    if request.method != "POST":
        return render(request, "following/follow.html", topic=topic, email="", errors=[])
    data = await request.form(max_files=0, max_fields=10)
    email = printable(str(data.get("email", ""))).strip()
    try:
        clean_email(email)
    except InputError:
        sentence = translate(request, "Give an e-mail address, such as name@example.org.")
    else:
        if data.get(HONEYPOT):
            return render(request, "following/sent.html", topic=topic)
        client = request.client.host if request.client else ""
        try:
            await write(request, _store, host_of(request).settings, topic, email, visit_of(request).language, client)
        except InputError:
            sentence = translate(request, TOO_OFTEN)
        else:
            return render(request, "following/sent.html", topic=topic)
    return render(request, "following/follow.html", status=422, topic=topic, email=email, errors=[("email", sentence)])


def _store(session: Session, settings: Any, topic: Topic, email: str, language: str, client: str) -> None:
    row, token = following.follow(
        session, email=email, topic=topic.topic, label=topic.label, language=language, address=client
    )
    if token:
        letters.please_confirm(
            session, settings, to=clean_email(email), label=row.label, language=language, token=token
        )


async def confirm(request: Request) -> Response:
    """``/follow/confirm/<token>``: a button; pressing it is the consent."""
    token = request.path_params["token"]
    if request.method != "POST":
        return render(request, "following/confirm.html", label=await read(request, _label, token))
    key = await write(request, _confirm, token)
    return redirect(url(request, "following:settings", key=key))


def _label(session: Session, token: str) -> str:
    return following.by_token(session, token).label


def _confirm(session: Session, token: str) -> str:
    row = following.confirm(session, token)
    return following.new_key(session, following.follower_of(session, row))


async def settings(request: Request) -> Response:
    """``/follow/settings/<key>``: everything an address follows; end one, end all, daily or weekly."""
    key = request.path_params["key"]
    if request.method == "POST":
        data = await request.form(max_files=0, max_fields=10)
        await write(request, _change, key, {name: str(value) for name, value in data.items()})
        if "end_all" in data:
            return render(request, "following/ended.html")
    follower, follows = await read(request, _settings, key)
    if follower is None:
        return render(request, "following/ended.html")
    return render(request, "following/settings.html", key=key, follower=follower, follows=follows)


def _settings(session: Session, key: str) -> tuple[Follower | None, list[Follow]]:
    try:
        follower = following.by_key(session, key)
    except NotFound:
        return None, []
    return follower, [row for row in following.follows_of(session, follower) if row.confirmed_at is not None]


def _change(session: Session, key: str, data: dict[str, str]) -> None:
    try:
        follower = following.by_key(session, key)
    except NotFound:
        return  # ended before: the page says so
    if "end_all" in data:
        following.unfollow_all(session, follower)
    elif data.get("end", "").isascii() and data.get("end", "").isdigit():
        following.unfollow(session, follower, int(data["end"][:9]))
    elif "rhythm" in data:
        following.set_rhythm(session, follower, data["rhythm"])


async def end(request: Request) -> Response:
    """``/follow/end/<key>``: the address of List-Unsubscribe. A POST ends everything at once, also a second time."""
    key = request.path_params["key"]
    if request.method != "POST":
        follower, follows = await read(request, _settings, key)
        if follower is None:
            return render(request, "following/ended.html")
        return render(request, "following/end.html", key=key, follows=follows)
    await write(request, _change, key, {"end_all": "1"})
    return render(request, "following/ended.html")


async def feed(request: Request) -> Response:
    """``/feed.atom``: everything new on this site."""
    site = host_of(request).settings.site
    title = translate(request, "Everything new on %(site)s", site=site.name)
    return await event_feed(request, "all", title=title, page="/")
