"""Those of a terminal's text attributes that the filters change, or change with them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_LEVELS = (0, 95, 135, 175, 215, 255)

DEFAULT = "39"
"""The terminal's own foreground."""


class Style(NamedTuple):
    """Which attributes are on, the foreground as SGR parameters, and whether cells are protected (DECSCA)."""

    italic: bool = False
    bold: bool = False
    faint: bool = False
    foreground: str = DEFAULT
    protected: bool = False

    def after(self, sequences: str) -> Style:
        """Return the style after one or more SGR sequences."""
        return _after(self, sequences)

    def _after_one(self, sequence: str) -> Style:
        italic, bold, faint, foreground, protected = self
        for parameter in _parameters(sequence):
            if parameter in ("", "0", "00"):
                italic, bold, faint, foreground, _ = Style()
            elif parameter in ("3", "23"):
                italic = parameter == "3"
            elif parameter == "1":
                bold = True
            elif parameter == "2":
                faint = True
            elif parameter == "22":
                bold = faint = False
            elif re.fullmatch(r"3[0-79]|9[0-7]|38[;:].*", parameter):
                foreground = parameter
        return Style(italic, bold, faint, foreground, protected)

    def to(self, wanted: Style) -> str:
        """Return the sequence that leads from this style to the one that is wanted; "" where nothing differs."""
        parameters = []
        if self.italic != wanted.italic:
            parameters.append("3" if wanted.italic else "23")
        if (self.bold, self.faint) != (wanted.bold, wanted.faint):
            taken = (self.bold and not wanted.bold) or (self.faint and not wanted.faint)
            parameters += ["22"] if taken else []  # takes both away
            parameters += ["1"] if wanted.bold and (taken or not self.bold) else []
            parameters += ["2"] if wanted.faint and (taken or not self.faint) else []
        if self.foreground != wanted.foreground:
            parameters.append(wanted.foreground)
        protection = (
            "" if self.protected == wanted.protected else '\x1b[1"q' if wanted.protected else '\x1b[0"q'
        )
        return f"{protection}\x1b[{';'.join(parameters)}m" if parameters else protection


@lru_cache(maxsize=4096)
def _after(style: Style, sequences: str) -> Style:
    for sequence in re.findall(r"\x1b\[[^m]*m", sequences):
        style = style._after_one(sequence)
    return style


@lru_cache(maxsize=1024)
def shades(foreground: str) -> tuple[str, str]:
    """Return two foregrounds that look like this one, or nearly; the first of no colour counts as the second of another.

    All are SGR parameters. Of a colour they are those with even and with odd blue; of the terminal's own sixteen, whose
    values we don't know, both names (``31`` and ``38;5;1``). Its default colour has one name only, which is returned
    twice.
    """
    numbers = [int(number) for number in re.findall(r"\d+", foreground)]
    match numbers:
        case [38, 5, index] if index < 16:
            return _named(index)
        case [38, 5, index]:
            return _stepped(_from_palette(index))
        case [38, 2, *_, red, green, blue]:
            return _stepped((red, green, blue))
        case [number] if 30 <= number <= 37:
            return _named(number - 30)
        case [number] if 90 <= number <= 97:
            return _named(number - 82)
    return foreground, foreground


def _named(index: int) -> tuple[str, str]:
    return str(30 + index if index < 8 else 82 + index), f"38;5;{index}"


def _stepped(rgb: tuple[int, int, int]) -> tuple[str, str]:
    red, green, blue = rgb
    return f"38;2;{red};{green};{blue & ~1}", f"38;2;{red};{green};{blue | 1}"


def _from_palette(index: int) -> tuple[int, int, int]:
    if index >= 232:
        grey = 8 + 10 * (min(index, 255) - 232)
        return grey, grey, grey
    index -= 16
    return _LEVELS[index // 36], _LEVELS[index // 6 % 6], _LEVELS[index % 6]


def _parameters(sequence: str) -> list[str]:
    """Return the parameters of an SGR sequence, each colour with all that belongs to it as one."""
    parts = sequence[2:-1].split(";")
    found = []
    while parts:
        part = parts.pop(0)
        if part in ("38", "48", "58") and parts:
            count = {"2": 4, "5": 2}.get(parts[0], 1)
            part, parts = ";".join([part, *parts[:count]]), parts[count:]
        found.append(part)
    return found
