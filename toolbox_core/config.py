"""Settings of a site: ``toolbox.toml`` in the site folder, overlaid by ``TOOLBOX_…`` environment variables.

This is the only module that reads ``os.environ``. Settings are frozen; whatever needs one receives it.

An environment variable names a section and a key: ``TOOLBOX_DATABASE_URL`` is ``[database] url``,
``TOOLBOX_SERVER_PORT`` is ``[server] port``. ``TOOLBOX_SITE`` chooses the site folder. Lists are comma-separated.
"""

from __future__ import annotations

import difflib
import os
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from toolbox_core.exceptions import SettingsError, SiteNotFound

SETTINGS_FILE = "toolbox.toml"
PREFIX = "TOOLBOX_"


class SiteSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who publishes, in which languages, under which licence. ``base_url`` is the public address, without a slash."""

    name: str = "Open Government Toolbox"
    tagline: str = "Open government"
    organisation: str = ""
    contact_email: str = ""
    languages: tuple[str, ...] = ("en", "fr")
    default_language: str = "en"
    base_url: str = ""
    timezone: str = "UTC"
    licence: str = "CC-BY-4.0"
    demo: bool = False


class DatabaseSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``url`` in SQLAlchemy form; a relative SQLite path is taken from the site folder. ``busy_timeout`` in seconds."""

    url: str = "sqlite:///data/toolbox.sqlite"
    busy_timeout: float = 5.0


class ServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where and how ``toolbox serve`` listens. ``allowed_hosts`` ``*`` allows any; times are seconds.

    ``metrics``: who may read ``/metrics``: programs on this machine (``local``), everybody (``public``), nobody.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    threads: int = 4
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    trusted_proxies: tuple[str, ...] = ("127.0.0.1",)
    request_timeout: float = 30.0
    cache_megabytes: int = 64
    metrics: Literal["local", "public", "off"] = "local"


class LimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Limits on what comes in. Sizes are bytes, times seconds. ``api_per_minute``: requests of one address; 0: any."""

    upload_bytes: int = 1 << 30
    inflated_bytes: int = 4 << 30
    inflation_ratio: int = 200
    archive_members: int = 1000
    line_bytes: int = 1 << 20
    parse_seconds: float = 600.0
    parse_memory_bytes: int = 1 << 30
    api_per_minute: int = 600


class PluginSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How patient the host is with plugins. Times are seconds; ``failure_threshold`` errors open the circuit."""

    import_timeout: float = 10.0
    setup_timeout: float = 10.0
    call_timeout: float = 5.0
    failure_threshold: int = 5
    retry_after: float = 60.0
    poll_seconds: float = 1.0


class JobSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``embedded``: each server process runs background work itself; else ``toolbox worker`` does. Days."""

    embedded: bool = True
    keep_days: int = 90


class PolicySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The open-source policy. ``require``: the tier below which a module does not run.

    ``advisory_keys``: whose signed warnings count. ``signing_keys``: whose signatures of wheels are known here;
    ``require_signature``: install nothing that none of them has signed. ``catalogue_hosts``: machines whose catalogues
    are read although they are not public, without https if need be. ``heartbeat``: tell at
    ``/.well-known/toolbox.json``, signed, that this site runs; ``country`` (ISO 3166-1 alpha-2) is told with it.
    """

    require: Literal["none", "bronze", "silver", "gold", "platinum"] = "none"
    advisory_keys: tuple[str, ...] = ()
    signing_keys: tuple[str, ...] = ()
    require_signature: bool = False
    catalogue_hosts: tuple[str, ...] = ()
    heartbeat: bool = False
    country: str = ""


class MailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The server that takes the site's letters; without a ``host`` they wait in the outbox. ``timeout`` in seconds.

    ``tls``: ``starttls`` (the connection becomes encrypted), ``tls`` (it is from the start), or ``none``, which only a
    server on the same machine deserves. ``sender`` is who the letters are from; else ``[site] contact_email`` is.
    """

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = ""
    tls: typing.Literal["starttls", "tls", "none"] = "starttls"
    sender: str = ""
    timeout: float = 30.0


class StorageSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where originals are kept. ``files``: ``s3://bucket/prefix``; empty: the site's ``data/files`` folder.

    ``endpoint`` is the address of a store that is not Amazon's. Without keys, the ones that the machine was given
    (``AWS_…``, a role) are used. The keys belong into the environment (``TOOLBOX_STORAGE_SECRET_ACCESS_KEY``).
    ``timeout``: seconds without an answer.
    """

    files: str = ""
    endpoint: str = ""
    region: str = ""
    access_key_id: str = ""
    secret_access_key: str = ""
    timeout: float = 60.0

    def __repr__(self) -> str:
        return f"StorageSettings(files={self.files!r}, endpoint={self.endpoint!r}, region={self.region!r})"


@dataclass(frozen=True, slots=True)
class FileStore:
    """The site's store of originals: ``folder`` holds them, or, when ``remote`` names a bucket, copies in use."""

    folder: Path
    remote: StorageSettings | None = None

    def __str__(self) -> str:
        return self.remote.files if self.remote else str(self.folder)


class PrivacySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``keep_addresses_days``: how long an e-mail address is kept after its question was answered."""

    keep_addresses_days: int = 365


Count = Annotated[int, msgspec.Meta(ge=1)]


class AccountSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a signed-in browser stays signed in, without use and in any case; and whether everybody with a
    password must have a second factor (a role may demand it, too)."""

    idle_minutes: Count = 30
    session_hours: Count = 12
    second_factor: Literal["optional", "required"] = "optional"


class OidcSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The government's own identity provider (OpenID Connect). ``name`` is what the button says.

    ``may_add_people``: who is unknown here gets an account, without any role. ``client_secret`` belongs into the
    environment (``TOOLBOX_OIDC_CLIENT_SECRET``).
    """

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    name: str = ""
    may_add_people: bool = False

    def __repr__(self) -> str:
        return f"OidcSettings(issuer={self.issuer!r}, client_id={self.client_id!r})"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything the site's owner can set. ``folder`` is the site folder itself and cannot be set in the file."""

    folder: str = "."
    site: SiteSettings = SiteSettings()
    database: DatabaseSettings = DatabaseSettings()
    server: ServerSettings = ServerSettings()
    limits: LimitSettings = LimitSettings()
    plugins: PluginSettings = PluginSettings()
    accounts: AccountSettings = AccountSettings()
    oidc: OidcSettings = OidcSettings()
    jobs: JobSettings = JobSettings()
    privacy: PrivacySettings = PrivacySettings()
    mail: MailSettings = MailSettings()
    storage: StorageSettings = StorageSettings()
    policy: PolicySettings = PolicySettings()

    @property
    def path(self) -> Path:
        """The site folder."""
        return Path(self.folder)

    @property
    def files(self) -> FileStore:
        """Where originals are kept."""
        return FileStore(self.path / "data" / "files", self.storage if self.storage.files else None)

    @property
    def database_url(self) -> str:
        """The database address, a relative SQLite path made absolute from the site folder."""
        url = self.database.url
        marker = "sqlite:///"
        if url.startswith(marker) and not url.startswith(marker + "/") and ":memory:" not in url:
            return marker + str((self.path / url[len(marker) :]).resolve())
        return url


def site_address(settings: Settings) -> str:
    """The site's public address without a slash, for letters and feeds; where the server listens when none is set."""
    return settings.site.base_url.rstrip("/") or f"http://{settings.server.host}:{settings.server.port}"


def site_today(settings: Settings, *, now: datetime | None = None) -> date:
    """The day it is on the site's own clock (``[site] timezone``)."""
    return (now or datetime.now(UTC)).astimezone(ZoneInfo(settings.site.timezone)).date()


def site_folder(chosen: str | None = None, environ: Mapping[str, str] | None = None) -> Path:
    """The site folder: ``--site``, else ``TOOLBOX_SITE``, else the current folder. It need not be a site yet."""
    env = os.environ if environ is None else environ
    return Path(chosen or env.get(PREFIX + "SITE") or ".").resolve()


def load_settings(folder: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read ``toolbox.toml`` of ``folder`` and overlay the environment.

    Raises ``SiteNotFound`` when the file is missing, ``SettingsError`` when a key or a value is wrong.
    """
    file = folder / SETTINGS_FILE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SiteNotFound(
            f"{folder} is not a site: it has no {SETTINGS_FILE}.",
            fix="Run `toolbox init` there, or choose the site with --site DIR.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}.") from error
    if "folder" in data:
        raise SettingsError(f"{file}: `folder` cannot be set; it is where the file lies.")
    _refuse_unknown(data, file)
    _overlay(data, os.environ if environ is None else environ)
    data["folder"] = str(folder)
    try:
        settings = msgspec.convert(data, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{file}: {error}.") from error
    if settings.site.default_language not in settings.site.languages:
        raise SettingsError(
            f"{file}: default_language {settings.site.default_language!r} is not one of the languages "
            f"{', '.join(settings.site.languages)}."
        )
    return settings


def _sections() -> dict[str, type[msgspec.Struct]]:
    hints = typing.get_type_hints(Settings)
    return {name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, msgspec.Struct)}


def _refuse_unknown(data: dict[str, Any], file: Path) -> None:
    sections = _sections()
    for section, values in data.items():
        if section not in sections:
            raise SettingsError(f"{file}: there is no section [{section}].{_near(section, sections)}")
        if not isinstance(values, dict):
            raise SettingsError(f"{file}: [{section}] must be a section of keys, not a value.")
        keys = {field.name for field in msgspec.structs.fields(sections[section])}
        for key in values:
            if key not in keys:
                raise SettingsError(f"{file}: [{section}] has no key {key!r}.{_near(key, keys)}")


def _near(word: str, known: typing.Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _overlay(data: dict[str, Any], environ: Mapping[str, str]) -> None:
    for section, struct in _sections().items():
        for field in msgspec.structs.fields(struct):
            text = environ.get(f"{PREFIX}{section}_{field.name}".upper())
            if text is not None:
                data.setdefault(section, {})[field.name] = _typed(text, field.type, f"{section}.{field.name}")


def _typed(text: str, wanted: Any, name: str) -> Any:
    if typing.get_origin(wanted) is tuple:
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(wanted, types.GenericAlias):
        return text
    try:
        return msgspec.convert(text, wanted, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"The environment sets {name} to {text!r}: {error}.") from error
