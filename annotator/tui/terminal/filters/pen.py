"""The style of a cell as the parameters of one SGR sequence, in a form that is the same for the same style."""

from __future__ import annotations

import re
from functools import lru_cache

# A colour has its numbers with it.
_PARAMETER = re.compile(r"(?:^|;)([345]8;(?:2(?:;\d*){3}|5;\d*)|[\d:]*)")
_OFF = {
    "22": ("1", "2"), "23": ("3",), "24": ("4", "21"), "25": ("5", "6"), "27": ("7",), "28": ("8",), "29": ("9",),
    "54": ("51", "52"), "55": ("53",),
}  # fmt: skip
_COLOUR = re.compile(r"(?:3[0-8]|9[0-7])(?:[;:].*)?")
_GROUND = re.compile(r"(?:4[0-8]|10[0-7])(?:[;:].*)?")


@lru_cache(maxsize=4096)
def after(style: str, numbers: str) -> str:
    """Return the style after an SGR sequence with the parameters `numbers`; "" is the terminal's own."""
    if style == "" and re.fullmatch(r"0*", numbers):
        return ""
    kept = _parts(style)
    for part in _PARAMETER.findall(numbers):
        number = part.lstrip("0")
        if number == "":
            kept.clear()
        elif number in _OFF:
            for other in _OFF[number]:
                kept.pop(other, None)
        elif number in ("39", "49", "59"):
            kept.pop({"39": "38", "49": "48", "59": "58"}[number], None)
        else:
            kept[_kind(number)] = number
    return ";".join(kept[kind] for kind in sorted(kept))


@lru_cache(maxsize=4096)
def change(style: str, other: str) -> str:
    """Return the SGR sequence that goes from one style to another."""
    if not other:
        return "\x1b[0m"
    return f"\x1b[{other}m" if not style else f"\x1b[0;{other}m"


@lru_cache(maxsize=1024)
def hidden(style: str) -> str:
    """Return a style in which a letter has the colour of its background, where a sequence can set it."""
    kept = _parts(style)
    ground, colour = kept.get("48"), kept.get("38")
    if "7" in kept:
        if colour is not None:
            kept["48"] = _as_ground(colour)
    elif ground is not None:
        kept["38"] = _as_colour(ground)
    kept["8"] = "8"
    return ";".join(kept[kind] for kind in sorted(kept))


def _parts(style: str) -> dict[str, str]:
    return {_kind(part): part for part in _PARAMETER.findall(style)} if style else {}


def _kind(number: str) -> str:
    if _COLOUR.fullmatch(number):
        return "38"
    if _GROUND.fullmatch(number):
        return "48"
    return re.split("[;:]", number)[0]


def _as_colour(ground: str) -> str:
    return f"3{ground[1:]}" if ground[0] == "4" else f"9{ground[2:]}"


def _as_ground(colour: str) -> str:
    return f"4{colour[1:]}" if colour[0] == "3" else f"10{colour[1:]}"
