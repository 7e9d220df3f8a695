"""Refuse what could not work, before anything is written. The rules are those of the host's manifest."""

import json
import keyword
import re
import sys
import unicodedata

ANSWERS = json.loads(r"""{{ cookiecutter | jsonify }}""")
RESERVED = ("core", "host", "toolbox", "alembic", "sqlite", "pg")
CONTROLS = ("Cc", "Cs", "Zl", "Zp")
NEEDS_TABLES = ("api", "importer", "job")


def text_faults(answers: dict) -> list:
    """What is wrong with the texts that people read."""
    found = []
    for name in ("name", "description", "organisation"):
        text = answers[name]
        if not text.strip():
            found.append(f"{name} is empty.")
        if any(character == "\\" or unicodedata.category(character) in CONTROLS for character in text):
            found.append(f"{name} must be one line without backslashes and control characters.")
    if len(answers["description"]) > 150:
        found.append("The description is longer than the 150 characters that catalogues show.")
    return found


def faults(answers: dict) -> list:
    """One sentence for each thing that is wrong."""
    found = []
    id_ = answers["id"]
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", id_):
        found.append(
            f"The id {id_!r} must be 2 to 40 small letters (a to z), digits and underscores, a letter first. "
            "Give one with id=…"
        )
    elif keyword.iskeyword(id_) or keyword.issoftkeyword(id_):
        found.append(f"The id {id_!r} is a word of the language Python. Choose another.")
    elif id_.startswith(RESERVED):
        found.append(f"The id {id_!r} begins like something of the host's ({', '.join(RESERVED)}). Choose another.")
    found += text_faults(answers)
    if not re.fullmatch(r"[^@\s\"'\\]+@[^@\s\"'\\]+\.[^@\s\"'\\]+", answers["contact"]):
        found.append(f"{answers['contact']!r} is no e-mail address.")
    if not re.fullmatch(r"https?://[^\s\"'\\]+", answers["source"]):
        found.append(f"{answers['source']!r} is no address that begins with https://.")
    if not re.fullmatch(r"\s*\d{1,2}(\s*,\s*\d{1,2})*\s*", answers["actions"]) or not all(
        1 <= int(number) <= 20 for number in re.findall(r"\d+", answers["actions"])
    ):
        found.append(f"{answers['actions']!r}: give numbers of collective actions, 1 to 20, with commas between them.")
    if not re.fullmatch(r"\d{4}", answers["year"]):
        found.append(f"{answers['year']!r} is no year.")
    if found:
        return found  # the names of distribution and package follow from the id
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", answers["distribution"]):
        found.append(f"{answers['distribution']!r} is no name of a distribution: small letters, digits, hyphens.")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", answers["package"]) or keyword.iskeyword(answers["package"]):
        found.append(f"{answers['package']!r} is no name of a package: small letters, digits, underscores.")
    found += [
        f"{part} needs tables: without data of its own the module has nothing to offer there."
        for part in NEEDS_TABLES
        if answers[part] and not answers["tables"]
    ]
    return found


if __name__ == "__main__":
    wrong = faults(ANSWERS)
    for sentence in wrong:
        sys.stderr.write(f"{sentence}\n")
    sys.exit(1 if wrong else 0)
