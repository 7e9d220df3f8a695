"""The runner: every call isolated, timed and attributed; circuits open and close."""

from __future__ import annotations

import threading
import time
from types import ModuleType
from typing import Any

import pytest

from toolbox_core.config import PluginSettings
from toolbox_core.exceptions import InputError, PluginFailed
from toolbox_core.hookspecs import hookimpl
from toolbox_core.plugins.activation import new_manager
from toolbox_core.plugins.runner import Hooks, Runner, describe


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runner(clock: Clock) -> Runner:
    return Runner(PluginSettings(failure_threshold=3, retry_after=60.0), clock=clock)


def boom(*_: Any) -> None:
    raise RuntimeError("boom")


def test_a_value_comes_back_with_its_time(runner: Runner) -> None:
    outcome = runner.call("alpha", "hook", lambda x: x + 1, 41)
    assert (outcome.value, outcome.error) == (42, None)


@pytest.mark.parametrize("timeout", [None, 5.0])
def test_an_error_is_kept_with_plugin_phase_and_place(runner: Runner, timeout: float | None) -> None:
    outcome = runner.call("alpha", "setup", boom, timeout=timeout)
    assert outcome.error is not None
    assert (outcome.error.plugin, outcome.error.phase) == ("alpha", "setup")
    assert "raised RuntimeError in phase setup (test_runner.py, line" in outcome.error.message
    assert isinstance(outcome.error.__cause__, RuntimeError)


@pytest.mark.parametrize("timeout", [None, 5.0])
def test_system_exit_ends_the_plugin_and_not_the_host(runner: Runner, timeout: float | None) -> None:
    outcome = runner.call("alpha", "import", exit, 3, timeout=timeout)
    assert outcome.error is not None


def test_an_error_of_the_toolbox_keeps_its_sentence(runner: Runner) -> None:
    def refuse() -> None:
        raise InputError("The year 1500 is too early.", fix="Choose another.")

    outcome = runner.call("alpha", "hook", refuse)
    assert str(outcome.error) == "The year 1500 is too early. Choose another."


def test_a_sleeper_is_given_up_and_waited_for_no_longer() -> None:
    runner = Runner(PluginSettings())
    awake = threading.Event()
    began = time.monotonic()
    outcome = runner.call("alpha", "setup", awake.wait, 60, timeout=0.05)
    assert time.monotonic() - began < 5
    assert outcome.error is not None
    assert "took longer than 0.05 s in phase setup" in outcome.error.message
    awake.set()


def test_the_circuit_opens_retries_after_a_while_and_closes(runner: Runner, clock: Clock) -> None:
    for _ in range(2):
        runner.call("alpha", "request", boom)
    assert not runner.is_open("alpha")
    runner.call("alpha", "request", boom)
    assert runner.is_open("alpha")
    assert runner.is_degraded("alpha")
    assert not runner.is_open("beta")
    clock.now = 60.0
    assert not runner.is_open("alpha"), "one caller may try again"
    assert runner.is_open("alpha"), "and only one"
    runner.call("alpha", "request", boom)
    clock.now = 179.0
    assert runner.is_open("alpha"), "the second wait is twice as long"
    clock.now = 180.0
    assert not runner.is_open("alpha")
    runner.call("alpha", "request", lambda: None)
    assert not runner.is_open("alpha")
    assert not runner.is_degraded("alpha")


def test_the_wait_never_grows_beyond_sixteen_times(runner: Runner, clock: Clock) -> None:
    for _ in range(12):
        for _ in range(3):
            runner.call("alpha", "request", boom)
    clock.now = 60.0 * 16
    assert not runner.is_open("alpha")


def test_only_failures_in_a_row_open_the_circuit(runner: Runner) -> None:
    for _ in range(10):
        runner.call("alpha", "request", boom)
        runner.succeeded("alpha")
    assert not runner.is_open("alpha")
    phase, sentence, count = runner.faults()["alpha"]
    assert (phase, count) == ("request", 10)
    assert "boom" in sentence
    runner.forget("alpha")
    assert runner.faults() == {}


def test_a_plugin_failed_goes_through_unchanged(runner: Runner) -> None:
    error = PluginFailed("alpha", "It is raining.", phase="hook")
    assert runner.failed("alpha", "hook", error) is error
    assert describe("alpha", "hook", error) == "It is raining."


def module(name: str, function: Any) -> ModuleType:
    made = ModuleType(name)
    made.prepare_templates = hookimpl(function)  # type: ignore[attr-defined]
    return made


def test_one_raising_plugin_loses_only_its_own_answer(runner: Runner) -> None:
    manager = new_manager()

    def first(environment: Any) -> str:
        return f"first {environment}"

    def second(environment: Any) -> None:
        raise RuntimeError("boom")

    def third() -> str:
        return "third"

    for name, function in (("first", first), ("second", second), ("third", third)):
        manager.register(module(name, function), name=name)
    hooks = Hooks(manager, runner, ("third", "second", "first"))
    assert hooks.implementers("prepare_templates") == ("third", "second", "first")
    assert hooks.call("prepare_templates", environment=1) == [("third", "third"), ("first", "first 1")]
    assert runner.faults()["second"][0] == "hook"
    for _ in range(2):
        hooks.call("prepare_templates", environment=1)
    assert runner.is_open("second")
    assert hooks.call("prepare_templates", environment=1) == [("third", "third"), ("first", "first 1")]
    assert runner.faults()["second"][2] == 3, "an open circuit is not called"
