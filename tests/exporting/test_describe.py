"""What files say about themselves."""

from __future__ import annotations

from collections.abc import Callable

from toolbox_core.contracts import DatasetDescription
from toolbox_core.exporting.describe import file_stem, licence_page, metadata, package_descriptor


def test_licences_lead_to_their_page() -> None:
    assert licence_page("CC-BY-4.0") == "https://creativecommons.org/licenses/by/4.0/"
    assert licence_page("LGPL-3.0-or-later") == "https://spdx.org/licenses/LGPL-3.0-or-later.html"
    assert licence_page("") == licence_page("our own terms") == ""


def test_metadata_leaves_out_what_is_not_known(description: DatasetDescription) -> None:
    values = metadata(description)
    assert values["temporal"] == ["2024-01-01", "2024-12-31"]
    assert values["columns"][2] == {"name": "amount", "type": "number", "description": "exact", "unit": "EUR"}
    assert "source" not in values
    assert "spatial" not in values


def test_file_names_are_safe(describe: Callable[..., DatasetDescription]) -> None:
    assert file_stem(describe()) == "budget_portal-port-sennen-2024-v3"
    assert file_stem(describe(id="../../etc/päss wd")) == "etc-p-ss-wd-v3"


def test_a_package_descriptor_has_what_the_standard_asks(describe: Callable[..., DatasetDescription]) -> None:
    values = package_descriptor(describe(), source="https://x.example/d", size=12, sha256="ab")
    resource = values["resources"][0]
    assert values["name"] == "budget_portal-port-sennen-2024"
    assert values["licenses"] == [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}]
    assert (resource["path"], resource["bytes"], resource["hash"]) == ("data.csv", 12, "sha256:ab")
    assert [field["name"] for field in resource["schema"]["fields"]][:2] == ["code", "label"]
    bare = package_descriptor(describe(licence="", publisher="", keywords=()), source="", size=1, sha256="ab")
    assert not {"licenses", "contributors", "sources", "keywords", "homepage"} & set(bare)
