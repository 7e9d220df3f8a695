"""``toolbox-plugin.toml``: what a plugin says of itself, read and checked without importing it."""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from toolbox_core.exceptions import ManifestError

MANIFEST_FILE = "toolbox-plugin.toml"
MANIFEST_VERSION = 1
ID_PATTERN = re.compile(r"[a-z][a-z0-9_]{1,39}")
ID_RULE = "An id is 2 to 40 lower-case letters, digits and underscores, and begins with a letter."
RESERVED = ("core", "alembic", "sqlite", "pg", "host", "toolbox")
COMMAND_PATTERN = re.compile(r"[a-z][a-z0-9-]*")
TARGET_PATTERN = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


class PluginSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[plugin]``. ``api`` is the range of host API versions (PEP 440 specifiers) that the plugin works with.

    ``actions`` are the numbers of the collective actions that it serves. Kind ``default`` is for the host's own
    plugins, which are on unless somebody switches them off.
    """

    id: str
    name: str
    api: str
    summary: str = ""
    actions: tuple[int, ...] = ()
    kind: Literal["module", "default"] = "module"


class RequiresSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[requires]``. ``plugins`` maps the ids that must be enabled to version ranges; ``after`` only orders."""

    plugins: dict[str, str] = {}
    after: tuple[str, ...] = ()


class CommandGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[provides.cli.NAME]``: where the click group lives (``package.module:name``) and its one line of help."""

    target: str
    help: str


class ProvidesSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[provides]``: addresses, API prefix, table prefix, folder of migrations, locales and command groups."""

    addresses: tuple[str, ...] = ()
    api: str = ""
    tables: str = ""
    migrations: str = ""
    locales: tuple[str, ...] = ("en",)
    cli: dict[str, CommandGroup] = {}


class ConfigSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[config]``: a msgspec Struct (``package.module:Name``) that checks the plugin's configuration."""

    schema: str = ""
    version: int = 1


class DataSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[data]``: whether the plugin keeps personal data, and for how long (an ISO 8601 duration)."""

    personal_data: bool = False
    retention: str = ""


class Standard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry of ``[policy] standards``: an open standard of what goes in or out."""

    name: str
    url: str


class PolicySection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[policy]``: what the open-source policy asks to be declared. ``accessibility_evidence``: an address or a path.

    ``accessibility`` is a level such as ``WCAG 2.2 AA``.
    """

    standards: tuple[Standard, ...] = ()
    accessibility: str = ""
    accessibility_evidence: str = ""


class LifecycleSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[lifecycle]``. ``on_failure = "abort"``: the host must not run without this plugin."""

    on_failure: Literal["continue", "abort"] = "continue"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole manifest. Version, authors and addresses of the package come from its metadata, never from here."""

    manifest_version: int
    plugin: PluginSection
    requires: RequiresSection = RequiresSection()
    provides: ProvidesSection = ProvidesSection()
    config: ConfigSection = ConfigSection()
    data: DataSection = DataSection()
    policy: PolicySection = PolicySection()
    lifecycle: LifecycleSection = LifecycleSection()

    @property
    def table_prefix(self) -> str:
        """With what every table of the plugin begins."""
        return f"{self.plugin.id}_"


def read_manifest(path: Path, plugin: str) -> Manifest:
    """Read and check the manifest at ``path`` of the plugin whose entry point is called ``plugin``.

    Raises ``ManifestError`` with one sentence that names the file, the key and the rule.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _error(plugin, f"It has no {MANIFEST_FILE} beside its plugin module ({path}).") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _error(plugin, f"{path} cannot be read: {error}.") from error
    return parse_manifest(text, plugin)


