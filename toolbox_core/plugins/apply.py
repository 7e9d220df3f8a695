"""Making the enabled set equal a declarative file, so that a site's plugins can be kept in version control.

::

    enabled = ["budget_portal", "procurement"]   # these modules, and no others
    disabled = ["software"]                      # optional: default plugins to switch off

    [config.budget_portal]                       # optional: the whole configuration of that plugin
    page_size = 100
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from toolbox_core.config import Settings
from toolbox_core.db.engine import Database
from toolbox_core.exceptions import InputError, UnreadableFile
from toolbox_core.plugins.changes import Change, carry_out
from toolbox_core.plugins.overview import known_plugin, look


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the file says."""

    enabled: tuple[str, ...]
    disabled: tuple[str, ...] = ()
    config: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What must change for the site to be as the file says. ``configure`` maps ids to whole configurations."""

    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    configure: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.enable or self.disable or self.configure)

    def lines(self) -> list[str]:
        """For people: one line for each change; of configurations the keys only, since values may be secret."""
        return [
            *(f"disable    {plugin}" for plugin in self.disable),
            *(
                f"configure  {plugin}: {', '.join(sorted(keys)) or 'nothing set'}"
                for plugin, keys in self.configure.items()
            ),
            *(f"enable     {plugin}" for plugin in self.enable),
        ]

    def to_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "enable": list(self.enable),
            "disable": list(self.disable),
            "configure": {plugin: sorted(keys) for plugin, keys in self.configure.items()},
        }


def read_wanted(path: Path) -> Wanted:
    """Read the declarative file. Raises ``UnreadableFile`` or ``InputError`` with a sentence."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is not valid TOML: {error}.") from error
    try:
        wanted = msgspec.convert(data, Wanted)
    except msgspec.ValidationError as error:
        raise InputError(f"{path}: {error}.") from error
    both = sorted(set(wanted.enabled) & set(wanted.disabled))
    if both:
        raise InputError(f"{path} names {both[0]!r} as enabled and as disabled.")
    return wanted


def difference(database: Database, wanted: Wanted) -> Difference:
    """What must change. Default plugins stay as they are unless the file names them. Raises ``UnknownPlugin``."""
    _, _, records = look(database)
    for plugin in (*wanted.enabled, *wanted.disabled, *wanted.config):
        known_plugin(records, plugin)
    on = [record.id for record in records if record.id in wanted.enabled and not record.is_enabled]
    off = [
        record.id
        for record in records
        if record.is_enabled
        and (record.id in wanted.disabled or (record.kind != "default" and record.id not in wanted.enabled))
    ]
    configured = {
        record.id: wanted.config[record.id]
        for record in records
        if record.id in wanted.config and wanted.config[record.id] != dict(record.config)
    }
    return Difference(enable=tuple(on), disable=tuple(off), configure=configured)


def apply(settings: Settings, database: Database, change: Difference, *, by: str) -> list[Change]:
    """Carry the difference out, all or nothing. Raises ``PluginBlocked`` or ``PluginFailed``, and nothing changed."""
    return carry_out(
        settings, database, enable=change.enable, disable=change.disable, configuration=change.configure, by=by
    )
