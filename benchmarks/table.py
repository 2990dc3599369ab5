"""Tables of figures, the bars that the figures are held against, and what no figures were made of."""

from __future__ import annotations

from statistics import median, quantiles

import msgspec

Cell = str | int | float | None


class Bar(msgspec.Struct, frozen=True):
    """A promise: none of `values` is higher than `limit`. The values' names say what was measured, at least once."""

    what: str
    limit: float
    values: dict[str, float]

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return all(value <= self.limit for value in self.values.values())

    def __str__(self) -> str:
        name, value = max(self.values.items(), key=lambda item: item[1])
        verdict = "met" if self.met else "MISSED"
        # As floats, which they are once the run was kept and read again.
        limit, highest = shown(float(self.limit)), shown(float(value))
        return f"Bar: {self.what} at most {limit}: {verdict} (highest {highest}: {name})."


class Table(msgspec.Struct, frozen=True):
    """Figures of one kind. `command` makes them again, `about` says how they come about."""

    title: str
    command: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bars: tuple[Bar, ...] = ()

    def __str__(self) -> str:
        """Return the table as Markdown that can be read as it is."""
        lines = [self.columns, *(tuple(shown(cell) for cell in row) for row in self.rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        texts = [any(isinstance(row[place], str) for row in self.rows) for place in range(len(self.columns))]
        drawn = [
            "| "
            + " | ".join(
                cell.ljust(width) if text else cell.rjust(width)
                for cell, width, text in zip(line, widths, texts, strict=True)
            )
            + " |"
            for line in lines
        ]
        rule = "|".join(
            "-" * (width + 2) if text else "-" * (width + 1) + ":"
            for width, text in zip(widths, texts, strict=True)
        )
        drawn.insert(1, f"|{rule}|")
        below = "\n".join(f"- {bar}" for bar in self.bars)
        parts = [f"### {self.title}", f"`{self.command}`: {self.about}", "\n".join(drawn), below]
        return "\n\n".join(part for part in parts if part)


class LeftOut(msgspec.Struct, frozen=True):
    """What is not measured, and why in a sentence."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"Left out: {self.what}. {self.why}"


def shown(cell: Cell) -> str:
    """Return a cell as it is printed: numbers with three figures or so."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        size = abs(cell)
        return f"{cell:,.0f}" if size >= 100 else f"{cell:.1f}" if size >= 10 else f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def high(values: list[float]) -> float:
    """Return the 95th percentile; of few values the highest."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) >= 20 else max(values)


def ratio(values: list[float], to: list[float]) -> float:
    """Return the median of the ratios of values that were measured side by side, or of medians if they weren't."""
    if len(values) == len(to):
        return median(value / other for value, other in zip(values, to, strict=True))
    return median(values) / median(to)
