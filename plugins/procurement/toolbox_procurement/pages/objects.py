"""What one can ask about and follow, and what stands on the site's first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_core import N_, About, Concern, HomeCard, NotFound
from toolbox_procurement import queries, sharing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PLUGIN = "procurement"
CONCERNS = (
    Concern(id="one-bidder", label=N_("The conditions favour one bidder")),
    Concern(id="documents", label=N_("Documents are missing")),
    Concern(id="no-answer", label=N_("The buyer does not answer")),
    Concern(id="price", label=N_("The price looks wrong")),
    Concern(id="choice", label=N_("How the winner was chosen")),
    Concern(id="delivery", label=N_("What was delivered is not what was agreed")),
    Concern(id="other", label=N_("Something else about this contract")),
)
"""What people ask about contracts, after the kinds of feedback that Ukraine's DoZorro collects."""


def find_process(session: Session, key: str) -> About | None:
    """A published process, by its ocid."""
    found = queries.about_process(session, key)
    if found is None:
        return None
    title, buyer = found
    address = sharing.process_page(key)
    return About(
        plugin=PLUGIN,
        kind="process",
        key=key,
        title=title,
        address=address,
        organisation=buyer,
        feed=f"{address}.atom",
    )


def find_source(session: Session, key: str) -> About | None:
    """A source with published contracts."""
    try:
        found = queries.source(session, key)
    except NotFound:
        return None
    address = f"/procurement/?source={key}"
    return About(plugin=PLUGIN, kind="source", key=key, title=found.name, address=address)


def cards() -> list[HomeCard]:
    """The pieces of the site's first page."""
    return [
        HomeCard(id="contracts", template="procurement/card.html", answer=newest, order=20),
        HomeCard(id="contracts-ask", template="procurement/ask.html", answer=newest, place="ask", order=20),
    ]


def newest(session: Session) -> dict[str, Any] | None:
    """The sums of everything; nothing while nothing is published."""
    found = queries.whole(session)
    return {"whole": found} if found else None
