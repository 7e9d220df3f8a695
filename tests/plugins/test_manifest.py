"""Manifests: what is accepted, and the sentence for each thing that is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.exceptions import ManifestError
from toolbox_core.plugins.manifest import parse_manifest, read_manifest
from toolbox_core.testing.plugins import manifest_text

FULL = """\
manifest_version = 1
[plugin]
id = "alpha"
name = "Alpha"
summary = "A test."
api = ">=1.0,<2"
actions = [7]
[requires]
plugins = { beta = ">=1.2" }
after = ["gamma"]
[provides]
addresses = ["/alpha"]
api = "/alpha"
tables = "alpha_"
migrations = "migrations/versions"
locales = ["en", "fr"]
[provides.cli.alpha]
target = "alpha.cli:alpha"
help = "Do alpha things."
[config]
schema = "alpha.config:Config"
version = 2
[data]
personal_data = true
retention = "P5Y"
[lifecycle]
on_failure = "abort"
"""


def test_a_full_manifest_is_read() -> None:
    manifest = parse_manifest(FULL, "alpha")
    assert manifest.plugin.actions == (7,)
    assert manifest.requires.plugins == {"beta": ">=1.2"}
    assert manifest.provides.cli["alpha"].target == "alpha.cli:alpha"
    assert manifest.table_prefix == "alpha_"
    assert manifest.lifecycle.on_failure == "abort"


def test_a_small_manifest_is_enough() -> None:
    manifest = parse_manifest(manifest_text("alpha", {}), "alpha")
    assert (manifest.plugin.kind, manifest.provides.locales, manifest.data.personal_data) == ("module", ("en",), False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("manifest_version = 1\n[plugin", "is not valid TOML"),
        ("[plugin]\nid='alpha'", "manifest_version None"),
        ("manifest_version = 2", "manifest_version 2"),
        ("manifest_version = 1", "`plugin`"),
        (FULL.replace("summary", "sumary"), "Did you mean 'summary'?"),
        (FULL.replace("[data]\npersonal_data", "[data]\nretension"), "Did you mean 'retention'?"),
        (FULL.replace('name = "Alpha"', "name = 3"), "`str`"),
        (FULL.replace('name = "Alpha"', 'name = " "'), "plugin.name"),
        (FULL.replace('id = "alpha"', 'id = "beta"'), "must be equal"),
        (FULL.replace('"/alpha"]', '"alpha"]'), "must begin with one slash"),
        (FULL.replace('"/alpha"]', '"/alpha/"]'), "end without one"),
        (FULL.replace('tables = "alpha_"', 'tables = "al_"'), "'alpha_'"),
        (FULL.replace('"migrations/versions"', '"../elsewhere"'), "inside the package"),
        (FULL.replace("alpha.cli:alpha", "alpha.cli"), "package.module:name"),
        (FULL.replace("[provides.cli.alpha]", "[provides.cli.Alpha]"), "cannot be a command"),
        (FULL.replace("Do alpha things.", " "), "one line"),
        (FULL.replace('"abort"', '"explode"'), "lifecycle.on_failure"),
        ("a = " + "[" * 5000, "is not valid TOML"),
    ],
)
def test_each_mistake_has_its_sentence(text: str, words: str) -> None:
    with pytest.raises(ManifestError) as caught:
        parse_manifest(text, "alpha")
    assert words in caught.value.message
    assert (caught.value.plugin, caught.value.phase) == ("alpha", "manifest")


@pytest.mark.parametrize("plugin", ["Alpha", "a", "1a", "a__b", "a_", "al pha", "core_x", "alembic", "x" * 41])
def test_ids_that_cannot_be(plugin: str) -> None:
    with pytest.raises(ManifestError):
        parse_manifest(FULL.replace('id = "alpha"', f'id = "{plugin}"'), plugin)


def test_a_missing_or_unreadable_file_has_its_sentence(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"has no toolbox-plugin\.toml"):
        read_manifest(tmp_path / "toolbox-plugin.toml", "alpha")
    (tmp_path / "toolbox-plugin.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path / "toolbox-plugin.toml", "alpha")


@given(st.text())
def test_no_text_does_anything_but_a_manifest_error(text: str) -> None:
    with pytest.raises(ManifestError):
        parse_manifest(text, "alpha")
