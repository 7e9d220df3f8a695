"""An administrator signs in with a second factor, a clerk through the ministry's provider, in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from toolbox_core.testing.browser import press, watched_page
from toolbox_core.testing.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider
from toolbox_core.testing.servers import RunningSite, run_toolbox, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
GOOD = "violet harbour twelve kettles"
Axe = Callable[[Page], list[str]]


def administrator(town: Path, password: str = GOOD) -> None:
    """The command that an administrator types, the password piped in."""
    command = [str(Path(sys.executable).parent / "toolbox"), "--site", str(town)]
    words = ["user", "add", "ana@example.org", "--name", "Ana", "--role", "administrator", "--password-stdin"]
    subprocess.run([*command, *words], input=password + "\n", text=True, check=True, timeout=60)


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Password").fill(GOOD)
    press(page, page.get_by_role("main").get_by_role("button", name="Sign in"))


def fresh_code(secret: str) -> str:
    """A code of a time step that was not used yet: the toolbox takes one step of drift either way."""
    return pyotp.TOTP(secret).at(time.time() + 30)


def test_an_administrator_looks_after_her_account(town: Path, bare_page: Page, browser_page: Page) -> None:
    administrator(town)
    with serve(town) as running:
        page = bare_page  # every step of it without JavaScript
        page.goto(running.url)
        press(page, page.get_by_role("contentinfo").get_by_role("link", name="Sign in"))
        page.get_by_label("E-mail address").fill("ana@example.org")
        page.get_by_label("Password").fill("something else")
        press(page, page.get_by_role("main").get_by_role("button", name="Sign in"))
        expect(page.get_by_role("alert")).to_contain_text("is not right")
        page.get_by_label("Password").fill(GOOD)
        press(page, page.get_by_role("main").get_by_role("button", name="Sign in"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
        expect(page.get_by_role("main")).to_contain_text("Administrator")

        press(page, page.get_by_role("link", name="Switch the second factor on"))
        page.get_by_label("Present password").fill(GOOD)
        press(page, page.get_by_role("button", name="Begin"))
        assert page.get_by_role("img", name="QR code").bounding_box()["width"] > 150  # type: ignore[index]
        secret = page.locator("code.secret").inner_text().replace(" ", "")
        page.get_by_label("Type the code").fill(pyotp.TOTP(secret).now())
        press(page, page.get_by_role("button", name="Switch the second factor on"))
        codes = page.locator("main li code").all_inner_texts()
        assert len(codes) == 10
        press(page, page.get_by_role("link", name="I have kept them"))
        expect(page.get_by_role("main")).to_contain_text("second factor is on")

        sign_in(browser_page, running.url + "/account/sign-in?next=/data/")
        expect(browser_page.get_by_role("heading", level=1)).to_have_text("Second step")
        browser_page.get_by_label("Code").fill(fresh_code(secret))
        press(browser_page, browser_page.get_by_role("button", name="Go on"))
        assert browser_page.url == running.url + "/data/"
        expect(browser_page.get_by_role("banner")).to_contain_text("Signed in as Ana")

        assert browser_page.context.browser is not None
        with watched_page(browser_page.context.browser) as third:
            sign_in(third, running.url + "/account/sign-in")
            third.get_by_label("Code").fill(codes[3])
            press(third, third.get_by_role("button", name="Go on"))
            expect(third.get_by_role("heading", level=1)).to_have_text("Your account")

        page.reload()
        expect(page.get_by_role("button", name="Sign out there")).to_have_count(2)
        press(page, page.get_by_role("button", name="Sign out everywhere else"))
        expect(page.get_by_role("button", name="Sign out there")).to_have_count(0)
        browser_page.goto(running.url + "/account/")
        expect(browser_page.get_by_role("heading", level=1)).to_have_text("Sign in")
        browser_page.goto(running.url)
        assert "Signed in as" not in browser_page.content()

        press(page, page.get_by_role("button", name="Sign out", exact=True))
        assert page.url == running.url + "/"
        page.goto(running.url + "/account/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_every_page_of_accounts_is_accessible(town: Path, browser_page: Page, axe: Axe) -> None:
    administrator(town)
    page = browser_page
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = axe(page)
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide for a telephone"
        page.set_viewport_size({"width": 1280, "height": 800})

    with serve(town) as running:
        page.goto(running.url + "/account/sign-in")
        look("sign-in")
        press(page, page.get_by_role("main").get_by_role("button", name="Sign in"))
        look("sign-in refused")
        sign_in(page, running.url + "/account/sign-in")
        look("account")
        for language in ("fr", "en"):
            for path in ("", "password", "authenticator", "tokens"):
                page.goto(f"{running.url}/account/{path}?lang={language}")
                look(f"{path} {language}")
        page.goto(running.url + "/account/password")
        press(page, page.get_by_role("button", name="Change the password"))
        look("password refused")
        page.goto(running.url + "/account/tokens")
        press(page, page.get_by_role("button", name="Make the token"))
        look("token refused")
        page.get_by_label("What is it for?").fill("nightly")
        page.get_by_role("checkbox").first.check()
        press(page, page.get_by_role("button", name="Make the token"))
        expect(page.locator("code.secret")).to_have_text(re.compile("^tbx_"))
        look("token made")
        page.goto(running.url + "/account/authenticator")
        page.get_by_label("Present password").fill(GOOD)
        press(page, page.get_by_role("button", name="Begin"))
        look("enrolment")
        secret = page.locator("code.secret").inner_text().replace(" ", "")
        page.get_by_label("Type the code").fill(pyotp.TOTP(secret).now())
        press(page, page.get_by_role("button", name="Switch the second factor on"))
        look("codes")
        page.goto(running.url + "/account/authenticator")
        look("second factor on")
        press(page, page.get_by_role("button", name="Sign out", exact=True))
        sign_in(page, running.url + "/account/sign-in")
        look("second step")
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.fixture
def ministry(town: Path, identity_provider: IdentityProvider) -> Iterator[RunningSite]:
    """The town's site with the ministry's identity provider, which asks as a real one does."""
    identity_provider.asks = True
    settings = town / "toolbox.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("[oidc]", f'[oidc]\nissuer = "{identity_provider.issuer}"\nclient_id = "{CLIENT_ID}"\n#')
    settings.write_text(text.replace('# name = ""', 'name = "your ministry account"'), encoding="utf-8")
    with serve(town, env={"TOOLBOX_OIDC_CLIENT_SECRET": CLIENT_SECRET}) as running:
        yield running


def test_a_clerk_signs_in_through_the_ministry(
    town: Path, ministry: RunningSite, identity_provider: IdentityProvider, browser_page: Page, axe: Axe
) -> None:
    page = browser_page

    def through_the_ministry() -> None:
        page.goto(ministry.url + "/account/sign-in?next=/data/")
        press(page, page.get_by_role("link", name="Sign in with your ministry account"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Provider")
        press(page, page.get_by_role("link", name="Go on as"))

    through_the_ministry()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    assert axe(page) == []
    subject = page.locator("code.secret").inner_text()
    for words in (
        ("add", "clerk@example.org", "--no-password", "--name", "Ben"),
        ("link", "clerk@example.org", subject),
    ):
        assert run_toolbox("user", *words, site=town).returncode == 0

    through_the_ministry()
    assert page.url == ministry.url + "/data/"
    expect(page.get_by_role("banner")).to_contain_text("Signed in as Ben")
    page.goto(ministry.url + "/account/")
    expect(page.get_by_role("main")).to_contain_text("Your password and second factor are kept there")
    assert axe(page) == []

    identity_provider.faults = {"nonce"}
    press(page, page.get_by_role("button", name="Sign out", exact=True))
    through_the_ministry()
    expect(page.get_by_role("main")).to_contain_text("does not fit what was asked")
    log = "".join(ministry.output)
    assert CLIENT_SECRET not in log
    assert "InvalidClaimError" in log
    told = json.loads(run_toolbox("user", "list", "--json", site=town).stdout)["people"]
    assert [one["email"] for one in told] == ["clerk@example.org"]
