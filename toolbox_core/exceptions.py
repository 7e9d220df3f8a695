"""Everything that can go wrong and is somebody's to mend, in one tree.

::

    ToolboxError                    shown as one line; exit code 2 on the command line, 400 on the web
    ├── SettingsError               toolbox.toml or the environment says something impossible
    ├── SiteNotFound                the folder is not a site (no toolbox.toml)
    ├── DatabaseProblem             locked, read-only, full, not reachable, or not migrated
    ├── PluginError                 something about one plugin; carries its id and the phase
    │   ├── UnknownPlugin           no such id here; carries the nearest ids
    │   ├── ManifestError           toolbox-plugin.toml is missing or wrong
    │   ├── PluginBlocked           preflight refused: dependencies, API range, configuration, migrations
    │   └── PluginFailed            the plugin's own code raised or took too long
    ├── MigrationError              a database newer than the code, or a failed step
    ├── BackupError                 a backup cannot be written, or is not what it should be
    ├── InputError                  a file or a value that a person gave cannot be used
    │   ├── UnreadableFile          missing, a folder, empty, binary junk, too large, a bomb
    │   ├── ParameterError          a parameter in an address is missing, unknown or wrong; carries its name
    │   ├── DescriptorError         a descriptor (datapackage.json) that contradicts itself or leaves its folder
    │   └── ControlTotalMismatch    the file's total is not the total the publisher typed
    ├── NotFound                    the thing asked for is not here (404)
    ├── Forbidden                   it is here, but not for this visitor (403)
    │   └── SignInNeeded            … who has not said who they are (401)
    └── PublicationError            a version cannot be published or withdrawn in its present state

Every message is a whole sentence for the person who will read it: what happened, where, and what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence


class ToolboxError(Exception):
    """Base of all errors the toolbox raises on purpose.

    ``message`` is one sentence for a person; ``fix`` (optional) is the next step.
    """

    status = 400
    exit_code = 2

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()


class SettingsError(ToolboxError):
    """``toolbox.toml`` or the environment holds a value that cannot be used."""


class SiteNotFound(ToolboxError):
    """The folder is not a site: it has no ``toolbox.toml``."""


class DatabaseProblem(ToolboxError):
    """The database cannot be used now: locked, read-only, full, unreachable or not migrated."""

    status = 503


class BackupError(ToolboxError):
    """A backup cannot be written or read: it exists, is damaged or cut off, or its place is taken."""


class PluginError(ToolboxError):
    """Something about one plugin. ``plugin`` is its id, ``phase`` where it happened."""

    def __init__(self, plugin: str, message: str, *, phase: str = "", fix: str = "") -> None:
        super().__init__(message, fix=fix)
        self.plugin = plugin
        self.phase = phase


class UnknownPlugin(PluginError):
    """No plugin of that id is installed or remembered; ``near`` holds ids that are spelt alike."""

    status = 404

    def __init__(self, plugin: str, near: Sequence[str] = ()) -> None:
        hint = f"Did you mean {' or '.join(near)}?" if near else "`toolbox plugins list` shows what is installed."
        super().__init__(plugin, f"There is no plugin called {plugin!r} here.", fix=hint)
        self.near = tuple(near)


class ManifestError(PluginError):
    """``toolbox-plugin.toml`` is missing, is not TOML, or breaks a rule."""


class PluginBlocked(PluginError):
    """Preflight refused to activate the plugin."""


class PluginFailed(PluginError):
    """The plugin's own code raised, or took longer than its phase allows."""


class MigrationError(ToolboxError):
    """Migrations cannot run: the database is newer than the code, or a step failed and was rolled back."""


class InputError(ToolboxError):
    """A file or a value that a person gave cannot be used as it is."""


class UnreadableFile(InputError):
    """The file is missing, a folder, empty, not text, too large, or inflates beyond the limit."""


class ParameterError(InputError):
    """A parameter in an address is missing, unknown or wrong. ``where`` says more exactly where in its value."""

    def __init__(self, parameter: str, message: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(f"{parameter}{where}: {message}", fix=fix)
        self.parameter = parameter


class DescriptorError(InputError):
    """A descriptor contradicts itself, names unknown types, or points outside its folder."""


class ControlTotalMismatch(InputError):
    """The sum of the file differs from the total that the publisher typed."""


class NotFound(ToolboxError):
    """The thing asked for does not exist here."""

    status = 404


class Forbidden(ToolboxError):
    """The thing exists, but this visitor may not see or do it."""

    status = 403


class SignInNeeded(Forbidden):
    """The thing exists, and this visitor has not said who they are: people are asked to sign in."""

    status = 401


class PublicationError(ToolboxError):
    """A version cannot be published or withdrawn in its present state."""

    status = 409
