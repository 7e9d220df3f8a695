"""Configuration: typed values from texts, and secrets that stay secret however deep they lie."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
import pytest

from toolbox_core.contracts import Secret
from toolbox_core.exceptions import PluginBlocked
from toolbox_core.plugins.configuration import HIDDEN, parse_assignments, shown, unknown_key
from toolbox_core.plugins.registry import PluginRecord

CANARY = "canary-93b1"
ALPHA = PluginRecord(id="alpha")


class Server(msgspec.Struct):
    name: str = ""
    password: Secret | None = None


class Config(msgspec.Struct, forbid_unknown_fields=True, rename={"page_size": "page-size"}):
    token: Secret
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 10
    page_size: int = 50
    rate: Decimal = Decimal("1.50")
    since: date | None = None
    open: bool = True
    tags: list[str] = []
    server: Server | None = None
    servers: list[Server] = []
    by_name: dict[str, Server] = {}
    keys: dict[str, Secret] = {}
    pair: tuple[str, Secret] = ("", "")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("token=a=b", {"token": "a=b"}),
        ("limit=7", {"limit": 7}),
        ("page-size=7", {"page-size": 7}),
        ("rate=2.25", {"rate": "2.25"}),
        ("since=2026-01-31", {"since": "2026-01-31"}),
        ("open=false", {"open": False}),
        ("tags=a, b,,c", {"tags": ["a", "b", "c"]}),
        ("limit=", {"limit": None}),
    ],
)
def test_texts_become_typed_values(text: str, values: dict[str, object]) -> None:
    assert parse_assignments(ALPHA, Config, [text]) == values


@pytest.mark.parametrize(
    "text", ["limit=0", "limit=many", "since=soon", "open=perhaps", "limt=3", "limit", "page_size=3"]
)
def test_texts_that_do_not_fit_are_refused_by_key(text: str) -> None:
    with pytest.raises(PluginBlocked) as caught:
        parse_assignments(ALPHA, Config, [text])
    assert caught.value.phase == "config"


def test_a_refused_secret_is_not_repeated() -> None:
    class Long(msgspec.Struct):
        token: Annotated[str, msgspec.Meta(extra={"secret": True}, min_length=50)] = ""

    with pytest.raises(PluginBlocked) as caught:
        parse_assignments(ALPHA, Long, [f"token={CANARY}"])
    assert CANARY not in str(caught.value)


def test_secrets_are_hidden_however_deep() -> None:
    values = {
        "token": CANARY,
        "server": {"name": "one", "password": CANARY},
        "servers": [{"name": "two", "password": CANARY}],
        "by_name": {"x": {"name": "three", "password": CANARY}},
        "keys": {"x": CANARY},
        "pair": ["four", CANARY],
    }
    result = shown(Config, values)
    assert CANARY not in str(result)
    assert result["token"] == HIDDEN
    assert result["server"] == {"name": "one", "password": HIDDEN}
    assert result["pair"] == ["four", HIDDEN]
    assert result["keys"] == {"x": HIDDEN}


def test_defaults_are_shown_as_they_would_be_stored() -> None:
    result = shown(Config, {})
    assert (result["token"], result["rate"], result["tags"], result["page-size"]) == (None, "1.50", [], 50)


def test_the_hint_for_an_unknown_key() -> None:
    assert unknown_key("limt", ["limit"]).endswith("Did you mean 'limit'?")
    assert unknown_key("x", ["limit", "tags"]).endswith("It has limit, tags.")
