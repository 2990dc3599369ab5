"""The colours of spans, selection, what is lit, and caret, on dark and light, for terminals of many colours, of 16 and of none.

Colours of 256-colour terminals are taken from their cube, those of 16-colour terminals from the sixteen, so that
no colour is rounded to another. Without colours, underline, bold and reverse show the depth.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color
from rich.style import Style

from annotator import colors


class Depth(Enum):
    """How many colours the terminal shows."""

    NONE = 0
    SIXTEEN = 16
    MANY = 256


class _Shades(NamedTuple):
    """One colour of a label: behind text, behind the text of the current span, and as text itself."""

    back: str
    strong: str
    ink: str


_DARK = {
    "red": _Shades("#870000", "#d70000", "#ff8787"),
    "green": _Shades("#005f00", "#008700", "#87d787"),
    "yellow": _Shades("#5f5f00", "#878700", "#d7d75f"),
    "blue": _Shades("#00005f", "#0000d7", "#87afff"),
    "magenta": _Shades("#5f005f", "#af00af", "#ff87ff"),
    "cyan": _Shades("#005f5f", "#008787", "#5fd7d7"),
    "orange": _Shades("#875f00", "#af8700", "#ffaf5f"),
    "purple": _Shades("#5f00af", "#8700ff", "#af87ff"),
}
_LIGHT = {
    "red": _Shades("#ffd7d7", "#ff8787", "#af0000"),
    "green": _Shades("#d7ffd7", "#87d787", "#005f00"),
    "yellow": _Shades("#ffffaf", "#d7d75f", "#5f5f00"),
    "blue": _Shades("#d7d7ff", "#87afff", "#0000af"),
    "magenta": _Shades("#ffd7ff", "#ff87ff", "#87005f"),
    "cyan": _Shades("#d7ffff", "#5fd7d7", "#005f5f"),
    "orange": _Shades("#ffd7af", "#ffaf5f", "#875f00"),
    "purple": _Shades("#d7afff", "#af87ff", "#5f00af"),
}
# Numbers of the sixteen: behind, behind the current span, as text on black, as text on white.
_SIXTEEN = {
    "red": (1, 9, 9, 1), "green": (2, 10, 10, 2), "yellow": (3, 11, 11, 3), "blue": (4, 12, 12, 4),
    "magenta": (5, 13, 13, 5), "cyan": (6, 14, 14, 6), "orange": (3, 11, 11, 3), "purple": (5, 13, 13, 5),
}  # fmt: skip


_JUMPS: dict[tuple[Depth, bool], tuple[tuple[str | int, str | int], tuple[str | int, str | int]]] = {
    (Depth.MANY, True): (("#000000", "#00d7ff"), ("#000000", "#5f87af")),
    (Depth.MANY, False): (("#ffffff", "#005f87"), ("#ffffff", "#5f87af")),
    (Depth.SIXTEEN, True): ((0, 14), (14, 0)),
    (Depth.SIXTEEN, False): ((0, 14), (4, 15)),
}
"""Of the first letter of a jump label and of the next, where there are colours and on dark or not: ink and what is behind it."""
_READABLE = 4.5
"""The least contrast of letters that have the colour of a second label, where white or black has as much."""
_UNKNOWN, _UNKNOWN_SIXTEEN = "#8a8a8a", (8, 8, 8, 8)
"""The colour of a label that the schema does not have."""


def _color(value: str | int) -> Color:
    return Color.from_ansi(value) if isinstance(value, int) else Color.parse(value)


def _shade(ink: str | int, back: str | int) -> Style:
    return Style(color=_color(ink), bgcolor=_color(back))


def _blend(color: str, towards: str, share: float) -> str:
    first, second = Color.parse(color).get_truecolor(), Color.parse(towards).get_truecolor()
    mixed = (round(a * (1 - share) + b * share) for a, b in zip(first, second, strict=True))
    return "#{:02x}{:02x}{:02x}".format(*mixed)


class Palette:
    """Styles for one theme on one kind of terminal. `names` are the colours of labels by label."""

    def __init__(self, names: dict[str, str], *, dark: bool, depth: Depth) -> None:
        self.names = names
        self.dark = dark
        self.depth = depth
        ground, ink = ("#121212", "#e4e4e4") if dark else ("#ffffff", "#121212")
        if depth is Depth.SIXTEEN:
            self.base = Style(color=_color(7 if dark else 0), bgcolor=_color(0 if dark else 15))
            self.quiet = Style(color=_color(8), bgcolor=_color(0 if dark else 15))
            self.bar = (
                Style(color=_color(15), bgcolor=_color(8))
                if dark
                else Style(color=_color(0), bgcolor=_color(7))
            )
            self.hint = self.bar + Style(color=_color(7)) if dark else self.bar
            self.target = Style(bgcolor=_color(8 if dark else 7))
            self.chosen = (
                Style(color=_color(0), bgcolor=_color(7), bold=True)
                if dark
                else Style(color=_color(15), bgcolor=_color(8))
            )
            self.found = Style(color=_color(0), bgcolor=_color(11))
            self.warn = Style(color=_color(15), bgcolor=_color(1), bold=True)
        elif depth is Depth.MANY:
            self.base = Style(color=_color(ink), bgcolor=_color(ground))
            self.quiet = Style(color=_color("#8a8a8a" if dark else "#626262"), bgcolor=_color(ground))
            self.bar = Style(
                color=_color("#d0d0d0" if dark else "#303030"),
                bgcolor=_color("#303030" if dark else "#d7d7d7"),
            )
            self.hint = self.bar + Style(color=_color("#9e9e9e" if dark else "#585858"))
            self.target = Style(bgcolor=_color("#3a3a3a" if dark else "#d7d7d7"))
            self.chosen = (
                Style(color=_color("#ffffff"), bgcolor=_color("#005faf"))
                if dark
                else Style(color=_color("#000000"), bgcolor=_color("#87d7ff"))
            )
            self.found = Style(color=_color("#000000"), bgcolor=_color("#ffd75f"))
            self.warn = Style(color=_color("#ffffff"), bgcolor=_color("#af0000"), bold=True)
        else:
            self.base = self.quiet = self.target = Style()
            self.bar = self.hint = Style(reverse=True)
            self.chosen = Style(reverse=True)
            self.found = Style(bold=True, italic=True)
            self.warn = Style(reverse=True, bold=True)
        self.caret = {
            Depth.MANY: Style(color="#000000", bgcolor="#ffff00", bold=True),
            Depth.SIXTEEN: Style(
                color=_color(0 if dark else 15), bgcolor=_color(15 if dark else 0), bold=True
            ),
            Depth.NONE: Style(reverse=True, bold=True),
        }[depth]
        self._jump = [_shade(*shades) for shades in _JUMPS.get((depth, dark), ())]
        self.caret_on_lit = self.caret
        if depth is Depth.SIXTEEN:  # where the caret has the colours of what is lit
            back, front = (0, 15) if dark else (15, 0)
            self.caret_on_lit = Style(color=_color(front), bgcolor=_color(back), bold=True, underline=True)
        self.span = lru_cache(maxsize=4096)(self._span)
        self.ink = lru_cache(maxsize=512)(self._ink)
        self.hushed = lru_cache(maxsize=512)(self._hushed)
        self.second = lru_cache(maxsize=512)(self._second)
        self.lit = lru_cache(maxsize=1024)(self._lit)

    def jump(self, under: Style, place: int) -> Style:
        """Return the style of a letter of a jump label over `under`. Its first letter, at place 0, stands out from the next."""
        bold = place == 0 and self.depth is not Depth.SIXTEEN  # where bold black may be grey
        style = under + Style(bold=bold, underline=False, italic=False)
        if not self.colored:  # seen on the caret and on a selection, which are reversed
            return style + Style(reverse=not under.reverse)
        return style + self._jump[min(place, 1)]

    def cursor(self, *, is_active: bool) -> Style:
        """Return the style of the line under the cursor, in a list that keys go to or in one beside it."""
        if is_active:
            return self.chosen
        return self.target if self.colored else Style(bold=True)

    @property
    def colored(self) -> bool:
        """Whether there are colours at all."""
        return self.depth is not Depth.NONE

    def _shades(self, label: str) -> _Shades:
        name = self.names.get(label, _UNKNOWN)
        table = _DARK if self.dark else _LIGHT
        if name in table:
            return table[name]
        ground, ink = ("#121212", "#ffffff") if self.dark else ("#ffffff", "#000000")
        return _Shades(_blend(name, ground, 0.6), _blend(name, ground, 0.25), _blend(name, ink, 0.35))

    def _sixteen(self, label: str) -> tuple[int, int, int, int]:
        if label not in self.names:
            return _UNKNOWN_SIXTEEN
        name = self.names[label]
        return _SIXTEEN[name if name in _SIXTEEN else colors.nearest(name, _SIXTEEN)]

    def _span(self, label: str, depth: int, current: bool) -> Style:
        """Return the style of a cell: the label seen there, how many spans lie over it (1 or more), the current one."""
        attributes = Style(underline=depth > 1 or None, bold=depth > 2 or None)
        if self.depth is Depth.NONE:
            return Style(
                underline=True, bold=depth > 1 or None, reverse=depth > 2 or None, italic=current or None
            )
        if self.depth is Depth.SIXTEEN:
            back, strong, _, _ = self._sixteen(label)
            number = strong if current else back
            light = number in (3, 7, 10, 11, 14, 15) or (number in (2, 6) and not self.dark)
            return attributes + Style(color=_color(0 if light else 15), bgcolor=_color(number))
        shades = self._shades(label)
        ink = None if not current else _color("#ffffff" if self.dark else "#000000")
        return attributes + Style(color=ink, bgcolor=_color(shades.strong if current else shades.back))

    def _ink(self, label: str) -> Style:
        """Return the style of a label's name and of its bars."""
        if self.depth is Depth.NONE:
            return Style()
        if self.depth is Depth.SIXTEEN:
            return Style(color=_color(self._sixteen(label)[2 if self.dark else 3]))
        return Style(color=_color(self._shades(label).ink))

    def _hushed(self, label: str) -> Style:
        """Return the style of text under a quiet span: its colour without a background, so that others stand out."""
        if self.depth is Depth.NONE:
            return Style()  # the bars under the rows tell of it
        return self._ink(label) + Style(underline=True)

    def _second(self, label: str, second: str, current: bool) -> Style:
        """Return what is laid over the style of a span to show another label on the same text: an underline, and letters in its colour."""
        if self.depth is Depth.NONE:
            return Style()
        if self.depth is Depth.SIXTEEN:
            return Style(underline=True)
        shades, text = self._shades(label), "#ffffff" if self.dark else "#000000"
        back, ink = shades.strong if current else shades.back, self._shades(second).ink
        steps = (_blend(ink, text, share / 5) for share in range(6))
        readable = next((step for step in steps if colors.contrast(step, back) >= _READABLE), text)
        return Style(color=_color(readable), underline=True)

    def rejected(self, *, current: bool) -> Style:
        """Return the style of text that somebody marked and that is not in gold: dim and underlined, on grey where it is decided now."""
        if self.depth is Depth.NONE:
            return Style(italic=True, dim=not current or None, bold=current or None)
        if self.depth is Depth.SIXTEEN:
            dim = Style(color=_color(8), underline=True)
            return (
                dim
                if not current
                else Style(color=_color(15 if self.dark else 0), underline=True) + self.target
            )
        if current:
            return Style(underline=True) + self.target
        return Style(color=_color("#a8a8a8" if self.dark else "#585858"), underline=True)

    def _lit(self, label: str | None, selected: bool) -> Style:
        """Return the style of what is lit: on the ink of the theme, behind which no span stands; over a span, in the span's colour.

        `selected`: the one that the annotator is at, which is on grey.
        """
        if self.depth is Depth.NONE:
            # A span is underlined at any depth, and bold where it is reversed.
            return Style(reverse=True, bold=selected or None, underline=label is not None and not selected)
        sixteen = self.depth is Depth.SIXTEEN
        if selected:
            grey = (8 if self.dark else 7) if sixteen else "#767676" if self.dark else "#b2b2b2"
            ink = (15 if self.dark else 0) if sixteen else "#ffffff" if self.dark else "#000000"
            bold = self.dark or not sixteen  # black that is bold is grey on some terminals of 16 colours
            return Style(color=_color(ink), bgcolor=_color(grey), bold=bold or None, underline=True)
        back = (15 if self.dark else 0) if sixteen else "#ffffff" if self.dark else "#000000"
        over: int | str = (0 if self.dark else 15) if sixteen else "#000000" if self.dark else "#ffffff"
        if label is not None:
            over = self._sixteen(label)[0 if self.dark else 1] if sixteen else self._shades(label).back
        return Style(color=_color(over), bgcolor=_color(back))
