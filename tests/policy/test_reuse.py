"""REUSE information: headers, files beside files, REUSE.toml, and the texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toolbox_core.policy.reuse import files_of, reuse_problems

# REUSE-IgnoreStart
Write = Callable[[Path, str, str], Path]
HEADER = "# SPDX-FileCopyrightText: 2026 City\n# SPDX-License-Identifier: MIT\n"


def test_a_whole_project(project: Path) -> None:
    assert reuse_problems(project) == []


def test_headers_and_files_beside_files(tmp_path: Path, write: Write) -> None:
    write(tmp_path, "a.py", HEADER)
    write(tmp_path, "b.png", "binary")
    write(tmp_path, "b.png.license", HEADER)
    write(tmp_path, "LICENSES/MIT.txt", "text")
    assert reuse_problems(tmp_path) == []
    write(tmp_path, "c.py", "# Copyright (C) 2026\n")
    write(tmp_path, "empty.py", "")
    assert reuse_problems(tmp_path) == ["1 files do not say whose they are: c.py."]


def test_texts_that_are_missing_or_not_used(tmp_path: Path, write: Write) -> None:
    write(tmp_path, "a.py", HEADER)
    write(tmp_path, "LICENSES/ISC.txt", "text")
    assert reuse_problems(tmp_path) == [
        "LICENSES/MIT.txt is missing, and files are under that licence.",
        "LICENSES/ISC.txt is there, and no file is under that licence.",
    ]


def test_stars_stay_in_their_folder_and_the_last_entry_counts(tmp_path: Path, write: Write) -> None:
    stated = 'SPDX-FileCopyrightText = "a"\nSPDX-License-Identifier = "MIT"\n'
    write(tmp_path, "REUSE.toml", 'version = 1\n[[annotations]]\npath = "*.txt"\n' + stated)
    write(tmp_path, "a.txt", "x")
    write(tmp_path, "deep/b.txt", "x")
    write(tmp_path, "LICENSES/MIT.txt", "text")
    assert reuse_problems(tmp_path) == ["1 files do not say whose they are: deep/b.txt."]
    write(tmp_path, "REUSE.toml", "version = [")
    assert "cannot be read" in reuse_problems(tmp_path)[0]


def test_what_tools_made_is_left_out(tmp_path: Path, write: Write) -> None:
    for name in ("a.py", "__pycache__/a.pyc", "x.egg-info/PKG-INFO", "node_modules/b.js", "LICENSE"):
        write(tmp_path, name, "x")
    assert list(files_of(tmp_path)) == ["a.py"]


def test_examples_in_texts_can_be_left_out(tmp_path: Path, write: Write) -> None:
    write(
        tmp_path, "a.py", HEADER + "# REUSE-Ignore" + "Start\n# SPDX-License-Identifier: ISC\n# REUSE-Ignore" + "End\n"
    )
    write(tmp_path, "LICENSES/MIT.txt", "text")
    assert reuse_problems(tmp_path) == []


# REUSE-IgnoreEnd
