"""What the open-source policy asks of a plugin about its data: what it stores can be downloaded by everybody."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from toolbox_core import PolicyRule, PolicyTarget, RuleDoesNotApply


def datasets_offered(target: PolicyTarget) -> Iterator[str]:
    """A plugin with tables of its own implements ``register_datasets``; its file is read, never imported."""
    provides = target.section("provides")
    if target.package is None or not provides.get("migrations"):
        raise RuleDoesNotApply
    path = target.package / "plugin.py"
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module(body=[], type_ignores=[])
    if not any(isinstance(node, ast.FunctionDef) and node.name == "register_datasets" for node in tree.body):
        yield "It stores data in tables of its own and offers none of them as open data."


RULE = PolicyRule(
    id="data-offered",
    level="gold",
    title="What it stores can be downloaded as open data",
    reason="Data that cannot leave lock a government in, and citizens out.",
    source="Digital Public Goods Standard 1.1.6, 6",
    fix="Implement register_datasets in plugin.py.",
    check=datasets_offered,
    only="plugin",
)
