"""Every indicator has its example, its page, and its test; page and code say the same."""

from __future__ import annotations

from pathlib import Path

from toolbox_procurement.indicators import examples
from toolbox_procurement.indicators.run import registered

PLUGIN = Path(__file__).parents[2]
EXAMPLES = PLUGIN / "examples" / "indicators"
PAGES = PLUGIN.parents[1] / "docs" / "reference" / "indicators"


def test_every_page_is_what_the_code_says() -> None:
    for code in registered():
        page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
        assert page == examples.page(code, EXAMPLES), (
            f"{code}: run `toolbox procurement add-indicator {code} --refresh`"
        )


def test_every_example_flags_something_and_leaves_something() -> None:
    for code in registered():
        found = examples.expected(code, EXAMPLES)
        subjects = {subject for group in found.values() for subject in group}
        assert subjects, code
        assert len((EXAMPLES / f"{code}.jsonl").read_text().splitlines()) > len(found.get("OCID", {})), code


def test_no_example_or_page_is_left_over() -> None:
    known = set(registered())
    assert {path.stem for path in EXAMPLES.glob("*.jsonl")} == known
    assert {path.stem for path in PAGES.glob("R[0-9]*.md")} == known


def test_the_list_of_pages_is_complete() -> None:
    assert (PAGES / "README.md").read_text(encoding="utf-8") == examples.index()
