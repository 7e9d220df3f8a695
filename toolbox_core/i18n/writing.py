"""Numbers, money, sizes and dates as each language writes them.

Rules of writing come from the Unicode CLDR as Babel ships it, with two choices of the house: the minus is always the
true one (U+2212), and half a unit is rounded away from zero, as a reader checks it by hand. Values are never turned
into ``float`` on the way.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import NumberPattern, get_currency_precision, get_currency_symbol
from babel.units import format_unit

MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"
# First digit of the decimal numbering systems that CLDR makes a locale's default.
_DIGIT_ZERO = {"arab": 0x660, "arabext": 0x6F0, "beng": 0x9E6, "deva": 0x966, "mymr": 0x1040, "olck": 0x1C50}
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)


class _Style:
    """How one locale writes numbers, looked up once: tables of a thousand rows ask for it a thousand times."""

    def __init__(self, locale: Locale) -> None:
        system = locale.default_numbering_system
        if system not in _DIGIT_ZERO:
            system = "latn"
        symbols = locale.number_symbols.get(system) or locale.number_symbols["latn"]
        pattern: NumberPattern = locale.decimal_formats[None]
        self.locale = locale
        self.decimal: str = symbols["decimal"]
        self.group: str = symbols["group"]
        self.minus: str = symbols["minusSign"].replace("-", MINUS)
        self.plus: str = symbols["plusSign"]
        self.percent_sign: str = symbols["percentSign"]
        # (3, 3) for most; (3, 2) for Indian grouping, 12,34,567.
        self.primary, self.secondary = pattern.grouping
        zero = _DIGIT_ZERO.get(system)
        self.digits = {48 + value: zero + value for value in range(10)} if zero else None
        self.percent_affixes = self._affixes(locale.percent_formats[None], self.percent_sign, "%")
        self._currency: dict[str, tuple[tuple[str, str], tuple[str, str], int]] = {}

    def _affixes(self, pattern: NumberPattern, sign: str, mark: str) -> tuple[tuple[str, str], tuple[str, str]]:
        def written(prefix: str, suffix: str) -> tuple[str, str]:
            return (
                prefix.replace("'", "").replace("-", self.minus).replace(mark, sign),
                suffix.replace("'", "").replace("-", self.minus).replace(mark, sign),
            )

        return written(pattern.prefix[0], pattern.suffix[0]), written(pattern.prefix[1], pattern.suffix[1])

    def currency(self, code: str) -> tuple[tuple[str, str], tuple[str, str], int]:
        known = self._currency.get(code)
        if known is None:
            pattern: NumberPattern = self.locale.currency_formats["standard"]
            symbol = get_currency_symbol(code, self.locale)
            positive, negative = self._affixes(pattern, symbol, "¤")
            if symbol[-1:].isalpha() and positive[0].endswith(symbol):
                # CLDR's currency spacing: letters stand apart from the figure (CHF 5.00), signs do not (€5.00).
                positive = (positive[0] + NO_BREAK_SPACE, positive[1])
                negative = (negative[0] + NO_BREAK_SPACE, negative[1])
            known = (positive, negative, get_currency_precision(code))
            self._currency[code] = known
        return known

    def magnitude(self, digits: str, fraction: str) -> str:
        """Group the digits and join the fraction, without a sign."""
        primary, secondary = self.primary, self.secondary
        if len(digits) > primary:
            tail, rest = digits[-primary:], digits[:-primary]
            groups = [tail]
            while len(rest) > secondary:
                groups.append(rest[-secondary:])
                rest = rest[:-secondary]
            groups.append(rest)
            digits = self.group.join(reversed(groups))
        text = digits + self.decimal + fraction if fraction else digits
        return text.translate(self.digits) if self.digits else text


@lru_cache(maxsize=64)
def _style(locale: Locale) -> _Style:
    return _Style(locale)


def _exact(value: Decimal | int) -> Decimal:
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int):
        number = Decimal(value)
    else:
        raise TypeError(f"money and counts are int or Decimal, not {type(value).__name__}")
    if not number.is_finite():
        raise ValueError(f"{number} is not a number that can be shown")
    return number


def _rounded(value: Decimal, digits: int | None) -> tuple[bool, str, str]:
    """(negative, whole digits, fraction digits), rounded half away from zero; a rounded zero has no sign."""
    if digits is not None:
        value = value.quantize(Decimal(1).scaleb(-digits), context=_EXACT)
    text = format(value.copy_abs(), "f")
    whole, _, fraction = text.partition(".")
    return value < 0, whole, fraction


def format_number(value: Decimal | int, locale: Locale, digits: int | None = None) -> str:
    """``value`` with the locale's separators; ``digits`` decimals, or exactly as many as the value carries."""
    style = _style(locale)
    negative, whole, fraction = _rounded(_exact(value), digits)
    text = style.magnitude(whole, fraction)
    return style.minus + text if negative else text


