"""The two of a terminal's text attributes that the filters change: italic and the foreground."""

from __future__ import annotations

import re
from typing import NamedTuple

_LEVELS = (0, 95, 135, 175, 215, 255)


class Style(NamedTuple):
    """Italic, and the foreground as SGR parameters; the `_set` ones say what the last sequence spoke of."""

    italic: bool = False
    foreground: str = "39"
    italic_set: bool = False
    foreground_set: bool = False

    def after(self, sequence: str) -> Style:
        """Return the style after an SGR sequence."""
        italic, foreground, italic_set, foreground_set = self.italic, self.foreground, False, False
        for parameter in _parameters(sequence):
            if parameter in ("", "0", "00"):
                italic, foreground, italic_set, foreground_set = False, "39", True, True
            elif parameter in ("3", "23"):
                italic, italic_set = parameter == "3", True
            elif re.fullmatch(r"3[0-79]|9[0-7]|38[;:].*", parameter):
                foreground, foreground_set = parameter, True
        return Style(italic, foreground, italic_set, foreground_set)

    def plain(self) -> str:
        """Return the sequence that sets both as they are."""
        return f"\x1b[{3 if self.italic else 23};{self.foreground}m"


def neighbour(style: Style) -> str:
    """Return a sequence for text that looks the same, or nearly, and counts as another style.

    Colours go one step in blue; the terminal's own sixteen, whose values we don't know, are named the other way
    (``31`` and ``38;5;1``); its default colour has one name only, so that italic has to do.
    """
    numbers = [int(number) for number in re.findall(r"\d+", style.foreground)]
    if numbers[0] != 38:
        return _named(style, numbers[0])
    if numbers[1:2] == [5] and len(numbers) == 3:
        index = numbers[2]
        if index < 16:
            return f"\x1b[{30 + index if index < 8 else 82 + index}m"
        return _step(_from_palette(index))
    if numbers[1:2] == [2] and len(numbers) >= 5:
        red, green, blue = numbers[-3:]
        return _step((red, green, blue))
    return _named(style, 39)


def _named(style: Style, number: int) -> str:
    if number == 39:
        return "\x1b[23m" if style.italic else "\x1b[3m"
    return f"\x1b[38;5;{number - 30 if number < 90 else number - 82}m"


def _step(rgb: tuple[int, int, int]) -> str:
    red, green, blue = rgb
    return f"\x1b[38;2;{red};{green};{blue - 1 if blue >= 255 else blue + 1}m"


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
