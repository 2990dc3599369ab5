"""Arabic letters to the forms they take beside their neighbours.

Which letters join is Unicode's Joining_Type (The Unicode Standard, 9.2, rules R1 to R7), looked up by `regex`; what
a joined letter looks like is in arabic-reshaper's table. Its `reshape` is not called: it drops a ZWJ, so that
offsets move; a letter without forms of its own (U+06B5) or a newer mark (U+08CC) is a break in a word to it; and it
forgets that noon ghunna joins on both sides. A letter whose form has no code point is sent as it is, its neighbours
joined to it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING, Any

from annotator.text import simple
from annotator.text.compiled import when_used

if TYPE_CHECKING:
    import regex

_JOINED = when_used(r"[\p{jt=D}\p{jt=L}\p{jt=C}]\p{jt=T}*+(?=[\p{jt=D}\p{jt=R}\p{jt=C}])")
_WORD = when_used(r"[\p{jt=D}\p{jt=R}\p{jt=L}\p{jt=C}\p{jt=T}]+")
_SIMPLE_JOINED = re.compile(f"[{simple.TO_BOTH}][{simple.MARKS}]*+(?=[{simple.TO_BOTH}{simple.TO_PREVIOUS}])")
_SIMPLE_WORD = re.compile(f"[{simple.TO_BOTH}{simple.TO_PREVIOUS}{simple.MARKS}]+")
_LONG = 40
_ALEFS = {
    ("آ", False): "ﻵ", ("آ", True): "ﻶ",
    ("أ", False): "ﻷ", ("أ", True): "ﻸ",
    ("إ", False): "ﻹ", ("إ", True): "ﻺ",
    ("ا", False): "ﻻ", ("ا", True): "ﻼ",
}  # fmt: skip
_LAM_BEFORE_ALEF = when_used(r"ل[\p{jt=T}\u200d]*+[آأإا]")
_SIMPLE_LAM_BEFORE_ALEF = re.compile(f"ل[{simple.MARKS}]*+[آأإا]")


@cache
def _forms() -> dict[tuple[str, bool, bool], str]:
    """Return what a letter looks like, by letter and by whether it is joined to the one before and to the one after."""
    table = _arabic_reshaper_s_letters()
    joined = {
        table.ISOLATED: (False, False),
        table.INITIAL: (False, True),
        table.MEDIAL: (True, True),
        table.FINAL: (True, False),
    }
    return {
        (letter, *joined[form]): shaped
        for letter, forms in table.LETTERS_ARABIC.items()
        if letter not in {table.TATWEEL, table.ZWJ}
        for form, shaped in enumerate(forms)
        if shaped
    }


def _arabic_reshaper_s_letters() -> Any:
    """Import the module `arabic_reshaper.letters` without its package, which imports fontTools where that is installed.

    That takes 60 ms, and 5 ms where it is not.
    """
    package = PathFinder.find_spec("arabic_reshaper")
    assert package is not None
    found = PathFinder.find_spec("arabic_reshaper.letters", package.submodule_search_locations)
    assert found is not None
    assert found.loader is not None
    letters = module_from_spec(found)
    found.loader.exec_module(letters)
    return letters


@cache
def _lam_alefs() -> dict[str, str]:
    """Return the ligatures by the shaped lam and the shaped alef that they are made of."""
    forms = _forms()
    return {
        forms["ل", joined, True] + forms[alef, True, False]: ligature
        for (alef, joined), ligature in _ALEFS.items()
    }


def shape(text: str) -> str:
    """Return the paragraph `text` with each letter in its form: as many code points, each in its own place.

    Lam and alef stay apart here; `lam_alef` joins them.
    """
    word = _SIMPLE_WORD if simple.is_simple(text, 0, len(text), isolates=True) else _WORD
    return word.sub(_shape_match, text)


def _shape_match(match: re.Match[str] | regex.Match[str]) -> str:
    word = match[0]
    return _shape_known(word) if len(word) < _LONG else _shape_word(word)


def _shape_word(word: str) -> str:
    """Return a word shaped: beyond its ends nothing joins."""
    joined = _SIMPLE_JOINED if simple.is_simple(word, 0, len(word)) else _JOINED
    to_next = set()
    to_previous = set()
    for match in joined.finditer(word):
        to_next.add(match.start())
        to_previous.add(match.end())
    forms = _forms()
    shaped = list(word)
    for index, letter in enumerate(word):
        shaped[index] = forms.get((letter, index in to_previous, index in to_next), letter)
    return "".join(shaped)


_shape_known = lru_cache(maxsize=4096)(_shape_word)


def lam_alef(lam: str, alef: str) -> str | None:
    """Return the one letter that a shaped lam and the shaped alef joined to it become, or None."""
    return _lam_alefs().get(lam + alef)


def joints(text: str, start: int, end: int) -> frozenset[int]:
    """Return where ``text[start:end]`` has an alef that its lam may take in, as offsets of the alefs."""
    is_simple = simple.is_simple(text, start, end, isolates=True)
    lam_before_alef = _SIMPLE_LAM_BEFORE_ALEF if is_simple else _LAM_BEFORE_ALEF
    return frozenset(match.end() - 1 for match in lam_before_alef.finditer(text, start, end))