def parse_manifest(text: str, plugin: str) -> Manifest:
    """Check the text of a manifest; the same errors as ``read_manifest``."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _error(plugin, f"{MANIFEST_FILE} is not valid TOML: {error}.") from error
    version = data.get("manifest_version")
    if version != MANIFEST_VERSION:
        raise _error(
            plugin,
            f"{MANIFEST_FILE} has manifest_version {version!r}; this host reads version {MANIFEST_VERSION}.",
        )
    _refuse_unknown(plugin, data, Manifest, "")
    try:
        manifest = msgspec.convert(data, Manifest)
    except msgspec.ValidationError as error:
        raise _error(plugin, f"{MANIFEST_FILE}: {error}.") from error
    _check(plugin, manifest)
    return manifest


def _error(plugin: str, message: str) -> ManifestError:
    return ManifestError(plugin, message, phase="manifest")


def _refuse_unknown(plugin: str, data: Mapping[str, Any], struct: type[msgspec.Struct], where: str) -> None:
    """Name an unknown key together with the known one that is nearest: msgspec alone would only name the key."""
    fields = _fields(struct)
    for key, value in data.items():
        if key not in fields:
            near = difflib.get_close_matches(key, list(fields), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise _error(plugin, f"{MANIFEST_FILE} has an unknown key {where + key!r}.{hint}")
        inner = fields[key]
        if isinstance(value, dict) and inner is not None:
            _refuse_unknown(plugin, value, inner, f"{where}{key}.")


@functools.cache
def _fields(struct: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct] | None]:
    """The keys of a section, with the sections inside; looked up once, for a site may have many plugins."""
    return {
        field.name: field.type if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct) else None
        for field in msgspec.structs.fields(struct)
    }


def _check(plugin: str, manifest: Manifest) -> None:
    own = manifest.plugin.id
    if not ID_PATTERN.fullmatch(own) or own.endswith("_") or "__" in own:
        raise _error(plugin, f"{MANIFEST_FILE}: {own!r} cannot be an id. {ID_RULE}")
    if own != plugin:
        raise _error(
            plugin, f"{MANIFEST_FILE} says id {own!r}, but the entry point is called {plugin!r}; they must be equal."
        )
    if own.split("_", maxsplit=1)[0] in RESERVED:
        raise _error(plugin, f"{MANIFEST_FILE}: ids that begin with {own.split('_', maxsplit=1)[0]!r} are the host's.")
    if not manifest.plugin.name.strip():
        raise _error(plugin, f"{MANIFEST_FILE}: plugin.name must not be empty.")
    _check_provides(plugin, manifest)
    targets = [("config.schema", manifest.config.schema)] if manifest.config.schema else []
    targets += [(f"provides.cli.{name}.target", group.target) for name, group in manifest.provides.cli.items()]
    for key, target in targets:
        if not TARGET_PATTERN.fullmatch(target):
            raise _error(plugin, f"{MANIFEST_FILE}: {key} must look like 'package.module:name', not {target!r}.")


def _check_provides(plugin: str, manifest: Manifest) -> None:
    provides = manifest.provides
    if provides.tables and provides.tables != manifest.table_prefix:
        raise _error(
            plugin,
            f"{MANIFEST_FILE}: provides.tables must be {manifest.table_prefix!r}, for tables carry their plugin's id.",
        )
    addresses = [("provides.addresses", address) for address in provides.addresses]
    if provides.api:
        addresses.append(("provides.api", provides.api))
    for key, address in addresses:
        if not address.startswith("/") or (address != "/" and address.endswith("/")) or "//" in address:
            raise _error(plugin, f"{MANIFEST_FILE}: {key} {address!r} must begin with one slash and end without one.")
    folder = Path(provides.migrations)
    if folder.is_absolute() or ".." in folder.parts:
        raise _error(plugin, f"{MANIFEST_FILE}: provides.migrations must be a folder inside the package.")
    for name, group in provides.cli.items():
        if not COMMAND_PATTERN.fullmatch(name):
            raise _error(plugin, f"{MANIFEST_FILE}: {name!r} cannot be a command; use lower-case letters and hyphens.")
        if not group.help.strip() or "\n" in group.help:
            raise _error(plugin, f"{MANIFEST_FILE}: provides.cli.{name}.help must be one line.")
