"""Keys: the table, the Arabic keyboard layout, the labels' keys."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from annotator import keys, labels
from annotator.keys import ARABIC_LAYOUT, PROGRAM_KEYS
from annotator.tui.adjudicating import keys as adjudicating
from annotator.tui.annotating import keys as annotating
from annotator.tui.key_names import is_arabic, key_name, latin, shown

if TYPE_CHECKING:
    from annotator.model import Label
    from annotator.tui.annotating.screen import AnnotateScreen
    from annotator.tui.keys import Key, Press

COMMANDS = {
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "question_mark": "?",
    "equals_sign": "=",
}
LETTERS = sorted(
    {
        COMMANDS.get(key, key)
        for entry in annotating.ARTICLE.entries
        for key in entry.keys
        if len(COMMANDS.get(key, key)) == 1
    }
)
BY_KEY = annotating.ARTICLE.by_key()
TABLES = (
    annotating.ARTICLE,
    annotating.OCCURRENCES,
    adjudicating.AT_ONCE,
    adjudicating.EDITING,
    annotating.LIBRARY,
    adjudicating.ARTICLE,
    adjudicating.LIBRARY,
)


def pressed(character: str, *, in_arabic: bool | None = None) -> tuple[Key[AnnotateScreen], Press] | None:
    """The entry that a typed character leads to."""
    return BY_KEY.get(key_name(character, character, in_arabic=in_arabic))


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_key_does_the_same_with_the_arabic_layout_on(letter: str) -> None:
    action = pressed(letter, in_arabic=False)
    assert action is not None
    typed = ARABIC_LAYOUT.get(letter, letter)
    arabic = pressed(typed, in_arabic=True)
    assert arabic is not None, f"{typed} does nothing, it is typed by {letter}"
    assert arabic == action


@pytest.mark.parametrize("label", labels.default().labels, ids=lambda label: label.name)
def test_the_labels_keys_work_with_the_arabic_layout_on(label: Label) -> None:
    assert latin(ARABIC_LAYOUT[label.key]) == label.key


@pytest.mark.parametrize(("arabic", "key"), [("ش", "a"), ("م", "l"), ("ص", "w"), ("ؤ", "c")])
def test_letters_of_the_issue(arabic: str, key: str) -> None:
    assert latin(arabic) == key


@pytest.mark.parametrize("key", sorted(set(keys.free()) & ARABIC_LAYOUT.keys()))
def test_every_key_that_a_label_may_have_can_be_typed_with_the_arabic_layout_on(key: str) -> None:
    typed = ARABIC_LAYOUT[key]
    assert latin(typed) == key or pressed(typed) is not None, f"{typed} is neither {key} nor a command"


@pytest.mark.parametrize("command", "/<>?")
def test_a_sign_that_is_a_command_is_meant_wherever_the_layout_has_it(command: str) -> None:
    action = pressed(command)
    assert action is not None
    assert latin(command) == command


def test_the_arabic_question_mark_helps_and_its_comma_and_full_stop_change_the_article() -> None:
    helps = {
        "؟": "this help",
        ",": "previous article",
        ".": "next article",
        "ظ": "search; harakat, tatweel and forms of alef don't matter",
    }
    for typed, said in helps.items():
        action = pressed(typed)
        assert action is not None
        assert action[0].help == said


def test_a_full_stop_is_the_key_of_the_layout_that_is_on() -> None:
    """Shift makes a full stop of that key in the Arabic layout, where ز is what it types alone."""
    again, following = (".",), ("greater_than_sign",)
    for typed, in_arabic, keys_ in (
        (".", False, again),
        ("ز", True, again),
        ("ز", False, again),
        (".", True, following),
        (".", None, following),
        (">", False, following),
        (">", True, following),
    ):
        action = pressed(typed, in_arabic=in_arabic)
        assert action is not None
        assert action[0].keys == keys_, (typed, in_arabic)


@pytest.mark.parametrize("key", sorted(keys.LABEL_KEYS))
@pytest.mark.parametrize("in_arabic", [False, True])
def test_no_layout_takes_a_labels_key_for_another(key: str, in_arabic: bool) -> None:
    typed = ARABIC_LAYOUT.get(key, key) if in_arabic else key
    plain = key_name(typed, typed)
    assert key_name(typed, typed, in_arabic=in_arabic) == plain


def test_the_apostrophe_of_an_arabic_layout_is_the_label_key_that_types_it() -> None:
    assert key_name("apostrophe", "'", in_arabic=True) == "M"
    assert key_name("apostrophe", "'", in_arabic=False) == "'"
    assert key_name("ط", "ط", in_arabic=True) == "'"


@pytest.mark.parametrize(
    ("character", "said"), [("ش", True), ("ز", True), ("a", False), ("Z", False), (".", None), ("3", None), ("٣", None), (None, None), ("é", None)]
)  # fmt: skip
def test_letters_tell_which_layout_is_on(character: str | None, said: bool | None) -> None:
    assert is_arabic(character) is said


def test_the_tables_can_be_read_without_the_library_that_draws_the_screens() -> None:
    read = "import sys, annotator.tui.annotating.keys, annotator.tui.adjudicating.keys; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", read], check=False).returncode == 0


def test_no_key_stands_twice_in_a_table() -> None:
    for table in TABLES:
        every = [key for entry in table.entries for key in entry.keys]
        twice = {key for key in every if every.count(key) > 1}
        assert not twice, f"{twice} in {table.heading!r}: see keys.py of the screens' folder"


def test_every_key_of_a_table_is_one_that_no_label_may_have() -> None:
    used = {key for table in TABLES for entry in table.entries for key in entry.keys if len(key) == 1}
    assert used <= PROGRAM_KEYS, "a new command takes a key that is the program's: see annotator/keys.py"


def test_shift_with_each_move_selects() -> None:
    for entry in annotating.ARTICLE.entries:
        if not entry.selects:
            continue
        for key in entry.keys:
            modifier, plus, name = key.rpartition("+")
            with_shift, press = BY_KEY[f"{modifier}{plus}shift+{name}"]
            assert press.shift
            assert with_shift is BY_KEY[key][0]
            assert not BY_KEY[key][1].shift
    assert {"shift+left", "ctrl+shift+right", "shift+pagedown", "ctrl+shift+home"} <= BY_KEY.keys()


def test_keys_are_shown_as_they_are_printed_on_the_keyboard() -> None:
    assert [shown(key) for key in ("left", "ctrl+left", "slash", "greater_than_sign", "S", "shift+tab", "f1")] == [
        "←", "Ctrl+←", "/", ">", "S", "Shift+Tab", "F1"
    ]  # fmt: skip
