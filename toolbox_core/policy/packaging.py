"""Packaging a plugin for others: policy, wheel and source archive, its own tests, the conformance suite, the entry."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import msgspec

from toolbox_core.exceptions import InputError
from toolbox_core.policy import attestation, conforming
from toolbox_core.policy.archives import archive_target, not_in_source, sha256
from toolbox_core.policy.entries import CatalogueFile, Entry, describe, read_entry, write_entry
from toolbox_core.policy.rules import PolicyRule, Verdict, judge
from toolbox_core.policy.targets import folder_target

BUILD_SECONDS = 600
TEST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Packaged:
    """What came of it: the entry, where it lies, and what the rules said."""

    entry: Entry
    path: Path
    verdict: Verdict


def package(
    folder: Path,
    catalogue: Path,
    rules: Sequence[PolicyRule],
    *,
    day: datetime.date,
    run_tests: bool = True,
    key: Path | None = None,
) -> Packaged:
    """Judge, build and test the plugin in ``folder``, ask the conformance suite, and write it into ``catalogue``.

    ``key`` is the file of a private key with which the wheel is signed.

    Raises ``InputError`` when it is no plugin, does not build, does not reach bronze, its tests fail or it does not
    conform: then nothing is written. An entry that is there keeps its use cases and deployments.
    """
    target = folder_target(folder)
    if target.package is None or target.folder is None:
        raise InputError(f"{folder} holds no plugin: it has no package with a toolbox-plugin.toml.")
    _refuse_below_bronze(judge(target, rules))
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        wheel, source = _build(target.folder, work / "dist")
        built = archive_target(target.name, wheel, source, work / "unpacked")
        strange = not_in_source(built)
        if strange:
            raise InputError(f"The wheel holds files that the source does not: {', '.join(strange[:5])}.")
        assert built.distribution is not None
        signature = attestation.sign_wheel(wheel, built.distribution, key) if key is not None else None
        if signature is not None:
            kept = attestation.Kept(signature=signature, record=attestation.record_of(built.distribution))
            built = replace(built, signature=kept)
        verdict = judge(built, rules)
        _refuse_below_bronze(verdict)
        tests, conformance = "not run", None
        if run_tests:
            assert built.package is not None
            packages = built.package.parent
            tests = _run_tests(target.folder, packages)
            (work / "asked").mkdir()
            plugin = str(built.section("plugin").get("id"))
            conformance = conforming.conforms(plugin, packages, target.folder, work / "asked")
        files = [
            CatalogueFile(kind=kind, name=path.name, sha256=sha256(path), bytes=path.stat().st_size)
            for kind, path in (("wheel", wheel), ("source", source))
        ]
        entry = describe(built, verdict, files, tests=tests, conformance=conformance, day=day)
        entry = msgspec.structs.replace(entry, signature=signature)
        path = catalogue / "entries" / f"{entry.id}.yml"
        if path.is_file():
            before = read_entry(path)
            entry = msgspec.structs.replace(entry, use_cases=before.use_cases, deployments=before.deployments)
        (catalogue / "files").mkdir(parents=True, exist_ok=True)
        for made in (wheel, source):
            shutil.copy(made, catalogue / "files" / made.name)
        write_entry(path, entry)
    return Packaged(entry, path, verdict)


def _refuse_below_bronze(verdict: Verdict) -> None:
    wrong = [finding.message for finding in verdict.failed if finding.level == "bronze"]
    if wrong:
        raise InputError(f"{verdict.target} does not reach bronze: {' '.join(wrong)}")


def _run_tests(folder: Path, packages: Path) -> str:
    """Run the plugin's own tests with the unpacked wheel installed; say how many passed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    try:
        answer = conforming.run(command, folder, packages, TEST_SECONDS)
    except subprocess.TimeoutExpired:
        raise InputError(f"The tests of {folder.name} did not end within an hour.") from None
    last = next((line for line in reversed(answer.stdout.splitlines()) if line.strip()), "")
    if answer.returncode != 0:
        told = last or next((line for line in reversed(answer.stderr.splitlines()) if line.strip()), "no answer")
        raise InputError(f"The tests of {folder.name} do not pass: {told}", fix=f"Run `pytest tests` in {folder}.")
    found = re.search(r"(\d+) passed", last)
    return f"{found.group(1)} passed" if found else "passed"


def _build(folder: Path, into: Path) -> tuple[Path, Path]:
    """Build wheel and source archive. The build backend is taken from this environment when it is here (offline)."""
    if find_spec("build") is None:
        raise InputError("The program that builds packages is not installed.", fix="Run `python -m pip install build`.")
    alone = ["--no-isolation"] if find_spec("hatchling") is not None else []
    command = [sys.executable, "-m", "build", "--sdist", "--wheel", *alone, "--outdir", str(into), str(folder)]
    answer = subprocess.run(  # noqa: S603 - a fixed command
        command, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    wheels, sources = sorted(into.glob("*.whl")), sorted(into.glob("*.tar.gz"))
    if answer.returncode != 0 or len(wheels) != 1 or len(sources) != 1:
        lines = [line for line in (answer.stdout + answer.stderr).splitlines() if line.strip()]
        raise InputError(f"{folder.name} could not be built: {' '.join(lines[-2:])}")
    return wheels[0], sources[0]
