"""Who hears of a line, and of what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from toolbox_budget_portal.explaining.services import explain
from toolbox_budget_portal.queries import line
from toolbox_budget_portal.services import ImportOutcome
from toolbox_core.db import Database
from toolbox_core.services.notifications import following, latest

pytestmark = pytest.mark.plugins("budget_portal")


def test_those_who_follow_the_line_hear_of_words_and_of_new_figures(
    database: Database,
    write_package: Callable[..., Path],
    load: Callable[..., ImportOutcome],
    publish: Callable[..., None],
) -> None:
    text = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n1;City;1;Roads;1;Staff;100;{}\n"

    def put(paid: int) -> None:
        publish(load(write_package({"spending.csv": text.format(paid)}, folder=f"paid-{paid}")).version_id)

    put(90)
    with database.write() as session:
        uid = line(session, "testville", 2024, 1, 1).row.uid
        topic, prefix = f"object:budget_portal:life:testville/{uid}", "object:budget_portal:life:testville/"
        _, token = following.follow(
            session, email="bo@example.org", topic=topic, label="Line", language="en", address="127.0.0.1"
        )
        assert following.followed_topics(session, prefix) == set(), "not confirmed yet"
        following.confirm(session, token)
        assert following.followed_topics(session, prefix) == {topic}
        assert following.followed_topics(session, prefix.replace("testville", "te_tville")) == set(), "no wild cards"
        explain(session, "testville", "2024/1-1", text="What it is.", language="en", by="ana")
    with database.read() as session:
        (told,) = latest(session, topic)
        assert (told.summary, told.address) == ("What it is.", "/budget/testville/2024/lines/1-1")
    for paid, expected in ((90, 1), (91, 2)):
        put(paid)
        with database.read() as session:
            assert len(latest(session, topic)) == expected, "only new figures are news"
