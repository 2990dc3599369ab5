from __future__ import annotations

import pytest

from annotator.formats.offsets import from_code_points, to_code_points

TEXT = "🚑 المُتَحَدِّثُ 👨\u200d👩\u200d👧."


@pytest.mark.parametrize(("unit", "length"), [("code-points", 22), ("utf-16", 26), ("graphemes", 12)])
def test_each_unit_counts_its_own(unit: str, length: int) -> None:
    convert = to_code_points(TEXT, unit)  # type: ignore[arg-type]
    assert convert(0) == 0
    assert convert(length) == len(TEXT)
    for offset in (-1, length + 1):
        with pytest.raises(ValueError, match=f"offset {offset} is outside the text, which has {length} "):
            convert(offset)


@pytest.mark.parametrize("unit", ["code-points", "utf-16"])
def test_ranges_come_back(unit: str) -> None:
    there, back = from_code_points(TEXT, unit), to_code_points(TEXT, unit)  # type: ignore[arg-type]
    for start in range(len(TEXT)):
        for end in range(start + 1, len(TEXT) + 1):
            first, last = there(start, end)
            assert (back(first), back(last)) == (start, end)


def test_in_graphemes_an_edge_at_a_mark_moves_outwards() -> None:
    there, back = from_code_points(TEXT, "graphemes"), to_code_points(TEXT, "graphemes")
    start = TEXT.index("مُ")
    assert [back(edge) for edge in there(start, start + 1)] == [start, start + 2]
    assert [back(edge) for edge in there(start + 1, start + 2)] == [start, start + 2]
    assert [back(edge) for edge in there(start, start + 2)] == [start, start + 2]
