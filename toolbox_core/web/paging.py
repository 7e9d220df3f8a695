"""Long lists, page by page: each page names the next by a cursor, which is the key of its last row.

A cursor costs the same on the first page and on the last, and no row is seen twice or missed when something is
published in between. It is the key's JSON in base64url: opaque to the reader, checked when it comes back, and nothing
in it is secret or trusted, for it only says after which key to go on.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode

import msgspec

from toolbox_core.exceptions import ParameterError
from toolbox_core.i18n import N_

if TYPE_CHECKING:
    from starlette.requests import Request

T = TypeVar("T")
K = TypeVar("K", bound=tuple[Any, ...])
MOST = 1000
LONGEST = 2000
"""Characters of a cursor that are read."""
LARGEST = 2**63 - 1


class PageParameters(msgspec.Struct, kw_only=True):
    """How much of a list to send. Parameters of a list operation inherit from this."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST, description=N_("Entries a page."), examples=[20])] = 100
    cursor: Annotated[
        str,
        msgspec.Meta(
            max_length=LONGEST,
            pattern="^[A-Za-z0-9_-]*$",
            description=N_("Where to go on: next_cursor of the page before."),
        ),
    ] = ""

    def after(self, kind: type[K]) -> K | None:
        """The key that the cursor holds, as ``kind`` (``tuple[int, str]``); ``None`` on the first page."""
        return read_cursor(self.cursor, kind) if self.cursor else None


@dataclass(frozen=True, slots=True)
class CursorPage(Generic[T]):
    """One page: its rows, and the cursor of the next page, ``None`` on the last."""

    items: list[T]
    next_cursor: str | None

    def headers(self, request: Request) -> dict[str, str]:
        """A ``Link`` header to the next page (RFC 8288), for programs that follow those."""
        if self.next_cursor is None:
            return {}
        query = parse_qsl(request.url.query, keep_blank_values=True)
        pairs = [pair for pair in query if pair[0] != "cursor"]
        return {"link": f'<?{urlencode([*pairs, ("cursor", self.next_cursor)])}>; rel="next"'}


def cursor_page(rows: Iterable[T], limit: int, key: Callable[[T], tuple[Any, ...]]) -> CursorPage[T]:
    """Cut one page from ``rows``: those after the last key, in its order; one more than ``limit`` is enough.

    ``key(row)`` is what the rows are ordered by: whole numbers and texts that together name one row.
    """
    items = list(islice(rows, limit + 1))
    if len(items) <= limit:
        return CursorPage(items, None)
    return CursorPage(items[:limit], write_cursor(*key(items[limit - 1])))


def write_cursor(*key: Any) -> str:
    """The cursor of a key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


def read_cursor(text: str, kind: type[K]) -> K:
    """The key in a cursor, as ``kind``. Raises ``ParameterError`` for anything that ``write_cursor`` did not write."""
    try:
        if len(text) > LONGEST:
            raise ValueError
        key: K = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=kind)
        if write_cursor(*key) != text or not all(map(_storable, key)):
            raise ValueError
    except (ValueError, TypeError, binascii.Error, msgspec.DecodeError):
        raise ParameterError(
            "cursor", "It is not one that this list gave.", fix="Leave it out to begin at the first page."
        ) from None
    return key


def _storable(part: Any) -> bool:
    """Whether a database can compare with it: no null character, no half of a surrogate pair, no giant."""
    if isinstance(part, str):
        return "\0" not in part and not any("\ud800" <= letter <= "\udfff" for letter in part)
    return not isinstance(part, int) or -LARGEST <= part <= LARGEST
