"""Beginning a new indicator: module, example, test and page in one go; and bringing pages up to the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from toolbox_procurement.exceptions import ProcurementSettingsError

_CODE: Final = re.compile(r"R\d{3}")
_SLUG: Final = re.compile(r"[a-z][a-z0-9_]*")

_MODULE: Final = '''"""{code}: {name}."""

from __future__ import annotations

from collections.abc import Iterable

from toolbox_procurement.indicators.base import Flag, N_, Process
from toolbox_procurement.indicators.patterns import PerProcess


class {code}(PerProcess):
    """Flags processes that a threshold is set for; replace this with what the indicator asks."""

    code = "{code}"
    name = N_("{name}")
    stage = "tender"
    needs = ("tender/numberOfTenderers",)
    summary = N_("Say in one neutral sentence what was seen.")
    method = "Say what is counted, divided and compared."
    example = "Tell a case with numbers, and say that it is flagged."
    why = "Say why one should look."
    innocent = "Say what harmless reasons there may be."
    source = "Name the standard, paper or law that the rule comes from."
    output = "1."

    def look(self, process: Process) -> Iterable[Flag] | None:
        """The flags of a process; None when the question does not apply to it."""
        count = process.bidder_count
        if count is None:
            return None
        return [self.flag(process.ocid, count=count)] if count == 0 else []

    def explain(self, flag: Flag) -> str:
        """One sentence with this case's numbers."""
        return f"There were {{flag.evidence['count']}} bidders."
'''

_TEST: Final = '''"""{code}: the example of its page gives what the page says."""

from __future__ import annotations

from collections.abc import Callable


def test_the_documented_example(documented_example: Callable[[str], None]) -> None:
    documented_example("{code}")
'''

_EXAMPLE: Final = (
    {"ocid": "nobody", "tag": ["compiled"], "tender": {"numberOfTenderers": 0}},
    {"ocid": "somebody", "tag": ["compiled"], "tender": {"numberOfTenderers": 3}},
)


def stamp(root: Path, code: str, name: str) -> list[Path]:
    """Write the files of a new indicator into a checkout at ``root``; returns their paths.

    The page and the expected result are written by :func:`refresh`. Raises ProcurementSettingsError for a code or name
    that cannot be used, and when the code is taken.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not _CODE.fullmatch(code) or not _SLUG.fullmatch(slug):
        raise ProcurementSettingsError(f"{code} {name!r} cannot be used.", fix="Write it like: R074 Name of the flag")
    plugin = _plugin(root)
    package = plugin / "toolbox_procurement" / "indicators"
    taken = sorted(package.glob(f"{code.lower()}_*.py"))
    if taken:
        raise ProcurementSettingsError(f"{code} is taken by {taken[0].name}.", fix="Choose another code.")
    files = {
        package / f"{code.lower()}_{slug}.py": _MODULE.format(code=code, name=name),
        plugin / "tests" / "indicators" / f"test_{code.lower()}_{slug}.py": _TEST.format(code=code),
        plugin / "examples" / "indicators" / f"{code}.jsonl": "".join(
            json.dumps(one, separators=(",", ":")) + "\n" for one in _EXAMPLE
        ),
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def refresh(root: Path, code: str) -> list[Path]:
    """Write the expected result and the page of an indicator, and the list of pages, from code and example."""
    from toolbox_procurement.indicators import examples

    folder = _plugin(root) / "examples" / "indicators"
    pages = root / "docs" / "reference" / "indicators"
    pages.mkdir(parents=True, exist_ok=True)
    found = json.dumps(examples.computed(code, folder), indent=2, ensure_ascii=False) + "\n"
    expected = folder / f"{code}.expected.json"
    expected.write_text(found, encoding="utf-8")
    page, listing = pages / f"{code}.md", pages / "README.md"
    page.write_text(examples.page(code, folder), encoding="utf-8")
    listing.write_text(examples.index(), encoding="utf-8")
    return [expected, page, listing]


def _plugin(root: Path) -> Path:
    plugin = root / "plugins" / "procurement"
    if not (plugin / "toolbox_procurement").is_dir():
        raise ProcurementSettingsError(
            f"{root} is no checkout of the toolbox.",
            fix="Run the command in the repository's folder, or name it with --root.",
        )
    return plugin
