"""What can go wrong here, as children of the host's errors.

::

    ToolboxError
    └── InputError
        ├── ProcurementFileError     the file cannot be used at all: missing, empty, not JSON, a bomb
        ├── ProcurementSettingsError a settings file (INI) names something unknown or gives an impossible value
        ├── SchemaFileError          a schema or extension file that was given is not one
        └── ClusterError             the cluster that was named cannot do the work
"""

from __future__ import annotations

from toolbox_core import InputError


class ProcurementFileError(InputError):
    """The file cannot be used at all: missing, a folder, empty, no JSON in it, or it inflates beyond the limit."""


class ProcurementSettingsError(InputError):
    """A settings file names an unknown section or key, or gives a value that cannot be used."""


class SchemaFileError(InputError):
    """A schema or extension file that a person gave is not a JSON Schema of releases."""


class ClusterError(InputError):
    """The cluster that a person named cannot do the work: Dask is missing, nobody answers, a worker lacks something."""
