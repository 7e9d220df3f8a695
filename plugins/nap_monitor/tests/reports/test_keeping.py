"""Versions of a report's texts: drafts that stand beside one another, publication with files, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from toolbox_core import FileStore, InputError, NotFound, source_path
from toolbox_core.db import Database
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.reports import keeping
from toolbox_nap_monitor.services import Stored

DAY = date(2026, 5, 18)


def test_versions_are_kept_and_published_once(keep: Callable[..., Stored], database: Database, tmp_path: Path) -> None:
    keep()
    store, file = FileStore(tmp_path / "files"), tmp_path / "r.html"
    file.write_text("<p>made</p>", encoding="utf-8")
    with database.write() as session:
        plan = queries.plan(session, "ALD", "4")

        def save(texts: dict[str, str], begun_from: int, author: str) -> keeping.Version:
            return keeping.save_texts(
                session, plan, "mid-term", "en", texts, begun_from=begun_from, author=author, by=f"{author}@example.org"
            )

        first = save({"letter": " Dear all, ", "lessons": ""}, 0, "Ana")
        assert (first.version, first.texts, first.author) == (1, {"letter": "Dear all,"}, "Ana")
        assert save({"letter": "Dear all,"}, 1, "Ben").id == first.id, "the same words are the same version"
        with pytest.raises(Refused, match="Ana wrote version 1 meanwhile"):
            save({"letter": "Mine"}, 0, "Ben")
        with pytest.raises(Refused, match="no such section"):
            save({"commitment:99": "x"}, 1, "Ben")
        second = save({"letter": "Dear all,", "commitment:1": "Done."}, 1, "Ben")
        keeping.publish_version(session, plan, second.id, {"html": file}, store, as_of=DAY, by="ben@example.org")
        with pytest.raises(InputError, match="public already"):
            keeping.publish_version(session, plan, second.id, {}, store, as_of=DAY, by="x")
        with pytest.raises(NotFound):
            keeping.publish_version(session, plan, 999, {}, store, as_of=DAY, by="x")
    with database.read() as session:
        assert [(one.version, one.state, one.author) for one in keeping.versions(session, plan)] == [
            (2, "published", "Ben"),
            (1, "draft", "Ana"),
        ]
        assert keeping.versions(session, plan, language="fr") == []
        (public,) = keeping.versions(session, plan, kind="mid-term", public=True)
        assert public.as_of == DAY
        version, source = keeping.published_file(session, plan, public.id, "html")
        assert version.version == 2
        assert source_path(store, source).read_bytes() == file.read_bytes()
        for number, form in ((first.id, "html"), (public.id, "pdf")):
            with pytest.raises(NotFound):
                keeping.published_file(session, plan, number, form)
