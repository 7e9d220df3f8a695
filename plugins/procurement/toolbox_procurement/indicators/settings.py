"""The settings of indicators and of cleaning: Cardinal's INI file, read by its names, with ours beside them.

``currency = USD`` and the two lists of price comparison stand above the first section. A section ``[R003]`` holds an
indicator's settings; ``[R003.procurement_method_details]`` (also ``.procurement_method``, ``.category``) its
thresholds for some processes. Lists are separated by ``|``. ``;`` and ``#`` begin a comment. An unknown section or
key is an error, because a setting that is silently not read is worse than none.
"""

from __future__ import annotations

import configparser
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from toolbox_procurement.exceptions import ProcurementSettingsError
from toolbox_procurement.indicators.base import Indicator, Options, SharedOptions
from toolbox_procurement.indicators.guests import Guest

_TOP: Final = "top of the file"
_TOP_KEYS: Final = ("currency", "no_price_comparison_procurement_methods", "price_comparison_procurement_methods")
PREPARE_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "defaults": ("currency", "item_classification_scheme", "bid_status", "award_status", "party_roles"),
    "redactions": ("amount", "organization_id"),
    "corrections": ("award_status_by_contract_status",),
    "modifications": (
        "move_auctions",
        "prefix_buyer_or_procuring_entity_id",
        "prefix_tenderer_or_supplier_id",
        "split_procurement_method_details",
    ),
    "codelists.bid_status": (),
    "codelists.award_status": (),
}
_BY: Final = ("procurement_method_details", "procurement_method", "category")
_TRUE: Final = {"true", "yes", "on", "1"}
_FALSE: Final = {"false", "no", "off", "0"}


@dataclass(frozen=True, slots=True)
class Settings:
    """A settings file, its sections by name; ``top`` is what stands above them.

    ``guests`` are the indicators of other plugins, which are computed beside those of this one.
    """

    top: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    guests: tuple[Guest, ...] = ()

    def section(self, name: str) -> Mapping[str, str]:
        """The keys of a section, none when it is missing."""
        return self.sections.get(name, {})

    def flag(self, section: str, key: str) -> bool:
        """A yes-or-no setting; no when missing. Raises ProcurementSettingsError for anything else."""
        text = self.section(section).get(key, "false").strip().lower()
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        raise ProcurementSettingsError(f"[{section}] {key} is {text!r}.", fix="Write true or false.")


def read_settings(path: Path | None) -> Settings:
    """The settings of a file (none for ``None``). Raises ProcurementSettingsError when it cannot be read."""
    if path is None:
        return Settings()
    parser = configparser.ConfigParser(
        interpolation=None,
        delimiters=("=",),
        comment_prefixes=(";", "#"),
        inline_comment_prefixes=(" ;", " #"),
        strict=False,
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # codes keep their case
    try:
        parser.read_string(f"[{_TOP}]\n" + path.read_text(encoding="utf-8-sig"), source=str(path))
    except OSError as error:
        raise ProcurementSettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except (configparser.Error, UnicodeDecodeError) as error:
        raise ProcurementSettingsError(f"The settings file {path} is not an INI file: {error}.") from error
    sections = {name: {key: _unquoted(value) for key, value in parser[name].items()} for name in parser.sections()}
    return Settings(sections.pop(_TOP), sections)


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def parts(value: str | None) -> frozenset[str]:
    """The entries of a list that is separated by ``|``."""
    return frozenset((value or "").split("|")) - {""}


def check_names(settings: Settings, indicators: Mapping[str, type[Indicator]]) -> None:
    """Raise ProcurementSettingsError for a section or a key that nothing reads."""
    _known(settings.top, _TOP_KEYS, "above the first section")
    names = ["exclusions", *PREPARE_KEYS, *indicators]
    for name, keys in settings.sections.items():
        code, _, rest = name.partition(".")
        if name in PREPARE_KEYS:
            if PREPARE_KEYS[name]:
                _known(keys, PREPARE_KEYS[name], f"in [{name}]")
        elif name == "exclusions":
            _known(keys, ("procurement_method_details",), f"in [{name}]")
        elif code not in indicators or (rest and rest not in _BY):
            raise ProcurementSettingsError(f"There is no section [{name}].", fix=_near(name, names))
        elif not rest:
            _known(keys, (*indicators[code].defaults, "enabled"), f"in [{name}]")


def _known(keys: Iterable[str], known: Iterable[str], where: str) -> None:
    for key in keys:
        if key not in known:
            raise ProcurementSettingsError(f"There is no setting {key!r} {where}.", fix=_near(key, known))


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 2)
    return f"Did you mean {' or '.join(near)}?" if near else f"Known are: {', '.join(known)}."


def shared_options(settings: Settings, *, compat: bool, maps: bool = False) -> SharedOptions:
    """The settings that hold for every indicator."""
    top = settings.top
    return SharedOptions(
        compat=compat,
        currency=top.get("currency", ""),
        price_comparison=parts(top.get("price_comparison_procurement_methods")),
        no_price_comparison=parts(top.get("no_price_comparison_procurement_methods")),
        exclude_details=parts(settings.section("exclusions").get("procurement_method_details")),
        maps=maps,
    )


def chosen(
    settings: Settings, indicators: Mapping[str, type[Indicator]], shared: SharedOptions, codes: Iterable[str] = ()
) -> list[Indicator]:
    """The indicators to compute, with their settings.

    In Cardinal's way these are Cardinal's, and where the file has sections of indicators only those; otherwise all
    that are not switched off by ``enabled = false``. ``codes`` narrows them further.
    """
    wanted = set(codes)
    named = {name for name in settings.sections if name in indicators}
    found = []
    for code, kind in sorted(indicators.items()):
        if wanted and code not in wanted:
            continue
        if shared.compat and (not kind.cardinal or (named and code not in named)):
            continue
        if settings.section(code) and "enabled" in settings.section(code) and not settings.flag(code, "enabled"):
            continue
        found.append(kind(Options(_values(settings, kind), _thresholds(settings, code), shared)))
    return found


def _values(settings: Settings, kind: type[Indicator]) -> dict[str, Any]:
    values = dict(kind.defaults)
    for key, text in settings.section(kind.code).items():
        if key in values:
            values[key] = _converted(text, values[key], f"[{kind.code}] {key}")
    return values


def _converted(text: str, default: Any, where: str) -> Any:
    """``text`` as the type of the default; ``None`` stands for a number without a default."""
    try:
        if isinstance(default, bool):
            return text.lower() in _TRUE
        if isinstance(default, int):
            return int(text)
        if isinstance(default, frozenset):
            return parts(text)
        if isinstance(default, tuple):
            return tuple(sorted(float(part) for part in parts(text)))
        return float(text)
    except ValueError:
        raise ProcurementSettingsError(
            f"{where} is {text!r}, which is no number.", fix="Write it like 15 or 0.5."
        ) from None


def _thresholds(settings: Settings, code: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for kind in _BY:
        for key, text in settings.section(f"{code}.{kind}").items():
            found.setdefault(kind, {})[key] = _converted(text, 0.0, f"[{code}.{kind}] {key}")
    return found
