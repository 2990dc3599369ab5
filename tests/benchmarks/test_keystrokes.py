"""The count of keys: what is searched leads to the spans, each way is pressed in the open program, and the docs show what it prints."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from annotator import labels
from annotator.text import segment
from benchmarks.keystrokes.__main__ import first_spans, keys_shown, main
from benchmarks.keystrokes.counting import (
    DAY_CASE,
    DAY_TEXT,
    Case,
    day_case,
    pressed,
    run,
    sample_cases,
    tag_case,
)
from benchmarks.keystrokes.tagging import Mark, tagged
from benchmarks.table import LeftOut, Table

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "أعلنت قوات الوادي أن طائرة مسيّرة قصفت مرفأ الغضا فجراً.\n"
    "ونفت مصادر في مرفأ الغضا ذلك، وقالت قوات الوادي إن القصف لم يقع في المرفأ.\n"
    "وعادت بقوات الوادي شاحنات إلى «مرفأ الغضا»."
)


def mark(words: str, label: str, after: int = 0) -> Mark:
    start = TEXT.index(words, after)
    return Mark(start, start + len(words), label)


MARKS = (
    mark("قوات الوادي", "actor"),
    mark("طائرة مسيّرة", "weapon"),
    mark("مرفأ الغضا", "location"),
    mark("مرفأ الغضا", "location", 60),
    mark("قوات الوادي", "actor", 60),
    mark("قوات الوادي", "actor", 130),
    mark("مرفأ الغضا", "location", 140),
)


@pytest.mark.parametrize("new", [False, True])
def test_all_spans_are_marked_and_nothing_else(new: bool) -> None:
    found = tagged(TEXT, MARKS, labels.default(), new=new)
    marked = [one.mark for one in found] + [other for one in found for other in one.others]
    assert sorted(marked) == sorted(set(MARKS))
    assert all(one.keys for one in found)
    assert any(one.others for one in found) == new


def test_without_the_new_keys_there_are_no_numbers_and_no_letters_on_words() -> None:
    found = tagged(TEXT, MARKS, labels.default(), new=False)
    moves = {"left", "right", "up", "down", "pageup", "pagedown", "s", "S", "p", "tab", "shift+tab"}
    arrows = {"left", "right", "up", "down"}
    known = moves | {f"{modifier}{key}" for key in arrows for modifier in ("ctrl+", "shift+", "ctrl+shift+")}
    assert {key for one in found for key in one.keys} <= known | {"a", "w", "l"}


def test_with_the_new_keys_it_takes_fewer() -> None:
    without, with_ = (pressed(tagged(TEXT, MARKS, labels.default(), new=new)) for new in (False, True))
    assert with_ < 0.6 * without


def test_a_name_that_is_repeated_is_marked_at_once() -> None:
    first = tagged(TEXT, MARKS, labels.default(), new=True)[0]
    assert first.keys[-1] == "enter"
    assert len(first.others) == 2


def test_nested_spans_and_two_on_one_range() -> None:
    words = list(segment.words(TEXT))
    marks = (
        Mark(words[1][0], words[2][1], "actor"),
        Mark(words[1][0], words[2][1], "location"),
        Mark(words[0][0], TEXT.index("."), "claim"),
        Mark(words[4][0], words[4][1], "weapon"),
    )
    for new in (False, True):
        found = tagged(TEXT, marks, labels.default(), new=new)
        assert sorted(one.mark for one in found) == sorted(marks)


def test_the_first_spans_of_a_sample_article_are_shown_with_their_keys(
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = sample_cases()[-1]
    found = tag_case(case, new=True)
    table = first_spans(case, 3)
    lines = table.splitlines()
    assert len(lines) == 7
    for line, one in zip(lines[2:5], found, strict=False):
        assert f"| {one.mark.label} | {keys_shown(one.keys)} | {len(one.keys)} |" in line
        assert all(f"`{key}`" in line for key in one.keys if len(key) == 1)
    assert f"All {len(case.marks)} spans take {pressed(found)} keys" in lines[-1]
    assert main(["--sample", "no such article"]) == 1
    assert "There is no such article" in capsys.readouterr().err


def test_keys_are_shown_as_in_the_docs() -> None:
    assert keys_shown(("3", "left", "shift+left", "shift+left", "ctrl+shift+left", "tab", ";", "f5")) == (
        "`3` `←` `Shift+←` ×2 `Ctrl+Shift+←` `Tab` `;` `F5`"
    )


def test_the_table_has_bars_for_both_and_says_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(DAY_CASE, raising=False)
    small = Case("small", TEXT, MARKS)
    monkeypatch.setattr("benchmarks.keystrokes.counting.sample_cases", lambda: [small])
    table, missing = run(quick=True)
    assert isinstance(table, Table)
    assert isinstance(missing, LeftOut)
    assert [bar.what for bar in table.bars] == ["keys with, to keys without,"]
    assert DAY_CASE in str(missing)
    spans, text = tmp_path / "case.json", tmp_path / "text.txt"
    text.write_text(TEXT, "utf-8")
    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    spans.write_text(json.dumps({"sha256": digest, "spans": [one._asdict() for one in MARKS]}), "utf-8")
    monkeypatch.setenv(DAY_CASE, str(spans))
    monkeypatch.setenv(DAY_TEXT, str(text))
    (table,) = run(quick=True)
    assert isinstance(table, Table)
    assert len(table.rows) == 2
    assert [bar.what for bar in table.bars] == [
        "keys with, to keys without,",
        "keys for a span of the day's case",
    ]
    text.write_text(TEXT + "و", "utf-8")
    with pytest.raises(AssertionError, match=r"is not the text of"):
        day_case()


def test_a_page_gets_the_spans_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- first spans -->\nold\n<!-- end of first spans -->\nb\n", "utf-8")
    assert main(["--sample", "mosque-vocalised", "--page", str(page)]) == 0
    text = page.read_text("utf-8")
    assert text.startswith("a\n<!-- first spans -->\n\n| span |")
    assert text.endswith("<!-- end of first spans -->\nb\n")
    assert "old" not in text
    page.write_text("a\n", "utf-8")
    with pytest.raises(SystemExit):
        main(["--sample", "mosque-vocalised", "--page", str(page)])
