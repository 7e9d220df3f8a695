"""Following: asked for, confirmed by a click, one letter for all news, one click to end; feeds; outbox."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from toolbox_core.default_plugins.following import jobs, letters, outbox
from toolbox_core.exceptions import InputError
from toolbox_core.services.notifications import announce, following, object_topic
from toolbox_core.services.notifications import letters as outbox_letters
from toolbox_core.services.notifications.letters import as_message
from toolbox_core.testing.servers import run_toolbox

ATOM = "{http://www.w3.org/2005/Atom}"
TREE = "object:park:tree:7"


def happen(park: Any, key: str = "felled:1", title: str = "Tree 7 was felled", **more: Any) -> None:
    with park.database.write() as session:
        topics = [object_topic("park", "tree", "7")]
        announce(session, plugin="park", key=key, title=title, address="/park/7", topics=topics, **more)
        from toolbox_core.db.generation import bump

        bump(session, "data_generation")
    park.look()


def follow(park: Any, topic: str = TREE, email: str = "ana@example.org") -> str:
    """Follow and confirm; returns the settings page."""
    park.client.post("/follow/", params={"topic": topic}, data={"email": email})
    confirmed = park.client.post(park.link("/follow/confirm/"))
    assert confirmed.status_code == 303
    return str(confirmed.headers["location"])


def write_digests(park: Any) -> int:
    with park.database.write() as session:
        from functools import partial

        return outbox_letters.write_digests(session, partial(letters.digest, park.settings))


def test_a_follower_gets_one_letter_with_all_news_and_ends_it_with_one_click(park: Any) -> None:
    page = park.client.get("/follow/", params={"topic": TREE})
    assert "Tree 7 &amp; co" in page.text
    settings = follow(park)
    assert "Tree 7 &amp; co" in park.client.get(settings).text
    happen(park)
    happen(park, "felled:2", "Its stump was removed", summary="With a machine")

    assert write_digests(park) == 1
    letter = park.letters()[-1]
    assert letter.subject == "What is new on Test City"
    for words in ("Tree 7 & co", "Tree 7 was felled", "Its stump was removed", "With a machine", "/park/7"):
        assert words in letter.text
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    message = as_message(letter, "open@test.example").as_bytes().decode()
    address = letter.headers["List-Unsubscribe"].strip("<>")
    assert f"List-Unsubscribe: <{address}>" in message, "a header that is broken or encoded is no use to mail programs"
    ended = park.client.post(address.partition(":8000")[2], content="List-Unsubscribe=One-Click")
    assert ended.status_code == 200
    assert "No more letters come" in ended.text
    assert "No more letters come" in park.client.post(address.partition(":8000")[2]).text, "a second click is no fault"
    with park.database.read() as session:
        assert "rhythm" not in following.export_person(session, "ana@example.org")
    assert "No more letters come" in park.client.get(settings).text


def test_reading_links_changes_nothing(park: Any) -> None:
    park.client.post("/follow/", params={"topic": TREE}, data={"email": "ana@example.org"})
    link = park.link("/follow/confirm/")
    assert "Yes, write to me" in park.client.get(link).text
    happen(park)
    assert write_digests(park) == 0
    settings = park.client.post(link).headers["location"]
    end = settings.replace("settings", "end")
    assert "End everything" in park.client.get(end).text
    assert "Tree 7" in park.client.get(settings).text
    assert park.client.get("/follow/confirm/nonsense").status_code == 404
    assert "No more letters" in park.client.get("/follow/end/nonsense").text


def test_links_of_earlier_letters_go_on_working(park: Any) -> None:
    first = follow(park)
    second = follow(park, "all")
    for settings in (first, second):
        assert "Everything new on Test City" in park.client.get(settings).text


def test_settings_end_one_and_change_the_rhythm(park: Any) -> None:
    follow(park)
    settings = follow(park, "feedback")
    assert "Questions and answers" in park.client.get(settings).text
    park.client.post(settings, data={"rhythm": "weekly"})
    assert 'value="weekly" checked' in park.client.get(settings).text
    assert park.client.post(settings, data={"rhythm": "hourly"}).status_code == 400
    page = park.client.post(settings, data={"end": "1"}).text
    assert "Tree 7" not in page
    park.client.post(settings, data={"end": "999999999999"})
    assert "Questions and answers" in park.client.get(settings).text
    assert "No more letters come" in park.client.post(settings, data={"end_all": "1"}).text


def test_the_answer_does_not_tell_who_follows_what(park: Any) -> None:
    follow(park)
    letters_before = len(park.letters())
    again = park.client.post("/follow/", params={"topic": TREE}, data={"email": "ana@example.org"})
    other = park.client.post("/follow/", params={"topic": TREE}, data={"email": "eve@example.org"})
    assert again.text == other.text
    assert [letter.to for letter in park.letters()[letters_before:]] == ["eve@example.org"]


def test_an_address_that_is_none_a_robot_and_a_flood(park: Any) -> None:
    bad = park.client.post("/follow/", data={"email": "nobody"})
    assert bad.status_code == 422
    assert '<a href="#email">' in bad.text
    assert park.client.post("/follow/", data={"email": "a@e.org", "website": "x"}).status_code == 200
    assert park.letters() == []
    for step in range(10):
        assert park.client.post("/follow/", data={"email": f"p{step}@e.org"}).status_code == 200
    assert "several times within the hour" in park.client.post("/follow/", data={"email": "z@e.org"}).text


@pytest.mark.parametrize(
    ("topic", "label"),
    [
        ("", "Everything new on Test City"),
        ("feedback", "Questions and answers"),
        ("plugin:park", "Park"),
        (TREE, "Tree 7 &amp; co"),
        ("search:school -roof", "Search: school -roof"),
    ],
)
def test_what_can_be_followed_is_named_by_the_site(park: Any, topic: str, label: str) -> None:
    assert label in park.client.get("/follow/", params={"topic": topic}).text


@pytest.mark.parametrize(
    "topic",
    [
        *(
            "nothing",
            "dataset:park/none",
            "object:park:tree:x",
            "object:gone:tree:1",
            "organisation:none",
            "plugin:gone",
        ),
        *("search:", "search:-only", "search:" + "x" * 150, "all:x", "feedback:x", "x" * 400),
    ],
)
def test_what_is_not_there_cannot_be_followed(park: Any, topic: str) -> None:
    assert park.client.get("/follow/", params={"topic": topic}).status_code == 404


def test_nobody_can_have_us_write_a_stranger_an_address(park: Any) -> None:
    park.client.post("/follow/", params={"topic": "search:win at https://spam.example/x"}, data={"email": "a@e.org"})
    assert "spam.example" not in park.letters()[-1].text


def test_feeds_are_atom_and_linked_from_every_page(park: Any) -> None:
    happen(park, title="A <tree> & a bush")
    feed = park.client.get("/feed.atom")
    assert feed.headers["content-type"] == "application/atom+xml"
    assert "etag" in feed.headers
    root = ElementTree.fromstring(feed.content)
    assert root.tag == f"{ATOM}feed"
    assert [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")] == ["A <tree> & a bush"]
    assert '<link rel="alternate" type="application/atom+xml" href="/feed.atom"' in park.client.get("/park/7").text


def test_what_is_not_public_is_in_no_feed_and_no_letter(park: Any) -> None:
    follow(park)
    happen(park, permission="park.see")
    assert "felled" not in park.client.get("/feed.atom").text
    assert write_digests(park) == 0


def test_published_data_is_told_with_its_feed(ledger: Any) -> None:
    site = ledger()
    site.publish()
    root = ElementTree.fromstring(site.client.get("/data/ledger/town-2025/feed.atom").content)
    [entry] = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Published: Budget of <Town>, 2025"
    assert (link := entry.find(f"{ATOM}link")) is not None
    assert link.get("href") == "http://127.0.0.1:8000/data/ledger/town-2025/versions/1"
    assert 'href="/data/ledger/town-2025/feed.atom"' in site.client.get("/data/ledger/town-2025").text
    assert "Budget of &lt;Town&gt;, 2025" in site.client.get("/follow/?topic=dataset:ledger/town-2025").text
    assert site.client.get("/data/ledger/none/feed.atom").status_code == 404


# --- background work and the outbox ----------------------------------------------------------------------------------


@contextmanager
def mail_server() -> Iterator[tuple[int, list[str]]]:
    """A mail server of a few lines on a free port; what it was given."""
    taken: list[str] = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line.split()[0].upper() if line.strip() else b""
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines: list[bytes] = []
                    while (line := self.rfile.readline()) != b".\r\n":
                        lines.append(line)
                    taken.append(b"".join(lines).decode())
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 well\r\n")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Talk) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1], taken
        server.shutdown()
        thread.join()


def job_of(park: Any) -> Any:
    """What a worker gives to a job, without a worker."""
    job = SimpleNamespace(settings=park.settings, database=park.database, results=[], traces=0)
    job.finish = lambda session, result: job.results.append(result)

    def leave_no_trace() -> None:
        job.traces += 1

    job.leave_no_trace = leave_no_trace
    return job


def test_the_jobs_write_digests_and_send_them(start_park: Any) -> None:
    with mail_server() as (port, taken):
        park = start_park(toml=f'[mail]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n')
        job = job_of(park)
        assert {"following:digests", "following:letters", "following:webhooks"} <= kinds(park)
        follow(park)
        happen(park)
        assert jobs.write_digests(job) == {"written": 1}
        assert jobs.send_letters(job) == {"sent": 2, "failed": 0}
        assert jobs.send_letters(job) is None
        assert job.traces == 1
    assert len(taken) == 2
    assert "From: open@test.example" in taken[1]
    assert "List-Unsubscribe: <http://127.0.0.1:8000/follow/end/" in taken[1]
    assert outbox.outbox_health(park.settings, _session(park)).level == "ok"


def kinds(park: Any) -> set[str]:
    return {f"{plugin}:{job.id}" for plugin, job in park.app.host.registry.jobs}


def _session(park: Any) -> Any:
    with park.database.read() as session:
        return session


def test_without_a_mail_server_letters_wait_and_the_administrator_is_told(park: Any) -> None:
    assert "following:letters" not in kinds(park)
    with park.database.read() as session:
        assert outbox.outbox_health(park.settings, session).level == "ok"
    follow(park)
    with park.database.read() as session:
        finding = outbox.outbox_health(park.settings, session)
    assert (finding.level, finding.message) == ("warn", "1 letter waits, and no mail server is set.")
    with pytest.raises(InputError, match="No mail server"):
        jobs.send_waiting(park.settings, park.database)


def test_failed_letters_and_a_missing_sender_are_findings(start_park: Any) -> None:
    park = start_park(toml='[mail]\nhost = "127.0.0.1"\nport = 1\ntls = "none"\n')
    follow(park)
    assert jobs.send_waiting(park.settings, park.database) == (0, 1)
    assert park.letters()[0].attempts == 0, "no letter is to blame for a server that is not there"
    with park.database.write() as session:
        outbox_letters.listing(session)[0].status = "failed"
    with park.database.read() as session:
        assert "could not be delivered" in outbox.outbox_health(park.settings, session).message
    nobody = SimpleNamespace(mail=park.settings.mail, site=SimpleNamespace(contact_email=""))
    with park.database.read() as session:
        assert outbox.outbox_health(nobody, session).level == "bad"  # type: ignore[arg-type]


def test_webhooks_are_called_by_the_job(park: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from toolbox_core.services.notifications import webhooks

    calls: list[tuple[str, dict[str, Any]]] = []

    def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        calls.append((url, json.loads(body)))
        return 204

    monkeypatch.setattr(jobs, "post", post)
    job = job_of(park)
    assert jobs.call_webhooks(job) is None
    with park.database.write() as session:
        webhooks.add(session, url="https://example.org/hook", topic="plugin:park", by="tests")
    happen(park)
    assert jobs.call_webhooks(job) == {"planned": 1, "heard": 1}
    [(url, body)] = calls
    assert url == "https://example.org/hook"
    assert body["data"]["url"] == "http://127.0.0.1:8000/park/7"


def test_the_command_line_shows_the_outbox_and_keeps_webhooks(site: Any) -> None:
    from toolbox_core.config import load_settings
    from toolbox_core.db import Database

    database = Database(load_settings(site, environ={}).database_url)
    with database.write() as session:
        outbox_letters.write(session, to="ana@example.org", subject="Hello", text="Words")
    database.close()

    def run(*words: str, code: int = 0) -> Any:
        done = run_toolbox(*words, site=site)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout) if done.stdout.startswith("{") else done.stdout + done.stderr

    listed = run("mail", "list", "--text", "--json")
    assert listed["counts"] == {"waiting": 1}
    assert listed["letters"][0]["text"] == "Words"
    assert "No mail server is set" in run("mail", "send", code=2)
    added = run("webhooks", "add", "https://example.org/hook", "--topic", "all", "--json")
    assert added["secret"].startswith("whsec_")
    assert "secret" not in run("webhooks", "list", "--json")["webhooks"][0]
    assert run("webhooks", "remove", str(added["id"]), "--json") == {"removed": added["id"]}
    assert "https" in run("webhooks", "add", "http://10.0.0.1/", code=2)
