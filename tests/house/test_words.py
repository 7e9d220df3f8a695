"""Words that must not stand in the repository: paths of someone's machine, package hosts, unfinished work."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

HERE = "tests/house/test_words.py"
NOT_TEXT = (".png", ".ico", ".mo", ".xlsx", ".zip", ".parquet", ".woff2")
WORDS = {
    r"(?<![\w.])/(work|root|home/\w+|Users/\w+)/": "a path of someone's machine",
    r"\b(pypi\.org|pythonhosted|registry\.npmjs|npmjs\.(org|com)|--index-url|extra-index)": "a package host",
    r"\b(TODO|FIXME)\b": "unfinished work belongs in an issue",
    r"<<<<<<<|>>>>>>>": "a merge that was not finished",
    r"\b(Claude|ChatGPT|Copilot|language model|LLM)\b": "a tool instead of the project",
}


def test_no_forbidden_words(root: Path) -> None:
    found = []
    for name in _tracked(root):
        if name == HERE or name.endswith(NOT_TEXT):
            continue
        text = (root / name).read_text(encoding="utf-8")
        for pattern, what in WORDS.items():
            found += [
                f"{name}:{text.count(chr(10), 0, match.start()) + 1} {match.group()!r} ({what})"
                for match in re.finditer(pattern, text)
            ]
    assert not found, "\n".join(found)


def _tracked(root: Path) -> list[str]:
    """The files git knows or would take; in an unpacked archive, every file that is not made here."""
    if (root / ".git").exists():
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
        return [name for name in listed.split("\0") if name and (root / name).is_file()]
    made = {".venv", "node_modules", "dist", "demo-site", "__pycache__"}
    return [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and not made & {*path.parts}]
