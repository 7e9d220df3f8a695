"""Who is asking, and whether they may. Deny by default: what no role allows is not allowed."""

from __future__ import annotations

from dataclasses import dataclass

EVERYTHING = "*"
"""The permission that stands for all of them; the administrator's role holds it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. ``id`` is ``None`` for an anonymous visitor; ``allowed`` are ``(permission, scope)`` pairs.

    A scope is an organisation's slug; the empty one means everywhere.
    """

    id: int | None = None
    name: str = ""
    email: str = ""
    allowed: frozenset[tuple[str, str]] = frozenset()

    @property
    def label(self) -> str:
        """How the audit log and the publication log call this actor; empty for an anonymous visitor."""
        return "" if self.id is None else f"user:{self.id}"

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody has signed in."""
        return self.id is None


ANONYMOUS = Actor()


def may(actor: Actor, permission: str, scope: str = "") -> bool:
    """Whether ``actor`` has ``permission``, everywhere or in ``scope`` (an organisation's slug)."""
    return any((granted, where) in actor.allowed for granted in (permission, EVERYTHING) for where in {"", scope})


def scopes_of(actor: Actor, permission: str) -> frozenset[str] | None:
    """Where ``actor`` has ``permission``: ``None`` means everywhere, else the organisations' slugs (perhaps none)."""
    where = {scope for granted, scope in actor.allowed if granted in (permission, EVERYTHING)}
    return None if "" in where else frozenset(where)
