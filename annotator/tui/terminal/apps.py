"""What the driver asks of an app that has it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class Keeping(Protocol):
    """An app after which another one has the terminal."""

    @property
    def keeps_terminal(self) -> bool:
        """Whether another app follows."""


@runtime_checkable
class Rescuing(Protocol):
    """An app with work that must outlast its end."""

    def rescue(self) -> None:
        """Write unsaved changes to a rescue file at once. May be called from any thread and from a signal handler."""

    def end(self, status: int) -> None:
        """End with an exit status, and ask nobody anything."""

    def losses(self) -> str:
        """Return which work is not saved, and where it is."""
