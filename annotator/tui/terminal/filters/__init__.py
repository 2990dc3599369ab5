"""Output filters: they rewrite right-to-left cells, marks and wide cells for terminals that would draw them wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from annotator.config import Marks, Wide
    from annotator.tui.terminal.filters.cells import CellFilter
    from annotator.tui.terminal.plan import Filter as FilterName


class Filter(Protocol):
    """Rewrites what is written to the terminal; keeps what it needs to know from one write to the next."""

    def __call__(self, data: str) -> str:
        """Return what is to be written for `data`. An end that can't be judged yet is kept back."""

    def flush(self) -> str:
        """Return what was kept back, as if nothing followed it on the row."""

    def column(self, line: int, column: int) -> int:
        """Return the column for which the program wrote what was sent to `column` of a line, both from 0."""

    def resize(self, columns: int) -> None:
        """Take it that the terminal has so many columns from now on, and that all is written anew."""


def filter_of(name: FilterName, marks: Marks = "kept", wide: Wide = "counted") -> Filter | None:
    """Return a fresh filter of that name that sends marks and wide cells so; None where nothing is to be rewritten."""
    if (name, marks, wide) == ("none", "kept", "counted"):
        return None

    from annotator.tui.terminal.filters.cells import Plain
    from annotator.tui.terminal.filters.left import MarksLeft
    from annotator.tui.terminal.filters.marks import NoFathatan
    from annotator.tui.terminal.filters.words import Words

    steps: list[Filter] = [MarksLeft()] if marks == "left" else []
    rest: Marks = "none" if marks in ("none", "bare") else "kept"
    if name == "words":
        # Marks are looked for beside the letters they are meant for, wide cells placed where they are sent.
        steps += [Plain(rest)] if rest == "none" else []
        steps.append(Words())
        steps += [Plain("kept", wide)] if wide == "placed" else []
    elif (name, rest, wide) != ("none", "kept", "counted"):
        steps.append(_cell_filters()[name](rest, wide))
    if marks == "bare":
        steps.append(NoFathatan())
    return Chain(steps) if len(steps) > 1 else steps[0] if steps else None


def _cell_filters() -> dict[str, type[CellFilter]]:
    from annotator.tui.terminal.filters.alternate import (
        AlternateBold,
        AlternateFaint,
        AlternateItalic,
        Dither,
        Protect,
    )
    from annotator.tui.terminal.filters.cells import Plain
    from annotator.tui.terminal.filters.scaled import Scaled

    return {
        "none": Plain,
        "italic": AlternateItalic,
        "scaled": Scaled,
        "faint": AlternateFaint,
        "bold": AlternateBold,
        "dither": Dither,
        "protect": Protect,
    }


class Chain:
    """Filters one after the other."""

    def __init__(self, steps: list[Filter]) -> None:
        self._steps = steps

    def __call__(self, data: str) -> str:
        """Return what is to be written for `data`."""
        for step in self._steps:
            data = step(data)
        return data

    def flush(self) -> str:
        """Return what the filters kept back."""
        data = ""
        for step in self._steps:
            data = step(data) + step.flush()
        return data

    def column(self, line: int, column: int) -> int:
        """Return the column for which the program wrote what was sent to `column`."""
        for step in reversed(self._steps):
            column = step.column(line, column)
        return column

    def resize(self, columns: int) -> None:
        """Set the number of columns in each filter."""
        for step in self._steps:
            step.resize(columns)
