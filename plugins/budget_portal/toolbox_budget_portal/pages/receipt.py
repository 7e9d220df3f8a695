"""The tax receipt: an amount shared out like all spending of the year. An estimate, and it says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, asked_version, look
from toolbox_budget_portal.pages.exact import csv_response
from toolbox_budget_portal.pages.headline import headline
from toolbox_budget_portal.pages.overview import first_kind
from toolbox_budget_portal.queries.records import EXPENDITURE, Breakdown, Sums, Year, ratio, total
from toolbox_budget_portal.receipt import services
from toolbox_budget_portal.receipt.rules import Rules, estimate
from toolbox_budget_portal.receipt.sharing_out import share_out
from toolbox_core import BarItem, Column, NotFound, bars, read, render

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

USUAL = Decimal(1000)
_MOST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the receipt is made from, read on one snapshot. ``law`` holds the rules' origin for the page."""

    year: Year
    totals: Mapping[str, Sums]
    found: Breakdown
    rules: Rules | None
    law: Mapping[str, Any]


async def receipt(request: Request) -> Response:
    """``/budget/<entity>/<year>/receipt``: of 1,000 paid, of another ``amount``, or of an ``income`` by rules."""
    parameters = dict(request.query_params)
    if request.method == "POST":
        # An income is sent in the body, so that it stands in no address, history or server log.
        form = await request.form(max_files=0, max_fields=5)
        parameters |= {name: str(form[name]) for name in ("income", "by") if name in form}
    else:
        parameters.pop("income", None)
    answer = await read(
        request,
        _answer,
        request.path_params["entity"],
        request.path_params["fiscal_year"],
        asked_version(request),
        parameters.get("by", ""),
    )
    view = look(request, answer.year, EXPENDITURE, answer.totals)
    income, trouble = _amount(view, parameters.get("income", "")) if answer.rules else (None, "")
    amount, wrong = _amount(view, parameters.get("amount", ""))
    taxes: dict[str, Decimal] = {}
    if answer.rules and income is not None:
        taxes = estimate(answer.rules, income)
        amount = total(taxes.values())
    paid = USUAL if amount is None else amount
    return render(
        request,
        "budget_portal/receipt.html",
        crumbs=frame.crumbs(view),
        year=view.year,
        view=view,
        w=view.plain,
        frame=frame,
        paid=paid,
        income=income,
        taxes=[(name, view.plain.with_currency(value)) for name, value in taxes.items()],
        rules=answer.rules,
        law={**answer.law, "href": frame.kept_file(view, answer.law["sha256"], answer.law["name"])}
        if answer.law
        else None,
        trouble=trouble,
        wrong=wrong,
        typed=parameters,
        chart=_chart(view, _parts(view, answer.found, paid), paid),
        csv=view.link("receipt_csv", {"amount": format(paid, "f"), "by": answer.found.kind}),
        planned=headline(view, answer.totals, EXPENDITURE, "done") is None,
        kinds=[
            {
                "label": view.words.kind(kind),
                "href": _here(view, parameters, by=kind),
                "current": kind == answer.found.kind,
            }
            for kind in view.year.kinds(EXPENDITURE)
        ],
        years=[
            {
                "label": str(number),
                "href": _here(view, parameters, fiscal_year=number),
                "current": number == view.year.fiscal_year,
            }
            for number in sorted(view.year.others)
        ],
    )


def _here(view: View, parameters: Mapping[str, str], by: str = "", **path: Any) -> str:
    kept = {name: parameters[name] for name in ("amount", "by") if parameters.get(name)}
    return view.link("receipt", {**kept, **({"by": by} if by else {}), "in": None}, **path)


def _amount(view: View, text: str) -> tuple[Decimal | None, str]:
    """A sum of money as people type it, and a sentence when it is none."""
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if not plain:
        return None, ""
    try:
        amount = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 < amount < _MOST or amount != round(amount, 2):
        return None, view.words._("Write a sum above zero without thousands separators, such as 1000 or 1250.50.")
    return amount, ""


def _answer(session: Session, slug: str, fiscal_year: int, version: int, by: str) -> Answer:
    year = queries.year(session, slug, fiscal_year, version)
    if EXPENDITURE not in year.directions:
        raise NotFound(f"No spending of {year.entity.name} was published for {fiscal_year}.")
    kinds = year.kinds(EXPENDITURE)
    kind = by if by in kinds else first_kind(kinds, EXPENDITURE)
    if not kind:
        raise NotFound(f"The spending of {fiscal_year} is not divided into parts.")
    found = queries.breakdown(session, year, EXPENDITURE, kind)
    known = services.rules_of(session, slug, fiscal_year)
    law: dict[str, Any] = {}
    if known:
        source = known[1].sources[0].source
        law = {"name": source.name, "sha256": source.sha256, "number": known[1].number}
    return Answer(year, queries.totals(session, year), found, known[0] if known else None, law)


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of the spending took of what was paid: ``share`` in money, ``amount`` all that it cost."""

    code: str
    label: str
    href: str
    amount: Decimal
    share: Decimal


def _parts(view: View, found: Breakdown, paid: Decimal) -> list[Part]:
    """One for each part of the spending, largest first; their shares together are exactly what was paid."""
    words, phase = view.plain, view.phase
    listed = [
        (node.code, node.label, view.category_link(found.kind, node.path, {"in": None}), node.sums)
        for node in found.children
    ]
    if found.rest is not None:
        listed.append(("", words._("Without such a category"), "", found.rest))
    known = [
        (code, label, href, amount)
        for code, label, href, sums in listed
        if phase and (amount := sums.of(phase.code, net=view.net))
    ]
    whole = total(amount for *_, amount in known)
    if whole is None or whole <= 0:
        return []
    known.sort(key=lambda part: (-part[3], part[1]))
    shares = share_out(paid, [amount for *_, amount in known], digits=2)
    return [Part(*part, share) for part, share in zip(known, shares, strict=True)]


def _chart(view: View, parts: Sequence[Part], paid: Decimal) -> dict[str, Any] | None:
    words, whole = view.plain, total(part.amount for part in parts)
    if whole is None:
        return None
    items = [
        BarItem(
            label=part.label,
            value=part.share,
            cells=(words.exact(part.share), words.percent(ratio(part.amount, whole)), words.words(part.amount)),
            href=part.href,
        )
        for part in parts
    ]
    return {
        "chart": bars(items),
        "total": (words._("Together"), words.exact(paid), words.percent(Decimal(1)), words.words(whole)),
    }


async def receipt_csv(request: Request) -> Response:
    """``/budget/<entity>/<year>/receipt.csv``: the same parts as data, of 1,000 or of another ``amount``."""
    answer = await read(
        request,
        _answer,
        request.path_params["entity"],
        request.path_params["fiscal_year"],
        asked_version(request),
        request.query_params.get("by", ""),
    )
    view = look(request, answer.year, EXPENDITURE, answer.totals)
    amount, _ = _amount(view, request.query_params.get("amount", ""))
    columns = [Column(name=name) for name in ("fiscal_year", answer.found.kind, "label")]
    columns += [Column(name=name, type="number") for name in ("part", "amount")]
    rows = [
        (answer.year.fiscal_year, part.code, part.label, part.share, part.amount)
        for part in _parts(view, answer.found, USUAL if amount is None else amount)
    ]
    return csv_response(f"{answer.year.entity.slug}-{answer.year.fiscal_year}-receipt", columns, rows)
