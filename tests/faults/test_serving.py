"""Faults around the server: a port in use, settings that say the impossible."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from toolbox_core.testing.servers import run_toolbox


def test_a_port_in_use(site: Path, refused: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refused(run_toolbox("serve", "--port", str(port), site=site))
    assert str(port) in line


def test_a_misspelt_setting_is_named_with_the_nearest(site: Path, refused: Any) -> None:
    (site / "toolbox.toml").write_text("[server]\nprot = 80\n")
    assert "Did you mean 'port'?" in refused(run_toolbox("plugins", "list", site=site))


def test_settings_that_are_not_toml(site: Path, refused: Any) -> None:
    (site / "toolbox.toml").write_bytes(b"\xff\xfe[server")
    assert "toolbox.toml" in refused(run_toolbox("plugins", "list", site=site))