def format_percent(ratio: Decimal | int | float, locale: Locale, digits: int = 1, *, signed: bool = False) -> str:
    """A ratio as a percentage: ``Decimal("0.319")`` is ``31.9%``. ``signed`` also writes the plus of an increase."""
    style = _style(locale)
    value = _exact(Decimal(repr(ratio)) if isinstance(ratio, float) else ratio)
    negative, whole, fraction = _rounded(value.scaleb(2, context=_EXACT), digits)
    prefix, suffix = style.percent_affixes[1 if negative else 0]
    plus = style.plus if signed and value > 0 and not negative else ""
    return plus + prefix + style.magnitude(whole, fraction) + suffix


def format_amount(
    value: Decimal | int, locale: Locale, currency: str, unit: str = "", digits: int | None = None
) -> str:
    """Money in major units: ``€1,234.50``; with ``unit`` its written name instead, ``1,234.50 dor``.

    ``digits`` defaults to the currency's own minor digits (ISO 4217); nothing is rounded then as long as the value
    is in minor units.
    """
    style = _style(locale)
    positive_affixes, negative_affixes, minor_digits = style.currency(currency)
    negative, whole, fraction = _rounded(_exact(value), minor_digits if digits is None else digits)
    text = style.magnitude(whole, fraction)
    if unit:
        return f"{style.minus if negative else ''}{text}{NO_BREAK_SPACE}{unit}"
    prefix, suffix = negative_affixes if negative else positive_affixes
    return prefix + text + suffix


def format_compact(value: Decimal | int, locale: Locale, digits: int = 2) -> str:
    """A large number in words: ``46.85 billion``, ``46,85 milliards``. Below a million it is written out, rounded."""
    number = _exact(value)
    if number.copy_abs() < 1_000_000:
        whole = number == number.to_integral_value()
        return format_number(number, locale, 0 if whole else digits)
    formats = locale.compact_decimal_formats["long"]
    for _ in range(2):
        power = min(number.adjusted(), 14)
        pattern: NumberPattern = formats["other"][str(10**power)]
        places = pattern.pattern.count("0")
        scaled = number.scaleb(places - 1 - power, context=_EXACT)
        rounded = scaled.quantize(Decimal(1).scaleb(-digits), context=_EXACT)
        if rounded.adjusted() < places or power == 14:
            break
        number = rounded.scaleb(power - places + 1, context=_EXACT)  # 999.999 thousand became 1,000: one word up
    rounded = _without_zeros(rounded)
    chosen = formats.get(locale.plural_form(rounded.copy_abs()), formats["other"])
    pattern = chosen.get(str(10**power), pattern)
    style = _style(locale)
    negative, digits_before, fraction = _rounded(rounded, None)
    text = style.magnitude(digits_before, fraction)
    prefix, suffix = pattern.prefix[0].replace("'", ""), pattern.suffix[0].replace("'", "")
    return f"{style.minus if negative else ''}{prefix}{text}{suffix}"


def _without_zeros(value: Decimal) -> Decimal:
    shorter = value.normalize(_EXACT)
    return shorter.quantize(Decimal(1)) if shorter.as_tuple().exponent > 0 else shorter  # type: ignore[operator]


def format_bytes(size: int, locale: Locale) -> str:
    """A file's size in decimal units: ``1.2 MB``."""
    names = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")
    power = 0
    value = Decimal(size)
    while value >= 1000 and power < len(names) - 1:
        value = value.scaleb(-3)
        power += 1
    digits = 0 if power == 0 or value >= 100 else 1
    shown = value.quantize(Decimal(1).scaleb(-digits), context=_EXACT)
    unit, text = f"digital-{names[power]}", format_number(shown, locale, digits)
    if power:
        # Given text, Babel writes the unit in the singular; abbreviated, the two are the same.
        return format_unit(text, unit, length="short", locale=locale)
    written = format_unit(int(shown), unit, length="long", locale=locale)
    return f"{text}{NO_BREAK_SPACE}B" if "digital-" in written else written


def format_day(value: date | datetime, locale: Locale, zone: tzinfo | None = None) -> str:
    """A day: ``14 March 2026``, ``14 mars 2026``. A moment is first brought to ``zone``."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date() if value.tzinfo is not None else value.date()
    return _own_digits(format_date(value, format="long", locale=locale), locale)


def format_moment(value: datetime, locale: Locale, zone: tzinfo | None = None) -> str:
    """A moment with its zone: ``14 March 2026, 16:05 UTC``. ``value`` must know its time zone."""
    if value.tzinfo is None:
        raise ValueError("a moment in time needs a time zone")
    zone = zone or UTC
    clock = _own_digits(format_datetime(value, "HH:mm zzz", tzinfo=zone, locale=locale), locale)
    return f"{format_day(value, locale, zone)}, {clock}"


def _own_digits(text: str, locale: Locale) -> str:
    digits = _style(locale).digits
    return text.translate(digits) if digits else text
