"""Take out what was not asked for, put the licence's whole text in, and note what was made for later updates."""

import hashlib
import json
import shutil
from pathlib import Path

ANSWERS = json.loads(r"""{{ cookiecutter | jsonify }}""")
TEMPLATE = Path(r"""{{ cookiecutter._template }}""").expanduser()
PACKAGE = Path(ANSWERS["package"])
TESTS = Path("tests")
NOTE = Path(".template.json")
ROOMS = ("models", "queries", "rows", "services", "exceptions", "sharing", "cli")
PARTS = {
    "tables": [
        *(PACKAGE / f"{name}.py" for name in ROOMS),
        PACKAGE / "migrations",
        *(TESTS / f"test_{name}.py" for name in ("cli", "queries", "rows", "services", "sharing")),
        TESTS / "conftest.py",
        PACKAGE / "templates" / ANSWERS["id"] / "entry.html",
    ],
    "pages": [PACKAGE / "pages.py", PACKAGE / "templates", TESTS / "test_pages.py"],
    "api": [PACKAGE / "api.py", TESTS / "test_api.py"],
    "importer": [PACKAGE / "importers.py", TESTS / "test_importers.py", Path("examples")],
    "job": [PACKAGE / "jobs.py", TESTS / "test_jobs.py"],
    "translations": [PACKAGE / "translations", Path("babel.cfg")],
}


def remove(path: Path) -> None:
    """A file or a folder; what went with another part is gone already."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def licence_text() -> str:
    """The whole text, with year and holder where a licence has places for them."""
    text = (TEMPLATE / "licences" / f"{ANSWERS['licence']}.txt").read_text(encoding="utf-8")
    if ANSWERS["licence"] in ("MIT", "BSD-3-Clause"):
        return text.replace("YEAR", ANSWERS["year"], 1).replace("HOLDER", ANSWERS["organisation"], 1)
    return text


def note() -> None:
    """What was answered, and the SHA-256 of every file as it was made: an update keeps what was changed since."""
    files = {
        path.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path().rglob("*"))
        if path.is_file() and path != NOTE
    }
    answers = {name: value for name, value in ANSWERS.items() if not name.startswith("_")}
    text = json.dumps({"format": 1, "answers": answers, "files": files}, indent=1, ensure_ascii=False)
    NOTE.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """In the folder that was made."""
    for part, paths in PARTS.items():
        if not ANSWERS[part]:
            for path in paths:
                remove(path)
    text = licence_text()
    folder = Path("LICENSES")
    folder.mkdir(exist_ok=True)
    for path in (Path("LICENSE"), folder / f"{ANSWERS['licence']}.txt"):
        path.write_text(text, encoding="utf-8")
    note()


main()
