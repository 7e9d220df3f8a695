"""Originals in a store that speaks S3: ``s3://bucket/prefix/ab/abcdef…``, the same names as in a folder.

A file is sent under a temporary name (``incoming/…``) and copied to its place inside the store when its transaction
commits, so that a name in the store always holds the whole content. The requests are obstore's, which is imported when
the first bucket is opened; every error of it becomes one sentence.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from toolbox_core.exceptions import NotFound, SettingsError, ToolboxError

if TYPE_CHECKING:
    from toolbox_core.config import StorageSettings

INCOMING = "incoming"
MULTIPART_FROM = 8 << 20
"""Bytes from which a file is sent in parts; S3 takes no part but the last below 5 MiB."""
WHOLE_TRANSFER = timedelta(hours=2)
_ADDRESS = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9!_.*'()/-]*))?")


def object_name(sha256: str) -> str:
    """The name of a content within the bucket's prefix."""
    return f"{sha256[:2]}/{sha256}"


@lru_cache(maxsize=8)
def open_bucket(settings: StorageSettings) -> Bucket:
    """The bucket that the settings name; nothing is asked of it yet.

    Raises ``SettingsError`` when its address is none, or when obstore is missing.
    """
    found = _ADDRESS.fullmatch(settings.files)
    if found is None:
        raise SettingsError(
            f"[storage] files = {settings.files!r} is not the address of a bucket.", fix="Write s3://bucket/prefix."
        )
    try:
        from obstore.store import S3Store
    except ImportError:
        raise SettingsError(
            "Keeping originals in a bucket needs obstore.", fix="Run `pip install 'open-government-toolbox[s3]'`."
        ) from None
    config: dict[str, Any] = {"region": settings.region or "us-east-1"}
    if settings.endpoint:
        config |= {"endpoint": settings.endpoint.rstrip("/"), "virtual_hosted_style_request": False}
    if settings.access_key_id:
        config |= {"access_key_id": settings.access_key_id, "secret_access_key": settings.secret_access_key}
    store = S3Store(
        found[1],
        prefix=(found[2] or "").strip("/") or None,
        config=config,  # type: ignore[arg-type]
        client_options={
            "allow_http": settings.endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=min(settings.timeout, 10)),
            "read_timeout": timedelta(seconds=settings.timeout),
            "timeout": WHOLE_TRANSFER,
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=settings.timeout)},
    )
    return Bucket(settings.files, store)


@dataclass(frozen=True, slots=True)
class Bucket:
    """An open bucket; ``address`` is how the settings call it. Every method raises ``ToolboxError`` when it cannot."""

    address: str
    store: Any

    def size(self, sha256: str) -> int | None:
        """How many bytes the kept content has; ``None`` when it is not there."""
        import obstore

        with self._plain_errors():
            try:
                return int(obstore.head(self.store, object_name(sha256))["size"])
            except FileNotFoundError:
                return None

    def send(self, path: Path, size: int) -> str:
        """Send a file under a temporary name, and return that name."""
        import obstore

        name = f"{INCOMING}/{secrets.token_hex(16)}"
        with self._plain_errors(), path.open("rb") as handle:
            # The file itself, not its bytes: what is sent in parts needs little memory.
            obstore.put(self.store, name, handle if size >= MULTIPART_FROM else handle.read(), use_multipart=None)
        return name

    def settle(self, temporary: str, sha256: str) -> None:
        """Give what was sent the name of its content; the store copies it without another transfer."""
        import obstore

        with self._plain_errors():
            obstore.copy(self.store, temporary, object_name(sha256))
            obstore.delete(self.store, temporary)

    def discard(self, temporary: str) -> None:
        """Forget what was sent."""
        import obstore

        with self._plain_errors():
            obstore.delete(self.store, temporary)

    def remove(self, sha256: str) -> None:
        """Delete a kept content; one that is not there is no error."""
        self.discard(object_name(sha256))

    def fetch(self, sha256: str, into: IO[bytes] | None = None) -> tuple[str, int]:
        """Read a kept content, in pieces, into a file when one is given. Returns its SHA-256 and its size as they are.

        Raises ``NotFound`` when it is not there.
        """
        import obstore

        digest, size = hashlib.sha256(), 0
        with self._plain_errors():
            try:
                for piece in obstore.get(self.store, object_name(sha256)).stream(min_chunk_size=1 << 20):
                    digest.update(piece)
                    size += len(piece)
                    if into is not None:
                        into.write(piece)
            except FileNotFoundError:
                raise NotFound(f"The original {sha256[:12]}… is missing from {self.address}.") from None
        return digest.hexdigest(), size

    def contents(self) -> tuple[int, int]:
        """How many originals the bucket holds, and their bytes together."""
        count = size = 0
        for one in self._listed():
            if not one["path"].startswith(f"{INCOMING}/"):
                count, size = count + 1, size + int(one["size"])
        return count, size

    def clean(self, *, older_than: float) -> int:
        """Remove what killed processes left under temporary names, older than so many seconds. Returns how many."""
        limit, removed = datetime.now(UTC) - timedelta(seconds=older_than), 0
        for one in self._listed(f"{INCOMING}/"):
            if one["last_modified"] < limit:
                self.discard(one["path"])
                removed += 1
        return removed

    def try_out(self) -> None:
        """Write, read and delete a small object. Raises ``ToolboxError`` that says what failed."""
        import obstore

        name, content = f"{INCOMING}/{secrets.token_hex(16)}", secrets.token_bytes(32)
        with self._plain_errors():
            obstore.put(self.store, name, content)
            read = bytes(obstore.get(self.store, name).bytes())
            obstore.delete(self.store, name)
        if read != content:
            raise ToolboxError(f"{self.address} does not give back what it was given.")

    def _listed(self, prefix: str = "") -> Iterator[Any]:
        import obstore

        with self._plain_errors():
            for batch in obstore.list(self.store, prefix or None, chunk_size=1000):
                yield from batch

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        try:
            yield
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise ToolboxError(
                f"The store {self.address} refuses the toolbox's keys.",
                fix="Check [storage] access_key_id and TOOLBOX_STORAGE_SECRET_ACCESS_KEY, and what they may do.",
            ) from error
        except FileNotFoundError as error:
            raise ToolboxError(
                f"The bucket of {self.address} is not there.", fix="Make it, or correct [storage] files and endpoint."
            ) from error
        except (BaseError, ValueError) as error:
            text = str(error)
            reached = not any(word in text for word in ("HTTP error", "error sending request", "timed out"))
            raise ToolboxError(
                f"The store {self.address} answered with an error: {_reason(text)}"
                if reached
                else f"The store {self.address} cannot be reached.",
                fix="Check [storage] endpoint and region; `toolbox doctor` tries the store out.",
            ) from error


def _reason(text: str) -> str:
    """The first line of an error of the store, without its debugging part, as the end of a sentence."""
    line = text.strip().splitlines()[0] if text.strip() else "it gave no reason"
    return line[:200].rstrip(".") + "."
