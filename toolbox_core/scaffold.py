"""A new module from the template: made whole or not at all, and brought up to date when the template has moved on.

The template is an ordinary one for cookiecutter, in the folder ``cookiecutter-plugin`` of this project; it travels
inside the host's wheel, so that making a module needs no network.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from toolbox_core.exceptions import InputError
from toolbox_core.text import fold

PACKAGE = Path(__file__).parent
NOTE = ".template.json"
PARTS = ("tables", "pages", "api", "importer", "job", "translations")
NEED_TABLES = ("api", "importer", "job")
SECONDS = 120
BAKE = "import json, sys; from cookiecutter.main import cookiecutter as bake; print(bake(**json.load(sys.stdin)))"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a generated module remembers of its template: the answers, and each file's SHA-256 as it was made."""

    format: int
    answers: dict[str, Any]
    files: dict[str, str]


@dataclass(slots=True)
class Update:
    """What an update did, by path. ``kept``: changed here, not in the template. ``beside``: changed in both; the
    template's is at ``PATH.new``."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def template_folder() -> Path:
    """Where the template is: in the installed package, or in the checkout beside it. Raises ``InputError``."""
    for folder in (PACKAGE / "cookiecutter-plugin", PACKAGE.parent / "cookiecutter-plugin"):
        if (folder / "cookiecutter.json").is_file():
            return folder
    raise InputError("The template for modules is missing from this installation.", fix="Install the toolbox again.")


def licences() -> tuple[str, ...]:
    """The licences that can be chosen, by SPDX id, the first one first."""
    context = json.loads((template_folder() / "cookiecutter.json").read_text(encoding="utf-8"))
    return tuple(context["licence"])


def answers_for(
    name: str, *, parts: Collection[str] | None = None, given: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Answers to the template's questions. ``parts`` are those wanted (all when ``None``), ``given`` other answers.

    Raises ``InputError`` for a part that does not exist, one that cannot be without tables, or an unknown licence.
    """
    wanted = set(PARTS if parts is None else parts)
    unknown = sorted(wanted - set(PARTS))
    if unknown:
        raise InputError(f"There is no part {unknown[0]!r}.", fix=f"Choose of {', '.join(PARTS)}.")
    lonely = [part for part in NEED_TABLES if part in wanted and "tables" not in wanted]
    if lonely:
        raise InputError(f"{lonely[0]} needs tables.", fix="Add tables to what is wanted.")
    licence = (given or {}).get("licence", "")
    if licence and licence not in licences():
        raise InputError(f"{licence!r} cannot be chosen.", fix=f"Choose one of {', '.join(licences())}.")
    others = {key: value for key, value in (given or {}).items() if value}
    return {"name": name, **others, **{part: part in wanted for part in PARTS}}


def id_of(name: str) -> str:
    """The id that a name suggests: ``Street trees`` → ``street_trees``; empty when it has no Latin letters."""
    letters = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in fold(name))
    return "_".join(letters.split())[:40].strip("_")


def make(answers: Mapping[str, Any], folder: Path, *, installed: Collection[str] = ()) -> Path:
    """Make a module in a new folder inside ``folder`` and return that folder.

    ``installed`` are ids that are taken. Raises ``InputError`` when cookiecutter is not installed, the id is taken,
    the new folder exists, or an answer cannot be used; then nothing was made.
    """
    wanted = dict(answers)
    wanted.setdefault("id", id_of(str(wanted["name"])))
    if not wanted["id"]:
        raise InputError(
            f"{wanted['name']!r} suggests no id.", fix="Give one with --id: small letters, digits, underscores."
        )
    if wanted["id"] in installed:
        raise InputError(f"A module {wanted['id']!r} is installed here already.", fix="Choose another id with --id.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be made: {error.strerror or error}.", fix="Name another --output-dir."
        ) from error
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as scratch:
        made = _bake(wanted, Path(scratch))
        target = folder / made.name
        if target.exists():
            raise InputError(f"{target} exists already.", fix="Choose another folder with --output-dir, or another id.")
        made.rename(target)
    return target


