"""Plans from the toolbox's own JSON: what is wished for, and what is no plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from toolbox_core import UnreadableFile
from toolbox_nap_monitor.exporters.plain import to_json
from toolbox_nap_monitor.importers.plain import read_json
from toolbox_nap_monitor.importers.reading import Wish
from toolbox_nap_monitor.rows import Bundle

TODAY = date(2026, 11, 1)


def test_only_the_plan_that_was_asked_for(tmp_path: Path, plan: Callable[..., Bundle]) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(to_json(plan()))
    assert read_json(path, Wish(today=TODAY, member="ald"), 1 << 20).rows_stored == 9
    other = read_json(path, Wish(today=TODAY, member="ald", plan="9"), 1 << 20)
    assert (other.rows_stored, other.passed_over, other.bundle.plans) == (0, 9, ())


@pytest.mark.parametrize("content", [b"{", b'{"commitments": 7}', b"\xff{}", b'{"plans": [{"member": "A"}]}'])
def test_what_is_no_plan_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="no plan"):
        read_json(path, Wish(today=TODAY), 1 << 20)
    with pytest.raises(UnreadableFile, match="larger"):
        read_json(path, Wish(today=TODAY), 0)
