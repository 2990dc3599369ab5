"""Output filters: what some terminals need to get each right-to-left cell on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from annotator.tui.terminal.filters.alternate import AlternateItalic, Dither
from annotator.tui.terminal.filters.scaled import Scaled

if TYPE_CHECKING:
    from annotator.tui.terminal.plan import Filter as FilterName


class Filter(Protocol):
    """Rewrites what is written to the terminal; keeps what it needs to know from one write to the next."""

    def __call__(self, data: str) -> str:
        """Return what is to be written for `data`. An end that can't be judged yet is kept back."""

    def flush(self) -> str:
        """Return what was kept back, as if nothing followed it on the row."""


_FILTERS: dict[str, type[Filter]] = {"italic": AlternateItalic, "scaled": Scaled, "dither": Dither}


def filter_of(name: FilterName) -> Filter | None:
    """Return a fresh filter of that name; None where nothing is to be rewritten."""
    return _FILTERS[name]() if name in _FILTERS else None
