"""Reading Python sources without running them, for tests about the shape of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Import(NamedTuple):
    """One imported module or name: ``module`` as written, ``name`` after ``import`` (empty for a plain import)."""

    line: int
    module: str
    name: str
    level: int
    typing_only: bool


def python_files(folder: Path) -> list[Path]:
    """Every Python file below ``folder``, sorted, caches left out."""
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[Import]:
    """Every import of the file, wherever it stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name, "", 0, id(node) in guarded)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(node.lineno, node.module or "", alias.name, node.level, id(node) in guarded)


def undocumented(path: Path) -> Iterator[str]:
    """The public module, classes, functions and methods of the file that have no docstring, as ``name (line)``.

    A method that takes the place of one with the same name in a base class may rely on that one's docstring.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    if not ast.get_docstring(tree):
        yield "the module (1)"
    for node in tree.body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield f"{node.name} ({node.lineno})"
        if isinstance(node, ast.ClassDef) and not node.bases:
            for method in node.body:
                if (
                    isinstance(method, Definition)
                    and not method.name.startswith("_")
                    and not ast.get_docstring(method)
                    and not any(ast.unparse(mark).endswith("overload") for mark in method.decorator_list)
                ):
                    yield f"{node.name}.{method.name} ({method.lineno})"


def decorated_with(path: Path, name: str) -> bool:
    """Whether any function of the file carries the decorator ``name`` (called or plain)."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(name in ast.unparse(mark) for mark in node.decorator_list)
        for node in ast.walk(tree)
    )
