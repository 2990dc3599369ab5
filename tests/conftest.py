"""What holds for all tests, and the table of `make faults`."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

# A machine may be busy: how long an example takes proves nothing here.
# A change lands or doesn't for what it is: with CI set, the same examples are tried each time.
settings.register_profile("annotator", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("annotator")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note with each test what it tries and how often; that goes with its report to the process that prints."""
    for item in items:
        tried, times = item.get_closest_marker("tried"), item.get_closest_marker("times")
        if tried is not None:
            item.user_properties.append(("tried", (tried.args[0], times.args[0] if times else 1)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what was tried, how often, and how often it failed, where these tests were asked for."""
    if "tried" not in config.option.markexpr:
        return
    tried, lost = Counter[str](), Counter[str]()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for what, times in [value for name, value in report.user_properties if name == "tried"]:
                tried[what] += times
                lost[what] += outcome == "failed"
    terminalreporter.section("what was tried")
    terminalreporter.write_line("| what was tried | how often | lost |")
    terminalreporter.write_line("|---|---:|---:|")
    for what, times in tried.items():
        terminalreporter.write_line(f"| {what} | {times:,} | {lost[what]:,} |")
