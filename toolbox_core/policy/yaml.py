"""YAML that strangers wrote, read safely: version 1.2 (``NO`` is Norway), no tags, no bombs, no key twice."""

from __future__ import annotations

import io
from typing import Any

from toolbox_core.exceptions import InputError

LARGEST = 1 << 20
"""Bytes."""
MOST_ALIASES = 20


def read_yaml(text: str | None, name: str) -> Any:
    """The data of one YAML document; dates stay dates. Raises ``InputError`` with a sentence that names the line."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.events import AliasEvent

    if text is None:
        raise InputError(f"There is no {name}.")
    if len(text) > LARGEST:
        raise InputError(f"{name} is larger than a mebibyte.")
    try:
        reader = YAML(typ="safe", pure=True)
        aliases = sum(isinstance(event, AliasEvent) for event in reader.parse(io.StringIO(text)))
        if aliases > MOST_ALIASES:
            raise InputError(f"{name} repeats parts of itself {aliases} times; {MOST_ALIASES} are allowed.")
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}" if mark is not None else "somewhere"
        raise InputError(f"{name}, {where}: {' '.join(str(error.problem or 'not YAML').split())}.") from error
    except (YAMLError, ValueError, TypeError, RecursionError) as error:
        raise InputError(f"{name} is not valid YAML: {' '.join(str(error).split())[:200]}.") from error


def write_yaml(data: Any) -> str:
    """Plain data as YAML, keys in their order, long texts unbroken."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.width = 4096
    out = io.StringIO()
    writer.dump(data, out)
    return out.getvalue()
