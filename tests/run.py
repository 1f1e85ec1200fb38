"""A run of the tests: what is missing here is left out and named; under CI nothing may be, and no test skipped."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

from meetings import clock as meetings_clock
from meetings import config as meetings_config
from tests import needs
from tests.live import ROOT

LEFT_OUT = pytest.StashKey[dict[str, int]]()
REPORTS = pytest.StashKey[dict[str, pytest.TestReport]]()

hypothesis.settings.register_profile("meetings", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("meetings")


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # until the tests are loaded
    config.stash[LEFT_OUT] = {}
    for setting in meetings_config.SETTINGS:  # the developer's own settings are none of the tests' business
        os.environ.pop(setting.name, None)
    os.environ.pop(meetings_clock.OFFSET, None)
    if not hasattr(config, "workerinput"):
        subprocess.run([ROOT / ".ci/venv", "dev"], check=True, stdin=subprocess.DEVNULL)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run on this machine, after all other choosing; begin with what takes longest."""
    for need in needs.missing():
        left_out = [item for item in items if item.get_closest_marker(need.mark)]
        if left_out:
            items[:] = [item for item in items if item not in left_out]
            config.hook.pytest_deselected(items=left_out)
            config.stash[LEFT_OUT][need.mark] = len(left_out)
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    for item in items:  # the same lines run on SQLite: to watch them twice takes a tenth of the time
        if item.get_closest_marker("postgres"):
            item.add_marker("no_cover")
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    node.config.stash[LEFT_OUT].update(getattr(node, "workeroutput", {}).get("left_out", {}))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Exit with 3 when all went well but something was left out; under CI that, or a skipped test, is a failure."""
    config = session.config
    if hasattr(config, "workerinput") or session.exitstatus not in {
        pytest.ExitCode.OK,
        pytest.ExitCode.NO_TESTS_COLLECTED,
    }:
        return
    strict = os.environ.get("CI") == "true"
    if config.stash[LEFT_OUT]:
        session.exitstatus = 1 if strict else 3
    elif strict and _skipped(config):
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    left_out = config.stash[LEFT_OUT]
    if left_out:
        lacking = [need for need in needs.missing() if need.mark in left_out]
        terminalreporter.section("Missing here")
        for need in lacking:
            terminalreporter.line(f"{need.name}: {left_out[need.mark]} tests were left out")
        terminalreporter.line(f"This installs it: {needs.command_for(lacking)}")
    if os.environ.get("CI") == "true" and _skipped(config):
        terminalreporter.section("Skipped, which CI does not allow")
        for report in _skipped(config):
            terminalreporter.line(f"{report.nodeid}: {report.longrepr}")


def _skipped(config: pytest.Config) -> list[Any]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return list(reporter.stats.get("skipped", [])) if reporter else []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash.setdefault(REPORTS, {})[report.when] = report  # type: ignore[attr-defined]
    return report


def has_failed(item: pytest.Item) -> bool:
    """Say whether the test itself, not its fixtures, has failed."""
    report = item.stash.get(REPORTS, {}).get("call")
    return bool(report and report.failed)


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(ROOT / "test-results", ignore_errors=True)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays until the end: it would look through all of it again and again."""
    gc.freeze()
    gc.enable()
