"""``/software/``: what runs here, from the packages' own metadata."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import Settings, load_settings
from toolbox_core.db import Database
from toolbox_core.db.base import utcnow
from toolbox_core.db.generation import PLUGINS, bump
from toolbox_core.default_plugins.software.review import review
from toolbox_core.policy.attestation import Kept, keep
from toolbox_core.policy.entries import Signature
from toolbox_core.policy.gate import judge_plugin
from toolbox_core.policy.policy import RULES
from toolbox_core.policy.signatures import verify
from toolbox_core.policy.targets import sources_folder
from toolbox_core.services.jobs.worker import JobRun
from toolbox_core.services.policy import advisories, verdicts, waivers
from toolbox_core.services.policy.models import PolicyAdvisory


def test_the_page_and_its_json_agree(client: TestClient) -> None:
    page = client.get("/software/")
    facts = client.get("/software/index.json").json()
    assert page.status_code == 200
    assert client.get("/software/", headers={"accept": "application/json"}).json() == facts
    host = facts["components"][0]
    assert (host["id"], host["package"]["licence"]) == ("host", "EUPL-1.2")
    names = {entry["name"].lower() for entry in host["dependencies"]}
    assert {"starlette", "sqlalchemy", "babel", "jinja2"} <= names
    assert "pytest" not in names
    for entry in host["dependencies"]:
        assert entry["version"]
        assert entry["licence"], f"{entry['name']} names no licence"
        assert entry["name"] in page.text


def test_plugins_are_told_with_their_state_and_actions(client: TestClient) -> None:
    parts = {part["id"]: part for part in client.get("/software/index.json").json()["components"]}
    budget = parts["budget_portal"]
    assert budget["state"] == "DISABLED"
    assert budget["actions"] == [7]
    assert budget["package"]["licence"] == "EUPL-1.2"
    assert "starlette" not in {entry["name"] for entry in budget["dependencies"]}
    assert "installed, switched off" in client.get("/software/").text


def test_who_signed_a_module(client: TestClient, settings: Settings, database: Database) -> None:
    record = client.app.host.registry.plugins["budget_portal"]  # type: ignore[attr-defined]
    signature = Signature(payload="", key="AAAA-key", signature="")
    keep(sources_folder(settings, record.distribution, record.version), Kept(signature=signature, record=""))

    def told() -> tuple[str, str]:
        parts = {part["id"]: part for part in client.get("/software/index.json").json()["components"]}
        assert parts["software"]["signature"] == ""
        return parts["budget_portal"]["signature"], client.get("/software/").text

    signed, page = told()
    assert signed == "unjudged"
    assert "AAAA-key" in page
    for ok, name, words in ((True, "good", "fits the installed files"), (False, "wrong", "does not fit the installed")):
        finding = {"rule": "signature", "ok": ok, "level": "bronze", "message": "x", "fix": ""}
        with database.write() as session:
            verdicts.keep(
                session, record.id, fingerprint=record.fingerprint, version="1", tier="gold", findings=[finding]
            )
            bump(session, PLUGINS)
        signed, page = told()
        assert signed == name
        assert words in page


def test_it_is_told_in_french(client: TestClient) -> None:
    text = client.get("/software/", headers={"accept-language": "fr"}).text
    assert "What runs here" not in text
    assert "Licence" in text


def test_the_policy_page_tells_verdicts_waivers_and_warnings(
    client: TestClient, settings: Settings, database: Database
) -> None:
    assert client.get("/software/policy.json").json()["modules"][0]["tier"] == ""
    page = client.get("/software/policy").text
    assert "not judged yet" in page
    assert "There has never been one." in page
    registry = client.app.host.registry  # type: ignore[attr-defined]
    judge_plugin(settings, database, registry.plugins["budget_portal"], RULES)
    until = utcnow().date()
    with database.write() as session:
        waivers.grant(session, "budget_portal", reason="Nothing <else> does it yet.", until=until, by="Ada")
        row = PolicyAdvisory(
            id="A-1",
            distribution="x",
            versions="<2",
            sentence="It leaks.",
            published=until,
            key="k",
            url="javascript:x",
        )
        advisories.replace_list(session, "k", [row], by="Ada")
    facts = client.get("/software/policy.json").json()
    budget = next(part for part in facts["modules"] if part["id"] == "budget_portal")
    assert (budget["tier"], [one["rule"] for one in budget["missing"]]) == ("gold", ["addresses-public"] * 2)
    assert facts["waivers"][0]["in_force"] is True
    page = client.get("/software/policy").text
    assert "Nothing &lt;else&gt; does it yet." in page
    assert "A-1" in page
    assert "javascript:" not in page
    assert {part["id"]: part["tier"] for part in client.get("/software/index.json").json()["components"]}[
        "budget_portal"
    ] == "gold"


def test_the_bill_of_materials(client: TestClient) -> None:
    answer = client.get("/software/sbom.cdx.json")
    assert answer.headers["content-type"] == "application/vnd.cyclonedx+json"
    assert {"starlette", "opengov-toolbox-budget-portal"} <= {part["name"] for part in answer.json()["components"]}


def test_the_heartbeat_is_told_only_when_the_owner_wants(site: Path) -> None:
    for wanted, status in (("false", 404), ("true", 200)):
        settings = load_settings(site, {"TOOLBOX_POLICY_HEARTBEAT": wanted, "TOOLBOX_POLICY_COUNTRY": "fr"})
        with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as asked:
            answer = asked.get("/.well-known/toolbox.json")
        assert answer.status_code == status
    assert verify(answer.json())[0]["country"] == "FR"


def test_the_nightly_review_judges_every_module(settings: Settings, database: Database) -> None:
    told = review(JobRun(settings, database, 0, "worker", {}, "Ada"))
    assert told["tiers"]["budget_portal"] == "gold"
    with database.read() as session:
        assert verdicts.kept(session)["budget_portal"].tier == "gold"
