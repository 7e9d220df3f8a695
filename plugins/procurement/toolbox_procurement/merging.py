"""Merging releases of one contracting process into a compiled or a versioned release.

The rules are those of OCDS 1.1, "Merging" (https://standard.open-contracting.org/1.1/en/schema/merging/), in the
reading of the standard's reference implementation: releases are taken in the order of their dates; literals replace
literals; objects merge field by field; lists of objects with an id merge by id; other lists are replaced as a whole;
``null`` removes a literal but never an object. Ids are compared as text, so that 1 and "1" are one object.

The merge walks the release and the tree of rules together, once, and writes straight into the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from toolbox_procurement.schema import OMIT, WHOLE, RuleTree

Release = dict[str, Any]
Notice = Callable[[str, str, Any], None]
"""``notice(rule, path, value)``: told of everything in the releases that the merge had to decide about."""

_NO_RULES: RuleTree = {}
_NO_RULE = (0, _NO_RULES)
_APPEND, _BY_POSITION = 3, 4

Place = tuple[Any, str] | None
"""Where the walk is: (the place above, the field), so that going down costs one small tuple and no copying."""


class ListOverride(Enum):
    """What to do with lists whose ids cannot be trusted, instead of merging by id."""

    APPEND = "append"
    BY_POSITION = "by-position"


class _Object(dict[str, Any]):
    """An object that is being merged (a plain ``dict`` inside the result is a literal)."""

    __slots__ = ()


class _Entries(list[Any]):
    """A list that merges by id: the objects, and where each id stands (set by whoever makes the list: no call)."""

    __slots__ = ("by_key",)

    by_key: dict[Any, _Object]


def _ignore(rule: str, path: str, value: Any) -> None:
    """The default notice: nobody wants to know."""


class Merger:
    """Merges lists of releases. Make one and use it for many processes: it keeps no state between them.

    ``rules`` come from :func:`toolbox_procurement.schema.merge_rules`; ``overrides`` name lists, by path, whose
    objects are appended or matched by position; ``notice`` hears of duplicate ids, type conflicts and bad dates.
    """

    def __init__(
        self,
        rules: RuleTree,
        *,
        overrides: Mapping[tuple[str, ...], ListOverride] | None = None,
        notice: Notice | None = None,
    ) -> None:
        for path, override in (overrides or {}).items():
            rules = _overridden(rules, path, _APPEND if override is ListOverride.APPEND else _BY_POSITION)
        self._rules = rules
        self._notice = notice or _ignore

    def compiled(self, releases: Sequence[Release]) -> Release | None:
        """The state after the last release: ``id`` is ``<ocid>-<date>``, ``tag`` is ``["compiled"]``.

        ``None`` when no release could be placed in time (several releases, none with a date).
        """
        ordered = self._ordered(releases)
        if not ordered:
            return None
        last = ordered[-1]
        result = _Object(tag=["compiled"], id=f"{last.get('ocid')}-{last.get('date')}", date=last.get("date"))
        walk = _CompilingWalk(self._notice)
        for release in ordered:
            result["ocid"] = release.get("ocid")
            walk.fields(result, release, self._rules, None, "tag")
        return {key: value for key, value in result.items() if value is not None}

    def versioned(self, releases: Sequence[Release]) -> Release | None:
        """Every literal with its history: a list of ``releaseID``, ``releaseDate``, ``releaseTag`` and ``value``."""
        ordered = self._ordered(releases)
        if not ordered:
            return None
        result = _Object()
        for release in ordered:
            walk = _VersioningWalk(self._notice, release.get("id"), release.get("date"), release.get("tag"))
            result.pop("ocid", None)  # set aside, so that the walk never mistakes it for a literal with a history
            walk.fields(
                result, {key: value for key, value in release.items() if key != "ocid"}, self._rules, None, "tag"
            )
            result["ocid"] = release.get("ocid")
        return {key: value for key, value in result.items() if value is not None}

    def _ordered(self, releases: Sequence[Release]) -> list[Release]:
        """In the order of their dates, as text, as the standard's tools do; a single release needs no date."""
        if len(releases) == 1:
            return list(releases)
        dated = []
        for release in releases:
            if isinstance(release.get("date"), str):
                dated.append(release)
            else:
                self._notice("release-date-missing", "/date", release.get("id"))
        return sorted(dated, key=_date)


