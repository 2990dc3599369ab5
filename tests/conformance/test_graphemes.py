"""GraphemeBreakTest.txt: where one grapheme ends and the next begins."""

from __future__ import annotations

from annotator.text import segment
from tests.conformance import unicode_data

FILE = "auxiliary/GraphemeBreakTest.txt"
CASES = {"15.0.0": 602}


def test_every_case() -> None:
    count = 0
    wrong = []
    for (line,) in unicode_data.lines(FILE):
        count += 1
        expected = [
            unicode_data.characters(cluster.replace("×", " ")) for cluster in line.strip("÷ \t").split("÷")
        ]
        text = "".join(expected)
        found = [text[start:end] for start, end in segment.graphemes(text)]
        if found != expected:
            wrong.append((found, expected))
    assert wrong == []
    assert count == CASES.get(unicode_data.version(FILE), count)
    assert count >= min(CASES.values())
