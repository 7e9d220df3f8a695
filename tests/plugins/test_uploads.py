"""Uploads wait in folders of their own and do not stay when they became nothing."""

from __future__ import annotations

import time

from toolbox_core.config import Settings
from toolbox_core.plugins.uploads import KEPT_SECONDS, new_upload, sweep_uploads, upload_folder


def test_an_upload_has_a_folder_until_it_is_swept(settings: Settings) -> None:
    first, second = new_upload(settings), new_upload(settings)
    assert first != second
    (upload_folder(settings, first) / "trees.csv").write_text("oak", encoding="utf-8")
    assert sweep_uploads(settings) == 0
    assert sweep_uploads(settings, now=time.time() + KEPT_SECONDS + 60) == 2
    assert not upload_folder(settings, first).exists()


def test_a_site_without_uploads_has_nothing_to_sweep(settings: Settings) -> None:
    assert sweep_uploads(settings) == 0
