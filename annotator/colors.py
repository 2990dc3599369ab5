"""The colours of labels: their names, how different two are to the eye, and colours for labels that have none.

Differences are distances in OKLab (B. Ottosson, 2020), in which equal distances look about equally different.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Lab = tuple[float, float, float]

NAMED = {
    "red": "#d70000",
    "green": "#008700",
    "yellow": "#d7d75f",
    "blue": "#005fff",
    "magenta": "#d75fd7",
    "cyan": "#00afaf",
    "orange": "#ff8700",
    "purple": "#8700ff",
}
"""The colours that have a name, each with the colour that stands for its shades where two colours are compared."""

FIRST = ("blue", "green", "red", "orange", "magenta", "cyan", "purple", "yellow")
"""The order in which labels get the colours that have a name: the first six differ on terminals of 16 colours, too."""

ALIKE = 0.01
"""The greatest distance of two colours that are one to the eye."""

_LIGHTNESS = (0.55, 0.66, 0.76)
"""How light the made colours are: text can be read on their shades on dark and on light."""
_CHROMA = (0.07, 0.13, 0.2)
_HUES = 48


def distance(one: str, other: str) -> float:
    """Return how different two colours are, by name or "#rrggbb": 0 for equal ones, 1 for black and white."""
    return _distance(_lab(one), _lab(other))


def alike(found: Iterable[str]) -> list[list[int]]:
    """Return the places of colours in groups, each with the first before it that is one with it to the eye, else by itself."""
    from itertools import product
    from math import floor

    groups: list[list[int]] = []
    firsts: list[Lab] = []
    cells: dict[tuple[int, ...], list[int]] = {}
    for place, color in enumerate(found):
        lab = _lab(color)
        cell = tuple(floor(one / ALIKE) for one in lab)
        around = product(*(range(one - 1, one + 2) for one in cell))
        near = (group for one in around for group in cells.get(one, ()))
        group = min((one for one in near if _distance(firsts[one], lab) <= ALIKE), default=None)
        if group is not None:
            groups[group].append(place)
            continue
        cells.setdefault(cell, []).append(len(groups))
        firsts.append(lab)
        groups.append([place])
    return groups


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    lights = []
    for code in (one, other):
        red, green, blue = (_linear(int(code[at : at + 2], 16) / 255) for at in (1, 3, 5))
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def nearest(color: str, names: Iterable[str]) -> str:
    """Return the colour of `names` that looks most like another one."""
    return min(names, key=lambda name: distance(color, name))


def spread(taken: Iterable[str]) -> Iterator[str]:
    """Yield colours without end, each as different from all before it and from those of `taken` as can be.

    Colours with a name come first. The same `taken` give the same colours.
    """
    used = list(taken)
    for name in FIRST:
        if all(distance(name, other) > ALIKE for other in used):
            used.append(name)
            yield name
    labs = [_lab(color) for color in (*NAMED, *used)]
    made = {color: min(_distance(lab, other) for other in labs) for color, lab in _candidates().items()}
    while made:
        best = max(made, key=lambda color: made[color])
        yield best
        lab = _lab(best)
        del made[best]
        made = {color: min(least, _distance(lab, _lab(color))) for color, least in made.items()}
    while True:
        yield from FIRST


def _candidates() -> dict[str, Lab]:
    """Return colours on circles of hues around grey, as far as a screen can show them."""
    from math import cos, sin, tau

    found: dict[str, Lab] = {}
    for lightness in _LIGHTNESS:
        for chroma in _CHROMA:
            for step in range(_HUES):
                angle = tau * step / _HUES
                lab = lightness, chroma * cos(angle), chroma * sin(angle)
                if (color := _color(lab)) is not None:
                    found.setdefault(color, lab)
    return found


def _distance(one: Lab, other: Lab) -> float:
    from math import dist

    return dist(one, other)


@lru_cache(maxsize=1024)
def _lab(color: str) -> Lab:
    """Return the coordinates of a colour in OKLab."""
    code = NAMED.get(color, color)
    red, green, blue = (_linear(int(code[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _color(lab: Lab) -> str | None:
    """Return the colour at these coordinates of OKLab, None where no screen can show it."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    if not all(-1e-4 <= channel <= 1 + 1e-4 for channel in channels):
        return None
    return "#" + "".join(f"{round(255 * _encoded(min(max(channel, 0), 1))):02x}" for channel in channels)


def _linear(channel: float) -> float:
    """Return the light of a channel of sRGB."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(light: float) -> float:
    """Return the channel of sRGB that gives so much light."""
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
