"""Each rule of publiccode.yml 0.7, broken once; the published files of others as they are."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.policy.publiccode import RULES, problems
from toolbox_core.policy.vocabulary import DEPRECATED, DESCRIPTION, INNER, MANDATORY, TOP
from toolbox_core.policy.yaml import read_yaml

GONE = object()
LONG = "x" * 200


def changed(publiccode: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(publiccode)
    *above, last = path.split("/")
    section = data
    for name in above:
        section = section.setdefault(name, {})
    if value is GONE:
        del section[last]
    else:
        section[last] = value
    return data


def test_the_whole_example_holds(publiccode: dict[str, Any]) -> None:
    assert list(problems(publiccode)) == []


@pytest.mark.parametrize(
    ("path", "value", "rule", "words"),
    [
        *((key, GONE, "keys", key) for key in MANDATORY),
        ("legal/license", GONE, "keys", "legal/license"),
        ("localisation/localisationReady", GONE, "keys", "localisationReady"),
        ("localisation/availableLanguages", [], "keys", "availableLanguages"),
        ("maintenance/type", GONE, "keys", "maintenance/type"),
        ("organisation", {"name": "City"}, "keys", "uri"),
        ("organisation/uri", "city", "addresses", "URI"),
        ("licence", "x", "keys", "no key of the standard"),
        ("legal/licence", "MIT", "keys", "Did you mean license"),
        ("legal", "EUPL-1.2", "keys", "section"),
        ("publiccodeYmlVersion", 0.7, "values", "quotation"),
        ("publiccodeYmlVersion", "1.9", "values", "no version"),
        ("name", 7, "values", "must be text"),
        ("developmentStatus", "alpha", "values", "concept"),
        ("softwareType", "plugin", "values", "addon"),
        ("platforms", [1], "values", "list of texts"),
        ("usedBy", "City", "values", "list"),
        ("categories", ["budgetting"], "values", "Did you mean budgeting"),
        ("intendedAudience/scope", ["gov"], "values", "no word"),
        ("releaseDate", "2026-13-01", "values", "YYYY-MM-DD"),
        ("localisation/localisationReady", "yes", "values", "true or false"),
        ("legal/license", "EUPL", "values", "SPDX"),
        ("fundedBy", [{}], "values", "name or a uri"),
        ("supports", [{"id": "alias:gpdr"}], "values", "alias"),
        ("supports", [{"id": "gdpr"}], "values", "URI"),
        ("supports", ["alias:gdpr"], "values", "needs an id"),
        ("dependsOn/open", [{"version": "1"}], "values", "needs a name"),
        ("dependsOn/open", [{"name": "Python", "versionMin": 3.11}], "values", "quotation"),
        ("url", "code.example.org/x", "addresses", "whole address"),
        ("landingURL", "https://a b", "addresses", "whole address"),
        ("isBasedOn", ["x"], "addresses", "isBasedOn"),
        ("logo", "logo.jpg", "addresses", "SVG"),
        ("description/en/documentation", "docs", "addresses", "documentation"),
        ("description/en/shortDescription", LONG, "descriptions", "200 characters"),
        ("description/en/shortDescription", GONE, "descriptions", "missing"),
        ("description/en/longDescription", "short", "descriptions", "150 to 10000"),
        ("description/en/longDescription", GONE, "descriptions", "No language"),
        ("description/en/features", GONE, "descriptions", "features"),
        ("description/en/features", "one", "descriptions", "list of sentences"),
        ("maintenance/type", "individual", "maintenance", "internal"),
        ("maintenance/contacts", GONE, "maintenance", "must name somebody"),
        ("maintenance/contacts", [{"email": "a@b.org"}], "maintenance", "needs a name"),
        ("maintenance/contacts", [{"name": "A", "email": "a"}], "maintenance", "e-mail"),
        ("maintenance/type", "contract", "maintenance", "contractor"),
        ("maintenance/contractors", [{"name": "A", "until": "2030-01-01"}], "maintenance", "must not be there"),
        ("maintenance", {"type": "contract", "contractors": [{"name": "A"}]}, "maintenance", "last day"),
        ("localisation/availableLanguages", ["english"], "languages", "BCP 47"),
        ("intendedAudience/countries", ["XX"], "languages", "3166"),
        ("publiccodeYmlVersion", "0.5.0", "current", "0.5.0"),
        ("monochromeLogo", "x.svg", "current", "deprecated"),
        ("it", {"x": 1}, "current", "supports"),
        ("DE", {"x": 1}, "current", "supports"),
        ("xx", {"x": 1}, "keys", "xx is no key"),
        ("organizationUri", "https://city.example", "current", "write organisation/uri"),
        ("inputTypes", ["text/csv"], "current", "inputTypes is deprecated"),
        ("outputTypes", ["text/csv"], "current", "outputTypes is deprecated"),
        ("legal/authorsFile", "AUTHORS", "current", "authorsFile"),
        ("legal/mainCopyrightOwner", ["City"], "values", "mainCopyrightOwner must be text"),
        ("organisation", {"uri": "urn:x:city", "name": 7}, "values", "organisation/name must be text"),
        ("categories", ["website-management"], "values", "no word of the standard"),
        ("categories", "budgeting", "values", "must be a list"),
        ("softwareType", "standalone", "values", "Did you mean standalone"),
        ("platforms", [], "keys", "platforms is missing"),
        ("platforms", [" "], "values", "list of texts"),
        ("intendedAudience/countries", 7, "languages", "must be a list"),
        ("dependsOn/open", [{"name": "Python", "optional": "no"}], "values", "optional must be true or false"),
        ("dependsOn/free", [], "keys", "dependsOn/free is no key"),
        ("description/en/longDescription", 7, "descriptions", "must be text"),
        ("description/en/localisedName", ["x"], "descriptions", "localisedName must be text"),
        ("description/en/genericName", "x" * 36, "descriptions", "more than 35"),
        ("description/en/screenshots", "a.png", "descriptions", "list of texts"),
        ("description/en/screenshots", ["a.gif"], "addresses", "PNG or a JPG"),
        ("description/en/screenshots", ["https://["], "addresses", "PNG or a JPG"),
        ("description/en/videos", ["film.mp4"], "addresses", "videos"),
        ("description/en/awards", "first", "descriptions", "list of texts"),
        ("maintenance/contacts", [{"name": "A", "phone": 33}], "maintenance", "phone must be text"),
        ("maintenance/contacts", [{"name": "A", "website": "https://a.org"}], "maintenance", "no key"),
        ("maintenance", {"type": "contract", "contractors": [{"name": "A", "until": "2030-01-01", "website": "a"}]},
         "addresses", "website"),
        ("maintenance", {"type": "contract", "contractors": [{"name": "A", "until": "01.01.2030"}]},
         "maintenance", "last day"),
        ("localisation/availableLanguages", ["-FR"], "languages", "BCP 47"),
        ("legal/repoOwner", "City", "current", "repoOwner"),
        ("description/en/genericName", "List", "current", "genericName"),
        ("intendedAudience/countries", ["fr"], "current", "capital"),
    ],
)  # fmt: skip
def test_each_rule(publiccode: dict[str, Any], path: str, value: Any, rule: str, words: str) -> None:
    found = list(problems(changed(publiccode, path, value)))
    assert any(name == rule and words in sentence for name, sentence in found), found
    assert {name for name, _ in found} <= set(RULES)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("supports", [{"id": "alias:gdpr"}, {"id": "https://law.example.org/1"}]),
        ("maintenance", {"type": "none"}),
        ("maintenance", {"type": "contract", "contractors": [{"name": "A", "until": "2030-01-01"}]}),
        ("platforms", ["web", "a till of our own"]),
        ("description/en/screenshots", ["img/a.png", "https://a.example/b.JPEG"]),
        ("organisation", {"uri": "urn:x-city:1", "name": "City"}),
        ("isBasedOn", "https://code.example.org/a.git"),
        ("platforms", "web"),
        ("intendedAudience/countries", ["FR", "NO"]),
        (
            "localisation/availableLanguages",
            ["en", "pt-BR", "zh-Hant", "sr-Latn-RS", "sl-IT-nedis", "de-1996", "zh-cmn"],
        ),
        ("dependsOn/open", [{"name": "Python", "versionMin": "3.11", "optional": False}]),
        ("legal/license", "EUPL-1.2 OR GPL-3.0-or-later"),
    ],
)
def test_what_is_allowed(publiccode: dict[str, Any], path: str, value: Any) -> None:
    assert list(problems(changed(publiccode, path, value))) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*TOP, "en", "type", "x"]), inner),
    max_leaves=12,
)


EXAMPLE: dict[str, Any] = read_yaml(
    (Path(__file__).parents[1] / "bridges" / "publiccode.yml").read_text(encoding="utf-8"), "publiccode.yml"
)
PLACES = sorted(
    {*TOP, *DEPRECATED, *(f"{name}/{key}" for name, keys in INNER.items() for key in keys)}
    | {f"description/en/{key}" for key in (*DESCRIPTION, "genericName")}
)
PARTS = st.dictionaries(st.sampled_from(["name", "uri", "id", "until", "email", "website", "optional"]), JSON)


@given(st.sampled_from(PLACES), JSON | st.lists(JSON | PARTS, max_size=2) | PARTS)
def test_no_value_anywhere_breaks_the_reader(place: str, value: Any) -> None:
    for rule, sentence in problems(changed(EXAMPLE, place, value)):
        assert rule in RULES
        assert sentence.endswith((".", "?"))


@given(JSON)
def test_no_data_breaks_the_reader(data: Any) -> None:
    for rule, sentence in problems(data):
        assert rule in RULES
        assert sentence.endswith((".", "?"))


@pytest.mark.shared_data
def test_the_files_of_others(shared_data: Path) -> None:
    folder = shared_data / "other/software"
    found = {
        path.name.partition(".")[0]: {
            rule for rule, _ in problems(read_yaml(path.read_text(encoding="utf-8"), path.name))
        }
        for path in folder.glob("*.publiccode.yml")
    }
    assert found["example_minimal"] == set()
    assert found["example_full"] <= {"current"}, "its country section was deprecated in 0.7"
    assert found["udata"] == {"current"}
    assert found["signalen"] == found["standard-for-public-code"] == {"current"}
    assert "maintenance" in found["codegouvfr"]
