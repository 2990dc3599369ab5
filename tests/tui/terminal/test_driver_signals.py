"""Signals that come at a bad moment: in the middle of the handling of another, or while the main thread sleeps."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from tests.tui.terminal.conftest import APP

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def sized(start: Callable[..., Any]) -> Any:
    """An app that shows its size, in a terminal of 60 columns."""
    child = start(APP, "visual", "sized")
    child.expect_exact(b"60x12")
    return child


def test_the_size_that_the_terminal_has_in_the_end_counts(sized: Any) -> None:
    """The terminal becomes larger once more while the first change is followed."""
    sized.setwinsize(12, 80)
    sized.expect_exact(b"110x12")


def test_a_signal_is_heard_at_once_that_comes_as_the_program_goes_to_sleep(sized: Any) -> None:
    """As if: the system gives it to another thread, so that it does not wake the one that deals with signals."""
    sized.send("t")
    sized.expect(pexpect.EOF, timeout=60)
    sized.close()
    assert sized.exitstatus == 128 + signal.SIGTERM
