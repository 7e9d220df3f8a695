"""What a site finds out before it installs, and what it refuses. The installation itself is in the journeys."""

from __future__ import annotations

import datetime
import shutil
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolbox_core.config import PolicySettings
from toolbox_core.exceptions import InputError
from toolbox_core.policy.archives import unpack_wheel
from toolbox_core.policy.attestation import sign_wheel
from toolbox_core.policy.catalogue import Listed, in_catalogue, read_catalogue
from toolbox_core.policy.entries import Delisting, Signature
from toolbox_core.policy.installing import install, offer
from toolbox_core.policy.policy import RULES
from toolbox_core.policy.signatures import new_key, sign
from toolbox_core.services.policy import advisories
from toolbox_core.services.policy.models import PolicyAdvisory

pytestmark = pytest.mark.xdist_group("sharing")
DAY = datetime.date(2026, 1, 2)


@pytest.fixture
def listed(shared_catalogue: Path) -> Listed:
    """The one entry of the catalogue."""
    return in_catalogue(read_catalogue(str(shared_catalogue)), "city", str(shared_catalogue))[0]


def refusals(world: Any, listed: Listed, **policy: str) -> tuple[str, ...]:
    settings = msgspec.structs.replace(world.settings, policy=msgspec.convert(policy, PolicySettings))
    with offer(settings, world.database, listed, RULES) as found:
        return found.refusals


def test_everything_is_found_out_here(world: Any, listed: Listed) -> None:
    lying = Listed(msgspec.structs.replace(listed.entry, tier="platinum", permissions=()), "city", listed.location)
    with offer(world.settings, world.database, lying, RULES) as found:
        assert (found.verdict.tier, found.permissions, found.refusals) == ("gold", ("bridges.close",), ())
        assert found.wheel.is_file()
    assert not found.wheel.exists(), "nothing is left over"


def test_what_is_refused(world: Any, listed: Listed) -> None:
    assert "platinum is required" in refusals(world, listed, require="platinum")[0]
    gone = msgspec.structs.replace(listed.entry, delisted=Delisting(day=DAY, reason="Nobody keeps it."))
    assert "Nobody keeps it." in refusals(world, Listed(gone, "city", listed.location))[0]
    other = msgspec.structs.replace(listed.entry, version="9")
    assert "another version" in refusals(world, Listed(other, "city", listed.location))[0]
    only_wheel = msgspec.structs.replace(listed.entry, files=listed.entry.files[:1])
    assert "tier none" in refusals(world, Listed(only_wheel, "city", listed.location))[0]
    with world.database.write() as session:
        row = PolicyAdvisory(
            id="A-1",
            distribution="opengov-toolbox-bridges",
            versions="<2",
            sentence="It leaks.",
            published=DAY,
            key="k",
            url="",
        )
        advisories.replace_list(session, "k", [row], by="Ada")
    assert refusals(world, listed) == ("A-1 warns of it: It leaks.",)
    with offer(world.settings, world.database, listed, RULES) as found, pytest.raises(InputError, match="is refused"):
        install(world.settings, found)


def test_a_signature_is_verified_and_its_absence_told(world: Any, listed: Listed, tmp_path: Path) -> None:
    public = new_key(tmp_path / "key.pem")
    wheel = Path(listed.location) / "files" / listed.entry.files[0].name
    info = unpack_wheel(wheel, tmp_path / "wheel")
    signature = sign_wheel(wheel, Distribution.at(info), tmp_path / "key.pem")
    signed = Listed(msgspec.structs.replace(listed.entry, signature=signature), "city", listed.location)
    with offer(world.settings, world.database, listed, RULES) as found:
        assert (found.signed_by, found.trusted, found.refusals) == ("", False, ())
    with offer(world.settings, world.database, signed, RULES) as found:
        assert (found.signed_by, found.trusted, found.refusals) == (public, False, ())
        assert found.verdict.tier == "gold"
        assert [one.ok for one in found.verdict.findings if one.rule == "signature"] == [True]

    def strict(one: Listed, *keys: str) -> tuple[str, ...]:
        policy = PolicySettings(require_signature=True, signing_keys=keys)
        settings = msgspec.structs.replace(world.settings, policy=policy)
        with offer(settings, world.database, one, RULES) as found:
            return found.refusals

    assert "It is not signed." in strict(listed, public)[0]
    assert "which is not among them" in strict(signed)[0]
    assert strict(signed, public) == ()
    forged = msgspec.structs.replace(signature, payload=sign({"sha256": "x"}, tmp_path / "key.pem")["payload"])
    for wrong, words in (
        (forged, "does not belong to this text"),
        (msgspec.convert(sign({"sha256": "x"}, tmp_path / "key.pem"), Signature), "no statement about a wheel"),
        (sign_wheel(Path(__file__), Distribution.at(info), tmp_path / "key.pem"), "is not of the file"),
    ):
        entry = msgspec.structs.replace(listed.entry, signature=wrong)
        assert words in refusals(world, Listed(entry, "city", listed.location))[0]


def test_files_that_were_exchanged(world: Any, listed: Listed, tmp_path: Path) -> None:
    shutil.copytree(listed.location, tmp_path / "catalogue")
    (tmp_path / "catalogue/files" / listed.entry.files[0].name).write_bytes(b"evil")
    exchanged = Listed(listed.entry, "city", str(tmp_path / "catalogue"))
    with (
        pytest.raises(InputError, match="not the file of the entry"),
        offer(world.settings, world.database, exchanged, RULES),
    ):
        pass
    no_wheel = Listed(msgspec.structs.replace(listed.entry, files=()), "city", listed.location)
    with pytest.raises(InputError, match="no wheel"), offer(world.settings, world.database, no_wheel, RULES):
        pass