def update(project: Path) -> Update:
    """Bring a module up to the present template, keeping whatever was changed in it since.

    Raises ``InputError`` when it was not made from this template.
    """
    try:
        note = msgspec.json.decode((project / NOTE).read_bytes(), type=Made)
    except (OSError, msgspec.MsgspecError) as error:
        raise InputError(f"{project} was not made from the template: it has no good {NOTE}.") from error
    done = Update()
    with tempfile.TemporaryDirectory(prefix="toolbox-template-") as scratch:
        fresh = _bake(note.answers, Path(scratch))
        new = {path.relative_to(fresh).as_posix(): path for path in fresh.rglob("*") if path.is_file()}
        for name, path in sorted(new.items()):
            if name != NOTE:
                _bring(project / name, path, name, note.files.get(name), done)
        for name in sorted(note.files.keys() - new.keys()):
            here = project / name
            if here.is_file() and _sha256(here) == note.files[name]:
                here.unlink()
                done.removed.append(name)
        shutil.copyfile(new[NOTE], project / NOTE)
    return done


def _bring(here: Path, fresh: Path, name: str, made: str | None, done: Update) -> None:
    """One file of the present template: new, unchanged here, changed here, or changed on both sides."""
    wanted = _sha256(fresh)
    present = _sha256(here) if here.is_file() else None
    if present == wanted or (present is None and made is not None):
        return  # the same already, or taken out here on purpose
    if present is None:
        here.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(fresh, here)
        done.added.append(name)
    elif present == made:
        shutil.copyfile(fresh, here)
        done.replaced.append(name)
    elif wanted == made:
        done.kept.append(name)
    else:
        shutil.copyfile(fresh, here.with_name(f"{here.name}.new"))
        done.beside.append(name)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _bake(answers: Mapping[str, Any], scratch: Path) -> Path:
    """Let cookiecutter render the template into ``scratch``; its own notes about that stay there, too."""
    if find_spec("cookiecutter") is None:
        raise InputError(
            "Making a module needs cookiecutter, which is not installed.",
            fix="pip install 'open-government-toolbox[author]'",
        )
    settings = scratch / "cookiecutter.yaml"
    settings.write_text(
        json.dumps({"cookiecutters_dir": str(scratch / "own"), "replay_dir": str(scratch / "own")}), encoding="utf-8"
    )
    asked = {
        "template": str(template_folder()),
        "no_input": True,
        "extra_context": {key: _literal(value) for key, value in answers.items()},
        "output_dir": str(scratch / "made"),
        "config_file": str(settings),
    }
    # In a process of its own: the template's questions speak on standard error, and cookiecutter logs what they say
    # with a traceback, which is nothing for the person who mistyped an address.
    done = subprocess.run(  # noqa: S603 - a fixed command
        [sys.executable, "-c", BAKE],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise InputError(f"Nothing was made. {_told(done.stderr)}")
    return Path(done.stdout.strip().splitlines()[-1])


def _told(stderr: str) -> str:
    """What the template's own questions said; else the last word of cookiecutter."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    end = next((place for place, line in enumerate(lines) if line.startswith(("Stopping", "Traceback"))), len(lines))
    return " ".join(lines[:end] or lines[-1:]) or "cookiecutter gave no reason."


def _literal(value: Any) -> Any:
    """Text as it is: cookiecutter would take braces in an answer for a template."""
    if isinstance(value, str) and any(mark in value for mark in ("{{", "{%", "{#")):
        return "{{ " + json.dumps(value) + " }}"
    return value


def parts_of(with_: Sequence[str], without: Sequence[str]) -> set[str]:
    """The parts that ``--with`` and ``--without`` mean; each option may hold several with commas. Neither: all."""
    chosen = {part.strip() for text in with_ for part in text.split(",") if part.strip()}
    left_out = {part.strip() for text in without for part in text.split(",") if part.strip()}
    wanted = (chosen or set(PARTS)) - left_out
    return wanted - set(NEED_TABLES) if "tables" in left_out else wanted
