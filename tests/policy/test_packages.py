"""Installed packages, from their own metadata."""

from __future__ import annotations

from email.message import Message
from importlib.metadata import Distribution
from typing import Any

import pytest

from toolbox_core.policy.packages import dependencies, licence_of, package, source_of


class Fake(Distribution):
    """A package that says of itself what the test wants."""

    def __init__(self, *headers: tuple[str, str]) -> None:
        self._message = Message()
        for name, value in headers:
            self._message[name] = value

    @property
    def metadata(self) -> Any:
        return self._message

    def read_text(self, filename: str) -> str | None:
        return None

    def locate_file(self, path: Any) -> Any:
        return path


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("License-Expression", "MIT"), ("License", "other")], "MIT"),
        ([("License", "BSD-3-Clause")], "BSD-3-Clause"),
        ([("License", "UNKNOWN"), ("Classifier", "License :: OSI Approved :: MIT License")], "MIT License"),
        ([("License", "The whole text\nof a licence"), ("Classifier", "License :: Public Domain")], "Public Domain"),
        ([], ""),
    ],
)
def test_licences(headers: list[tuple[str, str]], expected: str) -> None:
    assert licence_of(Fake(*headers)) == expected


def test_sources_are_https_addresses() -> None:
    urls = [("Project-URL", "Docs, https://docs.example"), ("Project-URL", "Source Code, https://code.example/x")]
    assert source_of(Fake(*urls)) == "https://code.example/x"
    assert source_of(Fake(("Home-page", "https://home.example"))) == "https://home.example"
    assert source_of(Fake(("Project-URL", "Source, javascript:alert(1)"))) == ""


def test_a_package_that_is_gone_says_nothing() -> None:
    assert package("no-such-package").version == ""
    assert dependencies(["no-such-package"]) == []
