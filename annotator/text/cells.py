"""What one grapheme looks like in terminal cells, and how many of them it takes.

A cell gets a base and its marks and nothing else, so that terminals which disagree about longer clusters agree: of an
emoji sequence the first picture is drawn, and no variation selector, joiner or control is sent.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import get_character_cell_size

from annotator.text.compiled import when_used
from annotator.text.mirroring import MIRRORED
from annotator.text.simple import is_simple_grapheme

TAB_STOP = 8
"""Cells from one tab stop to the next, counted from where the row begins to be read."""

_MAX_MARKS = 8
_DOTTED_CIRCLE = "◌"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_STAND_IN = "○"
_IGNORABLE = when_used(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]")
_REGIONAL = when_used(r"\p{Regional_Indicator}")
_SYMBOLS = {
    "\u00a0": "°", "\u00ad": "¬", "\u061c": "↢", "\u200b": "¦", "\u200c": "∤", "\u200d": "‿",
    "\u200e": "↦", "\u200f": "↤", "\u202a": "⇒", "\u202b": "⇐", "\u202c": "⇑", "\u202d": "⇛", "\u202e": "⇚",
    "\u2066": "→", "\u2067": "←", "\u2068": "↔", "\u2069": "↑", "\ufeff": "⊘",
    " ": "·", "\t": "⇥",
}  # fmt: skip
_SEPARATORS = frozenset("\n\r\u0085\u2028\u2029")


@lru_cache(maxsize=8192)
def measure(grapheme: str, invisible: bool = False) -> int:
    """Return how many cells `grapheme` takes: 0 for what is not drawn; a tab counts 1.

    `invisible`: invisible characters are drawn as symbols and take a cell each.
    """
    return len_cells(draw(grapheme, False, invisible))


def len_cells(drawn: str) -> int:
    """Return how many cells a drawn text takes."""
    return sum(map(get_character_cell_size, drawn))


@lru_cache(maxsize=32768)
def picture(grapheme: str, mirrored: bool, invisible: bool) -> tuple[str, int]:
    """Return what is sent to the terminal for `grapheme` and how many cells it takes; see `draw`."""
    drawn = draw(grapheme, mirrored, invisible)
    return drawn, len_cells(drawn)


def draw(grapheme: str, mirrored: bool = False, invisible: bool = False) -> str:
    """Return what is sent to the terminal for `grapheme`, its letters shaped already; "" where nothing is.

    `mirrored`: it stands in right-to-left text, so brackets face the other way (UAX #9 rule L4).
    A mark without a base gets a dotted circle, a control its picture, an undrawable character U+FFFD.
    """
    base = grapheme[0]
    if base in _SEPARATORS:
        return "¶" if invisible else ""
    if base == "\t":
        return _SYMBOLS["\t"] if invisible else " "
    if ord(base) < 0x20:
        return chr(0x2400 + ord(base))
    if base == "\x7f":
        return "\N{SYMBOL FOR DELETE}"
    if base.isascii() and len(grapheme) == 1:
        return _SYMBOLS[" "] if invisible and base == " " else MIRRORED.get(base, base) if mirrored else base
    if is_simple_grapheme(grapheme):
        return (MIRRORED.get(base, base) if mirrored else base) + grapheme[1 : 1 + _MAX_MARKS]
    drawn = _cluster(grapheme, mirrored, invisible)
    symbols = "".join(_SYMBOLS.get(c, "◦") for c in grapheme if _is_ignorable(c)) if invisible else ""
    return symbols + drawn if mirrored else drawn + symbols


def _cluster(grapheme: str, mirrored: bool, invisible: bool) -> str:
    """Return base and marks of a grapheme that is not a control."""
    visible = [c for c in grapheme if not _is_ignorable(c)]
    # Arabic number signs and the end of an ayah are format characters that can be seen, before the digits they enclose.
    sign = _STAND_IN if grapheme[0] in _NUMBER_SIGNS else ""
    if sign and visible:
        number = _letter(visible, mirrored, invisible)
        return number + sign if mirrored else sign + number
    return _letter(visible, mirrored, invisible) if visible else sign


def _letter(visible: list[str], mirrored: bool, invisible: bool) -> str:
    """Return base and marks of what can be seen of a grapheme."""
    base = visible[0]
    rest = visible[1:]
    if _is_mark(base):
        rest = visible
        base = _DOTTED_CIRCLE
    elif unicodedata.category(base) == "Zs":
        base = _SYMBOLS[base] if invisible and base in _SYMBOLS else " " * get_character_cell_size(base)
    elif get_character_cell_size(base) == 0 or _is_undrawable(base):
        base = _REPLACEMENT
    elif mirrored:
        base = MIRRORED.get(base, base)
    marks = [c for c in rest if _is_mark(c)][:_MAX_MARKS]
    more = [c for c in rest if _is_part(c)]
    return "".join([base, *marks, *more])


_NUMBER_SIGNS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def _is_ignorable(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or _IGNORABLE.match(character) is not None


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"} and get_character_cell_size(character) == 0


def _is_part(character: str) -> bool:
    """Return whether a later character of a cluster is drawn beside its base: a syllable's or a flag's rest."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Mc" or bool(_REGIONAL.match(character))


def _is_undrawable(character: str) -> bool:
    """Return whether it is a C1 control, a surrogate or a noncharacter."""
    code = ord(character)
    return (
        unicodedata.category(character) in {"Cc", "Cs"} or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    )
