"""Calling plugins so that one can never spoil another: each call isolated, timed and attributed.

pluggy registers implementations and checks their signatures. The runner calls each implementation by itself, keeps
what it raised together with the plugin and the phase, and opens the plugin's circuit after repeated failures.
"""

from __future__ import annotations

import contextvars
import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pluggy

from toolbox_core.config import PluginSettings
from toolbox_core.exceptions import PluginFailed, ToolboxError

T = TypeVar("T")
LONGEST_BACK_OFF = 16
SLOW_SECONDS = 2.0
log = logging.getLogger("toolbox.plugins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[T]):
    """What one call gave: a value, or an error that names plugin and phase. ``seconds`` is how long it took."""

    value: T | None = None
    error: PluginFailed | None = None
    seconds: float = 0.0


@dataclass(slots=True)
class _Circuit:
    phase: str
    sentence: str
    count: int = 0
    in_a_row: int = 0
    opened: int = 0
    retry_at: float = 0.0
    is_open: bool = False


class Runner:
    """Calls plugins in isolation and remembers their failures. One for each application, safe to use from threads.

    After ``failure_threshold`` failures in a row the plugin's circuit opens: ``is_open`` is true until
    ``retry_after`` seconds have passed, then one call may try again. A success closes the circuit, a failure doubles
    the wait, up to sixteen times.
    """

    def __init__(self, settings: PluginSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._circuits: dict[str, _Circuit] = {}
        self._lock = threading.Lock()
        self._code: dict[str, str] = {}

    def call(
        self, plugin_id: str, phase: str, function: Callable[..., T], *args: Any, timeout: float | None = None
    ) -> Outcome[T]:
        """Call ``function(*args)`` of a plugin.

        Without ``timeout`` (seconds) it runs here. With one it runs in a daemon thread that is left behind when the
        time is over: Python cannot stop it, but nobody waits for it any more. What it raises, ``SystemExit`` included,
        becomes ``Outcome.error``.
        """
        began = self._clock()
        raised: BaseException | None = None
        value: T | None = None
        try:
            value = function(*args) if timeout is None else _in_thread(plugin_id, phase, timeout, function, args)
        except (Exception, SystemExit) as error:  # a plugin may raise anything
            raised = error
        seconds = self._clock() - began
        if raised is not None:
            return Outcome(error=self.failed(plugin_id, phase, raised), seconds=seconds)
        if timeout is not None and seconds > SLOW_SECONDS:
            log.warning("Plugin %s took %.1f s in phase %s.", plugin_id, seconds, phase)
        if plugin_id in self._circuits:
            self.succeeded(plugin_id)
        return Outcome(value=value, seconds=seconds)

    def failed(self, plugin_id: str, phase: str, exc: BaseException) -> PluginFailed:
        """Note a failure and give the error to show: one sentence with plugin, phase and place."""
        sentence = describe(plugin_id, phase, exc)
        phase = getattr(exc, "phase", "") or phase
        with self._lock:
            circuit = self._circuits.setdefault(plugin_id, _Circuit(phase, sentence))
            circuit.phase, circuit.sentence = phase, sentence
            circuit.count += 1
            circuit.in_a_row += 1
            if circuit.is_open or circuit.in_a_row >= self._settings.failure_threshold:
                wait = self._settings.retry_after * min(2**circuit.opened, LONGEST_BACK_OFF)
                circuit.opened += 1
                circuit.is_open, circuit.retry_at = True, self._clock() + wait
        log.error("%s", sentence, exc_info=exc if not isinstance(exc, ToolboxError) else None)
        if isinstance(exc, PluginFailed):
            return exc
        failure = PluginFailed(plugin_id, sentence, phase=phase)
        failure.__cause__ = exc
        return failure

    def succeeded(self, plugin_id: str) -> None:
        """Note a success: closes the circuit."""
        circuit = self._circuits.get(plugin_id)
        if circuit is not None and (circuit.in_a_row or circuit.is_open):
            with self._lock:
                circuit.in_a_row, circuit.opened, circuit.is_open = 0, 0, False

    def has_failed(self, plugin_id: str) -> bool:
        """Whether the plugin has ever failed since it was activated. Costs next to nothing."""
        return plugin_id in self._circuits

    def is_open(self, plugin_id: str) -> bool:
        """Whether to leave the plugin alone for now. Once the wait is over, one caller is told to try again."""
        circuit = self._circuits.get(plugin_id)
        if circuit is None or not circuit.is_open:
            return False
        with self._lock:
            now = self._clock()
            if now < circuit.retry_at:
                return True
            circuit.retry_at = now + self._settings.retry_after
            return False

    def is_degraded(self, plugin_id: str) -> bool:
        """Whether the circuit is open, without using up the one try that ``is_open`` grants."""
        circuit = self._circuits.get(plugin_id)
        return circuit is not None and circuit.is_open

    def faults(self) -> dict[str, tuple[str, str, int]]:
        """``{plugin id: (phase, sentence, number of failures)}`` of the latest failure of each plugin."""
        with self._lock:
            return {plugin: (c.phase, c.sentence, c.count) for plugin, c in sorted(self._circuits.items())}

    def note_code(self, plugin_id: str, fingerprint: str) -> str:
        """The fingerprint of the code that this process loaded first: Python keeps it until the process ends."""
        return self._code.setdefault(plugin_id, fingerprint)

    def forget(self, plugin_id: str) -> None:
        """Start afresh with this plugin: it is being activated anew."""
        with self._lock:
            self._circuits.pop(plugin_id, None)


def _in_thread(plugin: str, phase: str, timeout: float, function: Callable[..., T], args: tuple[Any, ...]) -> T:
    values: list[T] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            values.append(context.run(function, *args))
        except BaseException as error:  # handed to the waiting thread, which decides
            errors.append(error)

    context = contextvars.copy_context()
    thread = threading.Thread(target=work, name=f"toolbox-{phase}-{plugin}", daemon=True)
    thread.start()
    thread.join(timeout)
    if errors:
        raise errors[0]
    if not values:
        raise PluginFailed(
            plugin,
            f"Plugin {plugin} took longer than {timeout:g} s in phase {phase} and was given up.",
            phase=phase,
        )
    return values[0]


def describe(plugin: str, phase: str, exc: BaseException) -> str:
    """One sentence: which plugin, in which phase, raised what, and in which line of which file."""
    if isinstance(exc, ToolboxError):
        return str(exc)
    frames = traceback.extract_tb(exc.__traceback__)
    place = ""
    if frames:
        own = [frame for frame in frames if not frame.filename.startswith("<") and plugin in frame.filename]
        frame = (own or frames)[-1]
        place = f" ({Path(frame.filename).name}, line {frame.lineno})"
    words = " ".join(str(exc).split())
    return f"Plugin {plugin} raised {type(exc).__name__} in phase {phase}{place}: {words}".rstrip(": ") + "."


class Hooks:
    """The hooks of the active plugins of one registry, in the registry's order.

    The implementations are taken from pluggy once. A call then costs one guarded function call for each plugin,
    whatever their number, where pluggy's subset callers would filter all implementations anew for every plugin.
    """

    def __init__(self, manager: pluggy.PluginManager, runner: Runner, order: tuple[str, ...]) -> None:
        self._runner = runner
        place = {plugin: number for number, plugin in enumerate(order)}
        self._calls: dict[str, tuple[tuple[str, Callable[..., Any], int], ...]] = {}
        self._arguments: dict[str, tuple[tuple[str, ...], ...]] = {}
        relay = manager.hook
        for name in [name for name in vars(relay) if not name.startswith("_")]:
            caller: pluggy.HookCaller = getattr(relay, name)
            impls = [impl for impl in caller.get_hookimpls() if impl.plugin_name in place]
            impls.sort(key=lambda impl: place[impl.plugin_name])
            kinds = list(dict.fromkeys(tuple(impl.argnames) for impl in impls))
            self._arguments[name] = tuple(kinds)
            self._calls[name] = tuple(
                (impl.plugin_name, impl.function, kinds.index(tuple(impl.argnames))) for impl in impls
            )

    def implementers(self, hook: str) -> tuple[str, ...]:
        """The ids of the plugins that implement ``hook``, in order."""
        return tuple(plugin for plugin, _, _ in self._calls.get(hook, ()))

    def call(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
        """Call ``hook`` of every active plugin by itself: ``[(plugin id, answer)]`` of those that did not fail.

        Plugins whose circuit is open are left out. ``None`` counts as no answer. One that takes long is named in the
        log.
        """
        answers = []
        runner = self._runner
        packed = [[arguments[name] for name in names] for names in self._arguments.get(hook, ())]
        clock = time.perf_counter
        before = clock()
        for plugin, function, kind in self._calls.get(hook, ()):
            troubled = runner.has_failed(plugin)
            if troubled and runner.is_open(plugin):
                continue
            try:
                value = function(*packed[kind])
            except (Exception, SystemExit) as error:  # a plugin may raise anything
                runner.failed(plugin, "hook", error)
                continue
            if troubled:
                runner.succeeded(plugin)
            if value is not None:
                answers.append((plugin, value))
            now = clock()
            if now - before > SLOW_SECONDS:
                log.warning("Plugin %s took %.1f s in the hook %s.", plugin, now - before, hook)
            before = now
        return answers
