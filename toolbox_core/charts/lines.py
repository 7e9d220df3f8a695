"""Lines over years, with holes. What was not published is a hatched gap; nothing is interpolated across it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolbox_core.charts.columns import label_fits
from toolbox_core.charts.geometry import NARROW, TARGET, WIDE, percent, plain
from toolbox_core.charts.scale import scale, ticks

_HEAD = 30.0
_FOOT = 30.0
_CANVAS = 1000.0
"""Curves are drawn on a canvas of this width that is stretched to the chart's; strokes do not scale."""
_LABEL_PITCH = 17.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line. ``values`` has one amount for each place of the axis, ``None`` where nothing was published.

    ``shown`` are the same as words. ``tone`` is ``k1`` … ``k6``; ``dashed`` marks what is planned, not yet done.
    """

    label: str
    values: Sequence[Decimal | None]
    shown: Sequence[str]
    tone: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One amount of one line: ``y`` in pixels for the attribute."""

    series: int
    tone: str
    y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One place of the axis: its slot, the dots in it, and what it says when it is read out.

    ``words`` are (series label, shown value) pairs; an empty value was not published.
    """

    label: str
    href: str
    slot: float
    slot_width: float
    dots: tuple[Dot, ...]
    words: tuple[tuple[str, str], ...]
    label_fit: str | None

    @property
    def x(self) -> str:
        """Left edge of the slot."""
        return percent(self.slot)

    @property
    def width(self) -> str:
        """Width of the slot."""
        return percent(self.slot_width)

    @property
    def centre(self) -> str:
        """The middle of the slot."""
        return percent(self.slot + self.slot_width / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The pieces of one line as path data on the canvas; ``areas`` under it when it is the only or first line."""

    series: Series
    tone: str
    paths: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of the axis without any amount."""

    start: float
    length: float

    @property
    def x(self) -> str:
        """Left edge."""
        return percent(self.start)

    @property
    def width(self) -> str:
        """Width."""
        return percent(self.length)

    @property
    def centre(self) -> str:
        """The middle, where its words stand."""
        return percent(self.start + self.length / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLabel:
    """The name of a line at its newest amount."""

    text: str
    shown: str
    tone: str
    y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A round amount with its line across the chart."""

    text: str
    y: str
    zero: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines over one axis, ``height`` pixels high; ``base`` is the lower edge of the gaps."""

    height: int
    base: str
    stops: tuple[Stop, ...]
    curves: tuple[Curve, ...]
    gaps: tuple[Gap, ...]
    ticks: tuple[Tick, ...]
    ends: tuple[EndLabel, ...]
    linked_narrow: bool
    linked_wide: bool
    mirrored: bool = False

    def facing(self, direction: str) -> Lines:
        """The same for a page that reads in ``direction``: in right-to-left pages time runs to the left."""
        if direction != "rtl":
            return self
        return replace(
            self,
            mirrored=True,
            stops=tuple(replace(stop, slot=1 - stop.slot - stop.slot_width) for stop in self.stops),
            gaps=tuple(replace(gap, start=1 - gap.start - gap.length) for gap in self.gaps),
        )


def lines(
    axis: Sequence[str],
    series: Sequence[Series],
    *,
    hrefs: Sequence[str] = (),
    tick: Callable[[Decimal], str] = str,
    height: int = 300,
) -> Lines:
    """Draw ``series`` over the places of ``axis``, all of them, also those without an amount.

    ``hrefs`` are the pages of the places, in the same order; ``tick`` turns a round amount into words.
    The vertical axis starts at zero. Raises ``ValueError`` when a series is shorter or longer than the axis.
    """
    for one in series:
        if len(one.values) != len(axis) or len(one.shown) != len(axis):
            raise ValueError(f"the line {one.label!r} has {len(one.values)} amounts for {len(axis)} places of the axis")
    vertical = scale(value for one in series for value in one.values)
    room = height - _HEAD - _FOOT

    def y(amount: Decimal) -> float:
        return _HEAD + room * (1 - vertical.place(amount))

    tones = [one.tone or f"k{index % 6 + 1}" for index, one in enumerate(series)]
    slot = 1 / len(axis) if axis else 1.0
    fits = label_fits(list(axis), slot, 13.0)
    stops = tuple(
        Stop(
            label=label,
            href=hrefs[index] if hrefs else "",
            slot=index * slot,
            slot_width=slot,
            dots=tuple(
                Dot(series=number, tone=tones[number], y=plain(y(value)))
                for number, one in enumerate(series)
                if (value := one.values[index]) is not None
            ),
            words=tuple((one.label, one.shown[index] if one.values[index] is not None else "") for one in series),
            label_fit=fits[index],
        )
        for index, label in enumerate(axis)
    )
    return Lines(
        height=height,
        base=plain(_HEAD + room),
        stops=stops,
        curves=tuple(
            _curve(one, tones[number], slot, y, filled=number == 0 and len(series) <= 2)
            for number, one in enumerate(series)
        ),
        gaps=_gaps(stops),
        ticks=tuple(Tick(text=tick(amount), y=plain(y(amount)), zero=amount == 0) for amount in ticks(vertical)),
        ends=_ends(series, tones, y) if len(series) <= 3 else (),
        linked_narrow=slot * NARROW >= TARGET,
        linked_wide=slot * WIDE >= TARGET,
    )


def _curve(one: Series, tone: str, slot: float, y: Callable[[Decimal], float], *, filled: bool) -> Curve:
    paths: list[str] = []
    areas: list[str] = []
    piece: list[tuple[float, float]] = []
    for index, value in enumerate([*one.values, None]):
        if value is not None:
            piece.append(((index + 0.5) * slot * _CANVAS, y(value)))
            continue
        if len(piece) > 1:
            body = "L".join(f"{plain(x)} {plain(down)}" for x, down in piece)
            paths.append(f"M{body}")
            if filled:
                zero = plain(y(Decimal(0)))
                areas.append(f"M{plain(piece[0][0])} {zero}L{body}L{plain(piece[-1][0])} {zero}Z")
        piece = []
    return Curve(series=one, tone=tone, paths=tuple(paths), areas=tuple(areas))


def _gaps(stops: Sequence[Stop]) -> tuple[Gap, ...]:
    """Stretches where no line has an amount."""
    result: list[Gap] = []
    for stop in stops:
        if stop.dots:
            continue
        if result and abs(result[-1].start + result[-1].length - stop.slot) < 1e-9:
            result[-1] = replace(result[-1], length=result[-1].length + stop.slot_width)
        else:
            result.append(Gap(start=stop.slot, length=stop.slot_width))
    return tuple(result)


def _ends(series: Sequence[Series], tones: Sequence[str], y: Callable[[Decimal], float]) -> tuple[EndLabel, ...]:
    """Names at the newest amounts, above the highest line and below the others, never on one another."""
    newest: list[tuple[float, int]] = []
    for number, one in enumerate(series):
        last = next((value for value in reversed(one.values) if value is not None), None)
        if last is not None:
            newest.append((y(last), number))
    newest.sort()
    result: list[EndLabel] = []
    previous = 0.0
    for position, (at, number) in enumerate(newest):
        wanted = at - 13 if position == 0 else at + 24
        place = max(wanted, previous + _LABEL_PITCH, 11.0)
        previous = place
        one = series[number]
        shown = next(
            words for words, value in zip(reversed(one.shown), reversed(one.values), strict=True) if value is not None
        )
        result.append(EndLabel(text=one.label, shown=shown, tone=tones[number], y=plain(place)))
    return tuple(result)
