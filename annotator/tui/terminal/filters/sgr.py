"""The two of a terminal's text attributes that the filters change: italic and the foreground."""

from __future__ import annotations

import re
from typing import NamedTuple

_LEVELS = (0, 95, 135, 175, 215, 255)
_GREY = (128, 128, 128)


class Style(NamedTuple):
    """Italic, and the foreground as SGR parameters; the `_set` ones say what the last sequence spoke of."""

    italic: bool = False
    foreground: str = "39"
    italic_set: bool = False
    foreground_set: bool = False

    def after(self, sequence: str) -> Style:
        """Return the style after an SGR sequence."""
        italic, foreground, italic_set, foreground_set = self.italic, self.foreground, False, False
        for parameter in parameters(sequence):
            if parameter in ("", "0", "00"):
                italic, foreground, italic_set, foreground_set = False, "39", True, True
            elif parameter in ("3", "23"):
                italic, italic_set = parameter == "3", True
            elif re.fullmatch(r"3[0-79]|9[0-7]|38[;:].*", parameter):
                foreground, foreground_set = parameter, True
        return Style(italic, foreground, italic_set, foreground_set)

    def plain(self) -> str:
        """Return the sequence that sets the foreground as it is."""
        return f"\x1b[{self.foreground}m"


def neighbour(foreground: str) -> str:
    """Return a sequence for text that looks the same, or nearly, and counts as another style.

    `foreground` is given and changed as SGR parameters. Colours go one step in blue; the terminal's own sixteen,
    whose values we don't know, are named the other way (``31`` and ``38;5;1``). Its default colour has one name
    only: a middle grey stands in, which can be read on any background.
    """
    numbers = [int(number) for number in re.findall(r"\d+", foreground)]
    match numbers:
        case [38, 5, index] if index < 16:
            return f"\x1b[{30 + index if index < 8 else 82 + index}m"
        case [38, 5, index]:
            return _step(_from_palette(index))
        case [38, 2, *_, red, green, blue]:
            return _step((red, green, blue))
        case [number] if 30 <= number <= 37:
            return f"\x1b[38;5;{number - 30}m"
        case [number] if 90 <= number <= 97:
            return f"\x1b[38;5;{number - 82}m"
    return _step(_GREY)


def _step(rgb: tuple[int, int, int]) -> str:
    red, green, blue = rgb
    return f"\x1b[38;2;{red};{green};{blue - 1 if blue >= 255 else blue + 1}m"


def _from_palette(index: int) -> tuple[int, int, int]:
    if index >= 232:
        grey = 8 + 10 * (min(index, 255) - 232)
        return grey, grey, grey
    index -= 16
    return _LEVELS[index // 36], _LEVELS[index // 6 % 6], _LEVELS[index % 6]


def parameters(sequence: str) -> list[str]:
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
