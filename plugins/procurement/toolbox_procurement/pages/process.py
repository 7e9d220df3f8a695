"""``/procurement/processes/<ocid>``: one contracting process from plan to payment, and the same for programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from toolbox_core import N_, NotFound, event_feed, locale_for, object_topic, questions_about, read, render, url
from toolbox_procurement import queries, sharing
from toolbox_procurement.merging import Merger
from toolbox_procurement.pages.spread import spread
from toolbox_procurement.pages.steps import shown_steps
from toolbox_procurement.pages.timeline import timeline
from toolbox_procurement.pages.words import ROLES, Words
from toolbox_procurement.queries.records import Case, Raised
from toolbox_procurement.rows import amount_of, child, children, day_of, text_of
from toolbox_procurement.schema import merge_rules

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

PLUGIN = "procurement"
MANY = 0.1
"""A flag that is raised in more than this share of the cases says more about the rule than about the case."""
_encode = msgspec.json.Encoder(decimal_format="number").encode


async def page(request: Request) -> Response:
    """The page of a process; ``….json`` is its record, ``….atom`` its feed. 404 for an unknown ocid."""
    ocid, source = request.path_params["ocid"], request.query_params.get("source", "")
    for suffix, answer in ((".json", _record), (".atom", _feed)):
        if ocid.endswith(suffix):
            return await answer(request, ocid.removesuffix(suffix), source)
    found = await read(request, queries.case, ocid, source)
    words = Words(request)
    compiled = found.compiled
    drawn = timeline(compiled, found.steps, found.dates)
    return render(
        request,
        "procurement/process.html",
        w=words,
        case=found,
        item=found.item,
        crumbs=[(words(N_("Contracts")), url(request, "procurement:index"))],
        say=_say(words, found),
        figures=_figures(words, found),
        timeline=drawn,
        steps=shown_steps(words, found, locale_for(request)),
        bids=_bids(words, found),
        documents=list(_documents(words, found)),
        raised=[_flag(words, found, one) for one in found.raised if one.code in words.indicators],
        people=_people(request, words, found),
        gaps=[(code, words.indicators[code].name) for code, _ in found.gaps if code in words.indicators],
        record=sharing.process_page(found.item.ocid) + ".json",
        feed=sharing.process_page(found.item.ocid) + ".atom",
        topic=object_topic(PLUGIN, "process", found.item.ocid),
        talk=await questions_about(request, PLUGIN, "process", found.item.ocid),
        silent=sum(len(step.silent) for step in found.steps),
    )


async def _record(request: Request, ocid: str, source: str) -> Response:
    """A record package: the releases, the compiled and the versioned release, as the public may see them."""
    body = await read(request, _record_of, ocid, source)
    body["uri"] = str(request.url)
    return Response(_encode(body), media_type="application/json")


def _record_of(session: Session, ocid: str, source: str) -> dict[str, Any]:
    row, origin = queries.find_process(session, ocid, source)
    releases = [release for release, _ in queries.releases_of(session, row)]
    record: dict[str, Any] = {
        "ocid": row.ocid,
        "releases": releases,
        "compiledRelease": queries.compiled_of(session, row),
    }
    versioned = Merger(merge_rules()).versioned(releases)
    if versioned is not None:
        record["versionedRelease"] = versioned
    published = origin.published_at
    return {
        "uri": "",
        "version": "1.1",
        "publishedDate": published.isoformat().replace("+00:00", "Z") if published else "",
        "publisher": {"name": origin.name},
        "records": [record],
    }


async def _feed(request: Request, ocid: str, source: str) -> Response:
    """What happens to this process, for feed readers."""
    row, _ = await read(request, queries.find_process, ocid, source)
    return await event_feed(
        request,
        object_topic(PLUGIN, "process", ocid),
        title=row.title or ocid,
        page=sharing.process_page(ocid),
    )


async def release(request: Request) -> Response:
    """``/procurement/releases/<sha256>.json``: one release as it was published, but for what is not public."""
    sha256 = request.path_params["sha256"]
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise NotFound("There is no published release with this hash.")
    found = await read(request, queries.release_text, sha256)
    return Response(_encode(found), media_type="application/json")


# --- the parts ----------------------------------------------------------------------------------------------------


def _say(words: Words, case: Case) -> str:
    """The process in one or two sentences."""
    item = case.item
    buyer = ", ".join(person.name for person in item.buyers)
    sellers = ", ".join(person.name for person in item.suppliers[:3])
    if buyer and sellers:
        first = words(N_("%(buyer)s buys this from %(supplier)s."), buyer=buyer, supplier=sellers)
    elif buyer:
        first = words(N_("%(buyer)s is the buyer; no supplier has been published."), buyer=buyer)
    else:
        first = words(N_("The buyer has not been published."))
    parts = [first]
    if case.description and case.description != item.title:
        parts.insert(0, case.description if case.description[-1:] in ".!?…" else f"{case.description}.")
    if (
        case.signed
        and item.value_from == "contract"
        and item.value is not None
        and item.currency == case.signed_currency
    ):
        change = item.value / case.signed - 1
        if abs(change) >= Decimal("0.005"):
            share = f"{abs(change) * 100:.0f} %"
            message = (
                N_("The price rose by %(share)s after signing.")
                if change > 0
                else N_("The price fell by %(share)s after signing.")
            )
            parts.append(words(message, share=share))
    return " ".join(parts)


def _figures(words: Words, case: Case) -> list[dict[str, str]]:
    """Estimate, contract as signed and today, and what was paid; what was not published is left out."""
    compiled, item = case.compiled, case.item
    found = []
    estimate = amount_of(child(compiled, "tender").get("value"))
    if estimate:
        found.append(_figure(words, N_("Estimated"), *estimate, "tender/value"))
    awards = [amount_of(one.get("value")) for one in children(compiled, "awards")]
    awarded = [value for value in awards if value]
    if case.signed is not None:
        found.append(_figure(words, N_("Contract, as signed"), case.signed, case.signed_currency, "contracts/value"))
        if item.value is not None and item.value_from == "contract" and item.value != case.signed:
            note = words(N_("changed by %(amount)s"), amount=words.exact(item.value - case.signed, item.currency))
            found.append(_figure(words, N_("Contract, today"), item.value, item.currency, "contracts/value", note))
    elif awarded and len({currency for _, currency in awarded}) == 1:
        total = sum((amount for amount, _ in awarded), Decimal(0))
        found.append(_figure(words, N_("Awarded"), total, awarded[0][1], "awards/value"))
    payments = [
        value
        for contract in children(compiled, "contracts")
        for payment in children(child(contract, "implementation"), "transactions")
        if (value := amount_of(payment.get("value") or payment.get("amount")))
    ]
    if payments and len({currency for _, currency in payments}) == 1:
        paid = sum((amount for amount, _ in payments), Decimal(0))
        note = ""
        if item.value and item.currency == payments[0][1]:
            note = words(N_("%(share)s of today's value"), share=f"{paid / item.value * 100:.0f} %")
        found.append(_figure(words, N_("Paid"), paid, payments[0][1], "contracts/implementation/transactions", note))
    return found


def _figure(words: Words, label: str, amount: Decimal, currency: str, trace: str, note: str = "") -> dict[str, str]:
    return {
        "label": words(label),
        "value": words.short(amount),
        "unit": currency,
        "note": note or words.exact(amount, currency),
        "trace": trace,
    }


def _bids(words: Words, case: Case) -> list[dict[str, Any]]:
    """Each bid: bidders, price, against the estimate, outcome."""
    compiled = case.compiled
    estimate = amount_of(child(compiled, "tender").get("value"))
    winners = {
        text_of(organisation, "id")
        for award in children(compiled, "awards")
        if text_of(award, "status") in ("active", "")
        for organisation in children(award, "suppliers")
    }
    found = []
    for bid in children(child(compiled, "bids"), "details"):
        value = amount_of(bid.get("value"))
        bidders = children(bid, "tenderers")
        against = ""
        if value and estimate and value[1] == estimate[1] and estimate[0] > 0:
            against = f"{(value[0] / estimate[0] - 1) * 100:+.1f} %".replace("-", "\u2212")
        status = text_of(bid, "status")
        won = status == "valid" and any(text_of(one, "id") in winners for one in bidders)
        found.append(
            {
                "who": ", ".join(text_of(one, "name") or text_of(one, "id") for one in bidders),
                "price": words.exact(*value) if value else "",
                "against": against,
                "status": words(N_("awarded")) if won else words.status(status),
                "tone": "ok" if won else {"disqualified": "warn", "withdrawn": "idle"}.get(status, "idle"),
            }
        )
    return found


def _documents(words: Words, case: Case) -> Any:
    """Every document with the stage that published it."""
    compiled = case.compiled
    holders = [("planning", child(compiled, "planning")), ("tender", child(compiled, "tender"))]
    holders += [("award", one) for one in children(compiled, "awards")]
    for contract in children(compiled, "contracts"):
        holders += [("contract", contract), ("implementation", child(contract, "implementation"))]
    for stage, holder in holders:
        for one in children(holder, "documents"):
            address = text_of(one, "url")
            yield {
                "title": text_of(one, "title") or text_of(one, "documentType") or text_of(one, "id"),
                "href": address if address.startswith(("http://", "https://")) else "",
                "stage": words.stage(stage),
                "date": date.fromisoformat(day) if (day := day_of(one.get("datePublished"))) else None,
                "format": text_of(one, "format"),
            }


def _flag(words: Words, case: Case, raised: Raised) -> dict[str, Any]:
    """A flag with what it is compared with: spread, peers, the share of all cases that have it, the way it is found."""
    kind = words.indicators[raised.code]
    threshold = raised.evidence.get("threshold")
    limit = float(threshold) if isinstance(threshold, int | float) and not isinstance(threshold, bool) else None
    share = raised.flags / raised.cases if raised.cases else 0.0
    dates = [step for step in case.steps if set(step.tags) & set(_STAGE_TAGS.get(kind.stage, ()))]
    return {
        "code": raised.code,
        "name": words(kind.name),
        "summary": words(kind.summary),
        "sentence": raised.sentence,
        "innocent": kind.innocent,
        "cases": raised.cases,
        "flags": raised.flags,
        "share": share,
        "many": raised.cases >= 20 and share > MANY,
        "spread": spread(raised.spread, raised.own, limit if raised.spread else None),
        "peers": raised.peers,
        "meta": sorted(raised.meta.items()),
        "release": dates[-1] if dates else (case.steps[-1] if case.steps else None),
    }


_STAGE_TAGS = {
    "planning": ("planning", "planningUpdate"),
    "tender": ("tender", "tenderAmendment", "tenderUpdate"),
    "bids": ("award", "awardUpdate"),
    "award": ("award", "awardUpdate"),
    "contract": ("contract", "contractUpdate", "contractAmendment", "implementation", "implementationUpdate"),
}


def _people(request: Request, words: Words, case: Case) -> list[tuple[str, list[tuple[str, str]]]]:
    """``(role, [(name, address)])``: who took part; buyers and suppliers lead to their profiles."""
    routes = {"buyer": "buyers", "supplier": "suppliers"}
    found: dict[str, list[tuple[str, str]]] = {}
    for role, person in case.people:
        address = ""
        if person.slug and role in routes:
            address = url(request, "procurement:profile", kinds=routes[role], subject=person.slug)
        found.setdefault(words.code(ROLES, role), []).append((person.name, address))
    return list(found.items())
