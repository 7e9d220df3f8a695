"""Building anew: what modules answer for now, whatever one of them does wrong."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from toolbox_core.db import Database
from toolbox_core.services import search
from toolbox_core.services.search import SearchDocument, SearchSource


def source(names: list[str], *, broken: bool = False) -> SearchSource:
    def documents(session: Session, dataset: str) -> Iterator[SearchDocument]:
        yield SearchDocument(key=dataset, kind="k", title=f"Lighthouse {dataset}", address=f"/b/{dataset}")
        if broken:
            raise ValueError("out of oil")

    return SearchSource(id="lights", label="Lights", datasets=lambda session: names, documents=documents)


def found(base: Database) -> set[str]:
    with base.read() as session:
        return {result.address.removeprefix("/b/") for result in search.find(session, "lighthouse").results}


def test_rebuilding_shows_what_the_modules_answer_for(base: Database) -> None:
    with base.read() as session:
        before = search.sizes(session)
    said: list[tuple[int, int, str]] = []
    kept = SearchSource(
        id="kept", label="Kept", datasets=lambda session: ["p/a"], documents=lambda session, dataset: iter(())
    )
    with base.write() as session:
        gone = SearchDocument(key="gone", kind="k", title="Lighthouse gone", address="/b/gone")
        search.put(session, "gone", [gone], dataset="old")

    outcome = search.rebuild(
        base, [("north", source(["n1", "n2"])), ("south", source(["s1"]))], lambda *step: said.append(step)
    )

    assert outcome.documents == {"north": 2, "south": 1}
    assert outcome.removed == 1 + sum(sum(parts.values()) for parts in before.values())
    assert said[-1] == (3, 3, "south s1")
    assert found(base) == {"n1", "n2", "s1"}
    search.rebuild(base, [("p", kept)])
    assert found(base) == set()


def test_a_module_that_fails_keeps_what_it_had_and_costs_nobody_else_anything(base: Database) -> None:
    search.rebuild(base, [("north", source(["n1"]))])

    outcome = search.rebuild(base, [("north", source(["n1"], broken=True)), ("south", source(["s1"]))])

    assert outcome.documents == {"north": 0, "south": 1}
    assert outcome.faults == ["Module north (lights, n1) could not tell what can be found: ValueError: out of oil"]
    assert found(base) == {"n1", "s1"}


def test_a_module_that_cannot_name_its_datasets_keeps_what_it_had(base: Database) -> None:
    search.rebuild(base, [("north", source(["n1"]))])
    mute = SearchSource(
        id="mute", label="Mute", datasets=lambda session: [1 / 0], documents=lambda session, dataset: iter(())
    )  # type: ignore[list-item]

    outcome = search.rebuild(base, [("north", mute)])

    assert len(outcome.faults) == 1
    assert found(base) == {"n1"}
