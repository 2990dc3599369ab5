"""Keys: the table, the Arabic keyboard layout, the labels' keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import keys, labels
from annotator.keys import ANNOTATE, ARABIC_LAYOUT, LIBRARY
from annotator.tui.annotating.library import LibraryScreen
from annotator.tui.annotating.screen import ON_DESK, AnnotateScreen
from annotator.tui.keymap import Action, key_name, keymap, latin, shown

if TYPE_CHECKING:
    from annotator.model import Label

COMMANDS = {
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "question_mark": "?",
    "equals_sign": "=",
}
LETTERS = sorted(
    {COMMANDS.get(key, key) for entry in ANNOTATE for key in entry.keys if len(COMMANDS.get(key, key)) == 1}
)
KEYMAP = keymap(ANNOTATE)


def pressed(character: str) -> Action | None:
    """The action that a typed character leads to."""
    return KEYMAP.get(key_name(character, character))


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_key_does_the_same_with_the_arabic_layout_on(letter: str) -> None:
    action = pressed(letter)
    assert action is not None
    typed = ARABIC_LAYOUT.get(letter, letter)
    arabic = pressed(typed)
    assert arabic is not None, f"{typed} does nothing, it is typed by {letter}"
    assert (arabic.name, arabic.arguments) == (action.name, action.arguments)


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
    for typed, name in (("؟", "help"), (",", "previous_article"), (".", "next_article"), ("ظ", "search")):
        action = pressed(typed)
        assert action is not None
        assert action.name == name


def test_no_key_stands_twice_in_a_table() -> None:
    for table in (ANNOTATE, LIBRARY):
        every = [key for entry in table for key in entry.keys]
        assert len(every) == len(set(every))


def test_shift_with_each_move_selects() -> None:
    for entry in ANNOTATE:
        if not entry.selects:
            continue
        for key in entry.keys:
            modifier, plus, name = key.rpartition("+")
            action = KEYMAP[f"{modifier}{plus}shift+{name}"]
            assert action.selecting
            assert action.arguments == KEYMAP[key].arguments
            assert not KEYMAP[key].selecting
    assert {"shift+left", "ctrl+shift+right", "shift+pagedown", "ctrl+shift+home"} <= KEYMAP.keys()


@pytest.mark.parametrize(("table", "screen"), [(ANNOTATE, AnnotateScreen), (LIBRARY, LibraryScreen)])
def test_every_action_of_a_table_is_one_of_its_screen(
    table: tuple[keys.Key, ...], screen: type[AnnotateScreen | LibraryScreen]
) -> None:
    for entry in table:
        name = Action(entry.action).name
        assert hasattr(screen, f"do_{name}") or (screen is AnnotateScreen and name in ON_DESK)


def test_keys_are_shown_as_they_are_printed_on_the_keyboard() -> None:
    assert [shown(key) for key in ("left", "ctrl+left", "slash", "greater_than_sign", "S", "shift+tab", "f1")] == [
        "←", "Ctrl+←", "/", ">", "S", "Shift+Tab", "F1"
    ]  # fmt: skip
