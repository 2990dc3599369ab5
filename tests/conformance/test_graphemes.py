"""GraphemeBreakTest.txt: where one grapheme ends and the next begins.

The package regex follows a version of Unicode of its own. A case with a character to which the file's version gives other
properties is left out, and so is one that the package is known to get wrong; both are counted.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import pytest
import regex

from annotator.text import segment
from tests.conformance import unicode_data

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "auxiliary/GraphemeBreakTest.txt"
CASES = {"15.0.0": 602}
MOST_LEFT_OUT = 40
"""Of 602 cases or more. With Unicode 15 in the files and 17 in the package two are left out, the other way round fourteen."""

LONE_LINKER = regex.compile(
    r"(?<!\p{InCB=Consonant}[\p{InCB=Extend}\p{InCB=Linker}]*)\p{InCB=Linker}\p{InCB=Extend}*\p{InCB=Consonant}"
)
"""A linker of Indic scripts that follows no consonant. The package joins what comes after it; GB9c does not."""


class Case(NamedTuple):
    graphemes: list[str]
    left_out: str
    """Why it is left out, or nothing."""

    @property
    def text(self) -> str:
        return "".join(self.graphemes)


@cache
def cases() -> tuple[Case, ...]:
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    breaks = unicode_data.properties("auxiliary/GraphemeBreakProperty.txt")
    emoji = unicode_data.properties("emoji/emoji-data.txt")
    conjuncts = unicode_data.properties("DerivedCoreProperties.txt")

    def known_otherwise(character: str) -> bool:
        """Return whether a property by which graphemes are broken is not the same in the package and in the files."""
        (broken,) = breaks.get(character, {"Other"})
        joins = {name for name in conjuncts.get(character, ()) if name.startswith("InCB=")}
        pictographic = "Extended_Pictographic" in emoji.get(character, ())
        return not (
            regex.match(rf"\p{{GCB={broken}}}", character)
            and all(regex.match(rf"\p{{{name}}}", character) for name in joins)
            and pictographic == bool(regex.match(r"\p{Extended_Pictographic}", character))
        )

    for (line,) in unicode_data.lines(FILE):
        graphemes = [
            unicode_data.characters(cluster.replace("×", " ")) for cluster in line.strip("÷ \t").split("÷")
        ]
        text = "".join(graphemes)
        reasons = [f"U+{ord(character):04X}" for character in text if known_otherwise(character)]
        if LONE_LINKER.search(text):
            reasons.append("a linker without a consonant")
        yield Case(graphemes, reasons[0] if reasons else "")


def test_every_case() -> None:
    tried = [case for case in cases() if not case.left_out]
    found = {
        case.text: [case.text[start:end] for start, end in segment.graphemes(case.text)] for case in tried
    }
    assert [(found[case.text], case.graphemes) for case in tried if found[case.text] != case.graphemes] == []
    assert len(cases()) == CASES.get(unicode_data.version(FILE), len(cases()))
    assert len(cases()) >= min(CASES.values())


def test_no_case_is_left_out() -> None:
    reasons = [case.left_out for case in cases() if case.left_out]
    assert len(reasons) <= MOST_LEFT_OUT
    if reasons:
        pytest.skip(
            f"{len(reasons)} of {len(cases())} cases of Unicode {unicode_data.version(FILE)} are not tried with "
            f"regex {version('regex')}, which differs in: {', '.join(sorted(set(reasons)))}"
        )
