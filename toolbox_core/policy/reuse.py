"""REUSE: every file says who holds its copyright and under which licence it may be used (REUSE specification 3.3).

Read are headers, ``.license`` files beside files, and ``REUSE.toml``; the texts of all licences lie in ``LICENSES/``.
"""

from __future__ import annotations

import fnmatch
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# REUSE-IgnoreStart
LICENCE_TAG = re.compile(rb"SPDX-License-Identifier:[ \t]*([\w.+() -]+)")
COPYRIGHT_TAG = re.compile(rb"SPDX-(File|Snippet)CopyrightText:[ \t]*\S|Copyright \(C\)|\xc2\xa9 ?\d{4}")
# REUSE-IgnoreEnd
IGNORED_PARTS = re.compile(rb"REUSE-IgnoreStart.*?(REUSE-IgnoreEnd|\Z)", re.DOTALL)
IGNORED_FILES = re.compile(r"(LICEN[CS]E|COPYING)([-.].*)?|.*\.license|.*\.spdx(\..*)?|REUSE\.toml")
IGNORED_FOLDERS = frozenset(
    ".git .hg .venv venv LICENSES node_modules __pycache__ build dist .mypy_cache .pytest_cache .ruff_cache "
    ".hypothesis .import_linter_cache demo-site".split()
)
HEADER = 4096
"""Bytes of a file in which a header is looked for."""
MOST_SHOWN = 5


def reuse_problems(folder: Path) -> list[str]:
    """Each sentence names files without information, licences without text, or texts that nothing uses."""
    try:
        annotations = _annotations(folder)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [f"REUSE.toml cannot be read: {error}."]
    texts = {path.stem for path in (folder / "LICENSES").glob("*.txt")}
    bare: list[str] = []
    used: set[str] = set()
    for name in files_of(folder):
        licences, copyright_ = _information(folder / name, name, annotations)
        if not licences or not copyright_:
            bare.append(name)
        used |= licences
    found = []
    if bare:
        more = f" and {len(bare) - MOST_SHOWN} more" if len(bare) > MOST_SHOWN else ""
        found.append(f"{len(bare)} files do not say whose they are: {', '.join(sorted(bare)[:MOST_SHOWN])}{more}.")
    found += [f"LICENSES/{name}.txt is missing, and files are under that licence." for name in sorted(used - texts)]
    found += [f"LICENSES/{name}.txt is there, and no file is under that licence." for name in sorted(texts - used)]
    return found


def files_of(folder: Path) -> Iterator[str]:
    """The files that are passed on: those git knows where it does, else all that are not made by tools."""
    listed = _from_git(folder)
    for name in listed if listed is not None else _walk(folder):
        path = Path(name)
        if not IGNORED_FILES.fullmatch(path.name) and not IGNORED_FOLDERS & set(path.parts):
            whole = folder / path
            if whole.is_file() and not whole.is_symlink() and whole.stat().st_size:
                yield name


def _from_git(folder: Path) -> list[str] | None:
    import shutil
    import subprocess

    git = shutil.which("git")
    if git is None or not any((above / ".git").exists() for above in (folder, *folder.parents)):
        return None
    command = [git, "-C", str(folder), "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", "."]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    names = [name for name in answer.stdout.split("\0") if name]
    return names if answer.returncode == 0 and names else None


def _walk(folder: Path) -> Iterator[str]:
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in IGNORED_FOLDERS and not name.endswith(".egg-info"))
        for name in sorted(files):
            yield (Path(base) / name).relative_to(folder).as_posix()


def _annotations(folder: Path) -> list[tuple[list[re.Pattern[str]], set[str], bool, str]]:
    path = folder / "REUSE.toml"
    if not path.is_file():
        return []
    data: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    found = []
    for entry in data.get("annotations", ()):
        paths = entry.get("path", ())
        patterns = [_pattern(one) for one in ([paths] if isinstance(paths, str) else paths)]
        stated = entry.get("SPDX-License-Identifier", ())
        licences = {key for one in ([stated] if isinstance(stated, str) else stated) for key in _keys(one)}
        precedence = str(entry.get("precedence", "closest"))
        found.append((patterns, licences, bool(entry.get("SPDX-FileCopyrightText")), precedence))
    return found


def _pattern(glob: str) -> re.Pattern[str]:
    """``*`` is anything within a folder, ``**`` anything at all (REUSE specification, ``REUSE.toml``)."""
    parts = re.split(r"(\*\*|\*)", glob)
    return re.compile("".join({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts))


def _information(
    path: Path, name: str, annotations: list[tuple[list[re.Pattern[str]], set[str], bool, str]]
) -> tuple[set[str], bool]:
    """The licences of one file, and whether somebody's copyright is named."""
    licences: set[str] = set()
    copyright_ = False
    by_table: tuple[set[str], bool, str] | None = None
    for patterns, stated, held, precedence in annotations:  # the last one that fits counts
        if any(pattern.fullmatch(name) for pattern in patterns):
            by_table = (stated, held, precedence)
    if by_table is not None and by_table[2] == "override":
        return by_table[0], by_table[1]
    for source in (path.with_name(path.name + ".license"), path):
        if source.is_file():
            with source.open("rb") as opened:
                head = IGNORED_PARTS.sub(b"", opened.read(HEADER))
            licences = {key for stated in LICENCE_TAG.findall(head) for key in _keys(stated.decode().strip())}
            copyright_ = bool(COPYRIGHT_TAG.search(head))
            if licences:
                break
    if by_table is not None and (not licences or not copyright_ or by_table[2] == "aggregate"):
        licences, copyright_ = licences or by_table[0], copyright_ or by_table[1]
    return licences, copyright_


def _keys(expression: str) -> set[str]:
    from toolbox_core.policy.licences import alternatives

    try:
        return {key for way in alternatives(expression) for key in way}
    except ValueError:
        return set(fnmatch.filter(re.split(r"[\s()]+", expression), "LicenseRef-*"))
