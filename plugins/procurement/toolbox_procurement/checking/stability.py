"""What should stay the same from one release of a process to the next, and from one file to the next.

The checks over time of the Open Contracting Partnership's quality tool (Pelican): the title of a tender, its stage, and
the processes themselves. Releases may come in any order; a few texts and dates are kept for each process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from toolbox_procurement.issues import Issues

Release = dict[str, Any]
_OPEN: Final = frozenset({"planning", "planned", "active"})
_ENDED: Final = frozenset({"complete", "cancelled", "unsuccessful", "withdrawn"})


@dataclass(slots=True)
class _Course:
    """What is remembered of a process: the first title, whether another one came, and when its tender was what."""

    title: str = ""
    titles_differ: str = ""
    ended: str = ""
    """The earliest date of a release whose tender had ended."""
    open_until: str = ""
    """The latest date of a release whose tender had not."""
    related: tuple[str, ...] = ()


class Stability:
    """Collects the course of every process; ``tell`` says at the end what did not stay."""

    def __init__(self) -> None:
        self._courses: dict[str, _Course] = {}

    def add(self, ocid: str, release: Release) -> None:
        """Take note of one release."""
        course = self._courses.setdefault(ocid, _Course())
        tender = release.get("tender")
        if isinstance(tender, dict):
            self._tender(course, tender, release.get("date"))
        related = release.get("relatedProcesses")
        if isinstance(related, list):
            found = {
                one["identifier"]
                for one in related
                if isinstance(one, dict) and one.get("scheme") == "ocid" and isinstance(one.get("identifier"), str)
            }
            course.related = tuple(sorted({*course.related, *found}))

    @staticmethod
    def _tender(course: _Course, tender: Release, date: Any) -> None:
        title, status = tender.get("title"), tender.get("status")
        if isinstance(title, str) and title.strip():
            if not course.title:
                course.title = title
            elif title.strip().casefold() != course.title.strip().casefold():
                course.titles_differ = course.titles_differ or title
        if isinstance(date, str) and isinstance(status, str):
            # Dates of one publisher are written alike, so that their texts are in their order.
            if status in _ENDED:
                course.ended = min(course.ended or date, date)
            elif status in _OPEN:
                course.open_until = max(course.open_until, date)

    def tell(self, issues: Issues) -> None:
        """Add what did not stay the same within the file."""
        for ocid, course in self._courses.items():
            if course.titles_differ:
                issues.add("title-changes", "/tender/title", course.titles_differ, ocid=ocid)
            if course.ended and course.open_until > course.ended:
                issues.add("stage-goes-back", "/tender/status", course.open_until, ocid=ocid)
            for other in course.related:
                if other not in self._courses:
                    issues.add("related-process-absent", "/relatedProcesses/identifier", other, ocid=ocid)

    def tell_against(self, earlier: Stability, issues: Issues) -> None:
        """Add what an ``earlier`` file of the same publisher had, and this one has no more or otherwise."""
        for ocid, before in earlier._courses.items():
            now = self._courses.get(ocid)
            if now is None:
                issues.add("process-vanished", "/ocid", ocid, ocid=ocid)
                continue
            if before.title and now.title and before.title.strip().casefold() != now.title.strip().casefold():
                issues.add("title-changed-since", "/tender/title", now.title, ocid=ocid)
            if before.ended and not now.ended and now.open_until:
                issues.add("stage-went-back-since", "/tender/status", now.open_until, ocid=ocid)
