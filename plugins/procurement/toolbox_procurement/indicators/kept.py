"""What is worked out about a process once and then kept, since many indicators ask for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar, overload

T = TypeVar("T")
H = TypeVar("H")


class fact(Generic[H, T]):  # noqa: N801 - it is read as a decorator
    """Something about an object that is worked out when it is first asked for.

    As ``functools.cached_property``, without the lock of Python 3.11, which costs more than most facts, and without
    touching the object's ``__dict__``, which would make all its attributes slower.
    """

    def __init__(self, work: Callable[[H], T]) -> None:
        self._work, self._name = work, work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, holder: None, owner: type[Any]) -> fact[H, T]: ...

    @overload
    def __get__(self, holder: H, owner: type[Any]) -> T: ...

    def __get__(self, holder: H | None, owner: type[Any]) -> fact[H, T] | T:
        """The fact; from now on it is an attribute of its own, and this is not asked again."""
        if holder is None:
            return self
        found = self._work(holder)
        setattr(holder, self._name, found)
        return found


class Keeper(Protocol):
    """An object that keeps the answers of functions."""

    kept: dict[Callable[..., Any], Any]


K = TypeVar("K", bound=Keeper)


def once(work: Callable[[K], T]) -> Callable[[K], T]:
    """A function of a process whose answer is kept with the process."""

    def known(process: K) -> T:
        kept = process.kept
        if work not in kept:
            kept[work] = work(process)
        found: T = kept[work]
        return found

    known.__doc__ = work.__doc__
    return known
