"""What programs ask of the tables beside budgets and what is answered, field by field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from toolbox_budget_portal import babbage
from toolbox_budget_portal.shapes import Format, Name, PageNumber, PageSize
from toolbox_core import N_


def _about(text: str, **more: Any) -> msgspec.Meta:
    return msgspec.Meta(description=text, **more)


FiscalYear = Annotated[int, _about(N_("The fiscal year."), ge=1000, le=2999)]


class YearParameters(msgspec.Struct, kw_only=True):
    """Whose year."""

    name: Name
    year: FiscalYear


class RowsParameters(YearParameters, kw_only=True):
    """Which page of a list."""

    page: PageNumber = 1
    pagesize: PageSize = babbage.DEFAULT_PAGE_SIZE
    format: Format = "json"

    @property
    def first(self) -> int:
        """How many rows come before the page."""
        return (self.page - 1) * self.pagesize


class PaymentsParameters(RowsParameters, kw_only=True):
    """Which payments."""

    q: Annotated[str, _about(N_("Words of the payee, its identifier or the subject."), max_length=1000)] = ""
    payee: Annotated[
        str,
        _about(N_("The identifier of one organisation, or persons for all natural persons together."), max_length=200),
    ] = ""
    line: Annotated[str, _about(N_("One budget line, as payments name it."), max_length=1000)] = ""


class ChangesParameters(RowsParameters, kw_only=True):
    """Which changes."""

    act: Annotated[str, _about(N_("One act or decision."), max_length=1000)] = ""
    line: Annotated[str, _about(N_("One side of a change, as changes name it."), max_length=1000)] = ""


class MonthsParameters(RowsParameters, kw_only=True):
    """Which months."""

    direction: Annotated[Literal["", "expenditure", "revenue"], _about(N_("Spending or revenue; both without it."))] = (
        ""
    )
    period: Annotated[str, _about(N_("One month, such as 2025-03."), max_length=7)] = ""
    code: Annotated[str, _about(N_("One category, by its path."), max_length=1000)] = ""


class ByParameters(YearParameters, kw_only=True):
    """Spending by which shared codes, in which phase."""

    scheme: Annotated[Literal["cofog", "sdg"], _about(N_("COFOG, or the Sustainable Development Goals."))]
    phase: Annotated[
        str, _about(N_("The phase of the amounts; what was spent, or else planned, without it."), max_length=64)
    ] = ""


class Source(msgspec.Struct, kw_only=True):
    """The published version that answers, and the file it was read from."""

    dataset: str
    version: int
    licence: str
    file: str
    sha256: str


class PaymentRow(msgspec.Struct, kw_only=True):
    """A payment. Of a natural person neither payee nor identifier nor subject is known."""

    date: date
    payee: str
    identifier: str
    kind: Annotated[str, _about(N_("organisation or person"))]
    line: str
    amount: Decimal
    subject: str
    source_row: int


class ChangeRow(msgspec.Struct, kw_only=True, rename={"source": "from", "target": "to"}):
    """What an act took from one line and gave to another; one side may be written in another row."""

    date: date
    act: str
    source: str
    target: str
    amount: Decimal
    reason: str
    document: str
    source_row: int


class MonthRow(msgspec.Struct, kw_only=True):
    """What happened in one month alone."""

    period: str
    direction: str
    code: str
    amount: Decimal
    source_row: int


class RowsResult(msgspec.Struct, kw_only=True):
    """A page of a list. ``total_row_count`` and ``amount`` are of all rows that were asked for."""

    status: str
    entity: str
    fiscal_year: int
    currency: str
    source: Source
    total_row_count: int
    amount: Decimal
    page: int
    page_size: int


class PaymentsResult(RowsResult, kw_only=True):
    """Payments in the order of the file."""

    data: list[PaymentRow]


class ChangesResult(RowsResult, kw_only=True):
    """Changes by day. ``amount`` adds up every row, so that an act counts what it takes and what it gives."""

    data: list[ChangeRow]


class MonthsResult(RowsResult, kw_only=True):
    """Months in the order of the file."""

    data: list[MonthRow]


class CodeAmount(msgspec.Struct, kw_only=True):
    """What belongs to one shared code."""

    code: str
    amount: Decimal


class ByResult(msgspec.Struct, kw_only=True):
    """Spending by shared codes. ``data``, ``nowhere`` and ``unmapped`` add up to ``total`` exactly."""

    status: str
    entity: str
    fiscal_year: int
    currency: str
    scheme: str
    phase: str
    source: Source
    data: list[CodeAmount]
    nowhere: Annotated[Decimal, _about(N_("What the crosswalk names and leaves without a code."))]
    unmapped: Annotated[Decimal, _about(N_("What the crosswalk does not name."))]
    total: Decimal


class PartShape(msgspec.Struct, kw_only=True):
    """A part of the budget in a simulator; ``fixed``: it cannot be moved."""

    direction: str
    code: str
    label: str
    amount: Decimal
    fixed: bool


class ToldShape(msgspec.Struct, kw_only=True):
    """What all answers say of one part, in per cent: quartiles, and how many raised and cut it."""

    direction: str
    code: str
    lower: Decimal
    median: Decimal
    upper: Decimal
    raised: int
    cut: int


class SimulatorResult(msgspec.Struct, kw_only=True):
    """A simulator: what is asked, and once there are enough answers what they say together."""

    status: str
    entity: str
    fiscal_year: int
    currency: str
    phase: str
    down: Annotated[int, _about(N_("The most that a part can be cut by, in per cent."))]
    up: Annotated[int, _about(N_("The most that a part can be raised by, in per cent."))]
    deficit: Annotated[Decimal, _about(N_("What spending may be above revenue."))]
    closes: date
    answers: int
    least_answers: Annotated[int, _about(N_("From how many answers on they are told."))]
    parts: list[PartShape]
    aggregate: Annotated[list[ToldShape] | None, _about(N_("Null while there are too few answers."))]
