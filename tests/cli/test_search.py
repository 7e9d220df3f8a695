"""``toolbox search``: build the index anew, count it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

CODE = """
    from toolbox_core import SearchDocument, SearchSource, hookimpl

    def documents(session, dataset):
        for number in range(3):
            yield SearchDocument(key=f"{dataset}-{number}", kind="Page", title="Lighthouse", address="/alpha")
        if dataset == "bad":
            raise ValueError("no light")

    @hookimpl
    def register_search():
        return [SearchSource(id="x", label="Alpha", datasets=lambda session: DATASETS, documents=documents)]
"""


def test_the_index_is_built_anew_and_counted(command: Any, make: Callable[..., Path]) -> None:
    make("alpha", CODE + "\n    DATASETS = ['alpha/a', 'alpha/b']\n")
    assert command("plugins", "enable", "alpha").exit_code == 0

    answer = command.json("search", "rebuild")
    assert answer == {"documents": {"alpha": 6}, "total": 6, "removed": 0, "faults": []}
    assert command.json("search", "stats") == {
        "documents": {"alpha": 6},
        "datasets": {"alpha": {"alpha/a": 3, "alpha/b": 3}},
        "total": 6,
    }
    assert "alpha: 6 documents in 2 datasets" in command("search", "stats").stdout
    assert command("plugins", "disable", "alpha").exit_code == 0
    assert "0 documents can be found now; 6 that nobody answers for" in command("search", "rebuild").stdout
    assert command("search", "stats").stdout.strip() == "Nothing can be found yet."


def test_a_module_that_cannot_answer_is_named(command: Any, make: Callable[..., Path]) -> None:
    make("alpha", CODE + "\n    DATASETS = ['alpha/a', 'bad']\n")
    assert command("plugins", "enable", "alpha").exit_code == 0

    answer = command.json("search", "rebuild", code=1)
    assert answer["documents"] == {"alpha": 3}
    assert answer["faults"] == ["Module alpha (x, bad) could not tell what can be found: ValueError: no light"]


def test_purging_a_plugin_takes_its_documents_along(command: Any, make: Callable[..., Path]) -> None:
    make("alpha", CODE + "\n    DATASETS = ['alpha/a']\n")
    assert command("plugins", "enable", "alpha").exit_code == 0
    command.json("search", "rebuild")
    assert command("plugins", "disable", "alpha").exit_code == 0
    assert "core_search" in command("plugins", "purge", "alpha").output
    assert command("plugins", "purge", "alpha", "--yes").exit_code == 0
    assert command.json("search", "stats")["total"] == 0