class _Walk:
    """What compiling and versioning share: going down into objects and lists."""

    __slots__ = ("_notice",)

    def __init__(self, notice: Notice) -> None:
        self._notice = notice

    def fields(self, node: _Object, release: Release, rules: RuleTree, place: Place, skip: str) -> None:
        """Merge the fields of ``release`` (all but ``skip``) into ``node``."""
        raise NotImplementedError

    def below(self, node: _Object, key: str, value: Any, rule: tuple[int, RuleTree], place: Place) -> bool:
        """Merge an object or a list of objects; ``False`` when ``value`` is a literal after all."""
        if type(value) is dict:
            if value:
                child = node.get(key)
                if child is None:
                    child = node[key] = _Object()
                elif type(child) is not _Object:
                    child = self._replaced(node, key, place, child, _Object())
                self.fields(child, value, rule[1], (place, key), "")
            return True
        for entry in value:
            if type(entry) is not dict:
                return False
        if value:
            entries = node.get(key)
            if type(entries) is not _Entries:
                entries = self._replaced(node, key, place, entries, _Entries())
                entries.by_key = {}
            self._entries(entries, value, rule[0], rule[1], (place, key))
        return True

    def _replaced(self, node: _Object, key: str, place: Place, old: Any, new: Any) -> Any:
        """Put the container ``new`` under ``key``. Telling: an earlier release had something else there."""
        if old is not None and not self._is_null(old):
            self._notice("merge-type-conflict", _pointer((place, key)), old)
        node[key] = new
        return new

    def _is_null(self, old: Any) -> bool:
        return old is None

    def _entries(self, entries: _Entries, values: list[Release], how: int, rules: RuleTree, place: Place) -> None:
        seen = set()
        by_key = entries.by_key
        for position, value in enumerate(values):
            identifier = value.get("id")
            if identifier is None:
                key: Any = position if how == _BY_POSITION else None
            else:
                key = identifier if type(identifier) is str else str(identifier)
                if key in seen:
                    self._notice("duplicate-id", _pointer(place), key)
                seen.add(key)
                if how >= _APPEND:
                    key = position if how == _BY_POSITION else None
            child = None if key is None else by_key.get(key)
            if child is None:
                child = _Object()
                if identifier is not None:
                    child["id"] = identifier
                entries.append(child)
                if key is not None:
                    by_key[key] = child
            self.fields(child, value, rules, place, "" if identifier is None else "id")


class _CompilingWalk(_Walk):
    __slots__ = ()

    def fields(self, node: _Object, release: Release, rules: RuleTree, place: Place, skip: str) -> None:
        for key, value in release.items():
            kind = type(value)
            if kind is dict or kind is list:
                rule = rules.get(key, _NO_RULE)
                if rule[0] == OMIT or key == skip or (rule[0] != WHOLE and self.below(node, key, value, rule, place)):
                    continue
            elif key == skip or (key in rules and rules[key][0] == OMIT):
                continue
            if key not in node:
                if value is not None:
                    node[key] = value
                continue
            old = type(node[key])
            if old is _Object or old is _Entries:
                if value is not None:
                    self._notice("merge-type-conflict", _pointer((place, key)), value)
            elif value is None:
                del node[key]
            else:
                node[key] = value


class _VersioningWalk(_Walk):
    __slots__ = ("_date", "_id", "_tag")

    def __init__(self, notice: Notice, release_id: Any, date: Any, tag: Any) -> None:
        super().__init__(notice)
        self._id, self._date, self._tag = release_id, date, tag

    def _is_null(self, old: Any) -> bool:
        return type(old) is list and all(version["value"] is None for version in old)

    def fields(self, node: _Object, release: Release, rules: RuleTree, place: Place, skip: str) -> None:
        for key, value in release.items():
            kind = type(value)
            if kind is dict or kind is list:
                rule = rules.get(key, _NO_RULE)
                if rule[0] == OMIT or key == skip or (rule[0] != WHOLE and self.below(node, key, value, rule, place)):
                    continue
            elif key == skip or (key in rules and rules[key][0] == OMIT):
                continue
            history = node.get(key)
            if history is None:
                node[key] = [
                    {"releaseID": self._id, "releaseDate": self._date, "releaseTag": self._tag, "value": value}
                ]
            elif type(history) is not list:  # an object or a list that merges by id
                if value is not None:
                    self._notice("merge-type-conflict", _pointer((place, key)), value)
            elif history[-1]["value"] != value:
                history.append(
                    {"releaseID": self._id, "releaseDate": self._date, "releaseTag": self._tag, "value": value}
                )


def _overridden(rules: RuleTree, path: tuple[str, ...], how: int) -> RuleTree:
    first, *rest = path
    known, below = rules.get(first, _NO_RULE)
    return {**rules, first: (known, _overridden(below, tuple(rest), how)) if rest else (how, below)}


def _date(release: Release) -> str:
    date: str = release["date"]
    return date


def _pointer(place: Place) -> str:
    fields = []
    while place is not None:
        place, field = place
        fields.append(field)
    return "/" + "/".join(reversed(fields))
