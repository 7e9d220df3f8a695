"""Addresses of the pages of participatory budgets, for letters, feeds and search. Pure."""

from __future__ import annotations

from urllib.parse import quote

HOME = "/budget/participation"


def process(slug: str) -> str:
    """A process."""
    return f"{HOME}/{slug}"


def project(slug: str, code: str) -> str:
    """One of its projects."""
    return f"{process(slug)}/projects/{quote(code, safe='')}"


def results(slug: str) -> str:
    """The counts side by side."""
    return f"{process(slug)}/results"
