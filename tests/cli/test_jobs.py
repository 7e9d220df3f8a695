"""``toolbox jobs`` and ``toolbox worker`` as an administrator uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from toolbox_core.db import Database
from toolbox_core.services.jobs import queue

Run = Callable[..., Any]


def test_a_job_is_run_listed_and_shown(toolbox: Run) -> None:
    ran = toolbox("jobs", "run", "health:housekeeping", "--json")
    assert ran.returncode == 0, ran.stderr
    facts = json.loads(ran.stdout)
    assert (facts["status"], facts["by"]) == ("done", "command line")

    listed = json.loads(toolbox("jobs", "list", "--json").stdout)["jobs"]
    assert [job["kind"] for job in listed] == ["health:housekeeping"]
    shown = json.loads(toolbox("jobs", "show", str(facts["id"]), "--json").stdout)
    assert shown["log"] == []
    assert set(shown["result"]) == {
        "sessions",
        "tries",
        "jobs",
        "questions",
        "addresses",
        "letters",
        "follows",
    }


def test_an_unknown_job_is_one_line_with_the_nearest(toolbox: Run) -> None:
    ran = toolbox("jobs", "run", "health:housekeping")

    assert ran.returncode == 2
    assert "Did you mean 'health:housekeeping'?" in ran.stderr


def test_jobs_are_cancelled_and_repeated(toolbox: Run, database: Database) -> None:
    with database.write() as session:
        number = queue.enqueue_job(session, "health:housekeeping").id

    assert "is cancelled" in toolbox("jobs", "cancel", str(number)).stdout
    assert "waits to be run again" in toolbox("jobs", "retry", str(number)).stdout
    assert json.loads(toolbox("worker", "--once", "--json").stdout) == {"ran": 1}
    refused = toolbox("jobs", "retry", str(number))
    assert (refused.returncode, "only failed or cancelled" in refused.stderr) == (2, True)
    assert toolbox("jobs", "show", "999").returncode == 2


def test_a_server_runs_what_is_queued_by_itself(live_server: Any, database: Database) -> None:
    import time

    with database.write() as session:
        number = queue.enqueue_job(session, "health:housekeeping").id
    for _ in range(100):
        with database.read() as session:
            if queue.find(session, number).status == "done":
                return
        time.sleep(0.1)
    raise AssertionError("the server's own worker did not run the job within ten seconds")
