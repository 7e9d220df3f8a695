"""One command shows a person everything that is kept of them, and one erases it in every module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.services import feedback
from toolbox_core.services.notifications import following, letters
from toolbox_core.testing.servers import run_toolbox


def test_a_person_is_shown_and_erased_everywhere(site: Path) -> None:
    database = Database(load_settings(site, environ={}).database_url)
    tree = feedback.About(plugin="park", kind="tree", key="7", title="Tree 7", address="/park/7")
    with database.write() as session:
        feedback.ask(
            session,
            tree,
            sort="question",
            text="Why was it cut?",
            author="",
            email="ana@example.org",
            language="en",
            address="x",
        )
        following.follow(session, email="ana@example.org", topic="all", label="All", language="en", address="x")
        letters.write(session, to="ana@example.org", subject="Hello", text="Words")
    database.close()

    def run(*words: str) -> Any:
        done = run_toolbox("personal-data", *words, site=site)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    found = run("export", "Ana@example.org")["found"]
    assert found["feedback:questions"][0]["text"] == "Why was it cut?"
    assert found["following:following"]["letters"][0]["subject"] == "Hello"
    erased = run("erase", "ana@example.org", "--yes", "--json")["erased"]
    assert (erased["feedback:questions"], erased["following:following"]) == (1, 3)
    again = run("export", "ana@example.org")["found"]
    assert "feedback:questions" not in again
    assert again.get("following:following", {"follows": []})["follows"] == []
