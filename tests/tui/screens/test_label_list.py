"""Schemas with more labels than keys: each label can be tagged, from its key or from the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from annotator import labels
from annotator.keys import ARABIC_LAYOUT, LEADING_KEY
from annotator.model import Label, LabelSchema
from annotator.tui.key_names import latin
from annotator.tui.label_lookup import LabelLookup
from annotator.tui.screens.pager import Pager
from tests.tui.screens.test_program_keys import adjudicating, annotating, arabic, each_layout
from tests.tui.screens.test_program_keys import latin as as_it_is

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.tui.driving import Driven

KINDS = [
    "Person",
    "Group",
    "Place",
    "Weapon",
    "Claim",
    "Date",
    "Sum",
    "Event",
    "Law",
    "Road",
    "River",
    "Ship",
    "Party",
    "Court",
    "Bank",
    "School",
    "Army",
    "Port",
]
PARTS = ["Name", "Title", "Part", "Leader", "Member", "Source", "Target", "Number", "Other", "Kind"]
ARABIC = [
    "شخص",
    "منظمة",
    "مدينة",
    "سلاح",
    "تصريح",
    "تاريخ",
    "مبلغ",
    "حدث",
    "قانون",
    "طريق",
    "نهر",
    "سفينة",
    "حزب",
    "محكمة",
    "مصرف",
    "مدرسة",
    "جيش",
    "ميناء",
    "قرية",
    "دولة",
]
MANY = labels.from_names("many", [*(f"{kind}.{part}" for kind in KINDS for part in PARTS), *ARABIC])
THIRTY = labels.from_names("thirty", [label.name for label in MANY.labels[:30]])


async def type_at_once(program: Driven, *keys: str) -> None:
    """Send keys one after the other without waiting for what they do, as a fast typist or a paste of keys does."""
    for key in keys:
        program.app.post_message(Key(key, key if len(key) == 1 else None))
    await program.pilot.pause()
    await program.pilot.pause()


def keys_for(label: Label, on_layout: Callable[[str], str]) -> list[str]:
    """Return what a person types for a label: its key, or the list's and as much of the name as brings the label up."""
    if label.key:
        return [on_layout(label.key)]
    # An Arabic name is typed by its keys where the Latin layout is on.
    letters = [on_layout(letter if letter.isascii() else latin(letter)) for letter in label.name.lower()]
    lookup = LabelLookup(MANY)
    beginnings = (letters[:length] for length in range(1, len(letters) + 1))
    enough = next(one for one in beginnings if lookup.matching("".join(one))[:1] == [label])
    return [on_layout(LEADING_KEY), *enough, "enter"]


@pytest.mark.parametrize("label", MANY.labels[::9], ids=lambda label: label.name)
def test_a_whole_name_finds_its_label_in_each_layout(label: Label) -> None:
    keys = ARABIC_LAYOUT.get if label.name.isascii() else lambda one, _: latin(one)
    typed = "".join(keys(one, one) for one in label.name.lower())
    for name in (label.name, label.name.upper(), typed):
        assert LabelLookup(MANY).matching(name)[0] == label, name


def test_there_are_two_hundred_labels_and_most_have_no_key() -> None:
    assert len(MANY.labels) == 200
    assert sum(not label.key for label in MANY.labels) > 150
    assert len({label.key for label in MANY.labels if label.key}) == 26


@pytest.mark.parametrize(("on_layout", "step"), [(as_it_is, 1), (arabic, 7)])
async def test_every_label_of_two_hundred_can_be_tagged(
    tmp_path: Path, on_layout: Callable[[str], str], step: int
) -> None:
    async with annotating(tmp_path, MANY, width=80) as program:
        for label in MANY.labels[::step]:
            await type_at_once(program, *keys_for(label, on_layout))
            assert [found for _, found in program.spans] == [label.name]
            await type_at_once(program, "x")
        assert program.spans == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", "Person.Name"),
        ("ship.t", "Ship.Title"),
        ("ship targ", "Ship.Target"),
        ("name ship", "Ship.Name"),
        ("SHIP.NUMBER", "Ship.Number"),
        ("قَريَة", "قرية"),
        ("سلا", "سلاح"),
        (ARABIC_LAYOUT["a"] + ARABIC_LAYOUT["r"] + ARABIC_LAYOUT["m"], "Army.Name"),
        ("aow", "شخص"),
    ],
)
def test_letters_find_a_label(typed: str, first: str) -> None:
    assert LabelLookup(MANY).matching(typed)[0].name == first


def test_nothing_is_found_where_no_name_has_the_letters() -> None:
    assert LabelLookup(MANY).matching("qqq") == []


def test_a_name_that_begins_another_comes_first_and_capitals_decide_between_two() -> None:
    lookup = LabelLookup(labels.from_names("x", ["PERSON", "per", "PER", "PERCENT"]))
    assert [label.name for label in lookup.matching("PER")] == ["PER", "per", "PERSON", "PERCENT"]
    assert lookup.matching("per")[0].name == "per"


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_list_is_seen_narrows_and_scrolls(tmp_path: Path, width: int) -> None:
    async with annotating(tmp_path, MANY, width=width) as program:
        await program.press(LEADING_KEY)
        assert "200 of 200 labels" in program.text
        assert "Label:" in program.lines[-1]
        assert "Enter takes" in program.lines[-1]
        await program.type("Ship")
        assert "10 of 200 labels" in program.text
        assert "▶ , " in program.text
        assert "Ship.Name" in program.text
        await program.press(*["down"] * 9)
        assert "Ship.Kind" in program.text
        await program.press("enter")
        assert [label for _, label in program.spans] == ["Ship.Kind"]
        assert "of 200 labels" not in program.text


async def test_the_panel_shows_what_fits_and_how_the_rest_is_reached(tmp_path: Path) -> None:
    async with annotating(tmp_path, MANY, width=80) as program:
        await program.resize(80, 24)
        await type_at_once(program, *keys_for(MANY.labels[150], as_it_is))
        assert any(" more: , lists them" in line for line in program.lines)
        assert "Spans here" in program.text
        assert f"▶{MANY.labels[150].name}" in program.text
        assert " , tag" in " ".join(program.lines[-1].split())
        await program.press("question_mark")
        assert isinstance(program.app.screen, Pager)
        while "list the labels: letters of a name" not in program.text:
            await program.press("pagedown")
        await program.press("q", "f1", "end")
        assert any(" ,  دولة" in line or "ﺔﻟﻭﺩ" in line for line in program.lines)


async def test_while_editing_the_list_gives_the_label(tmp_path: Path) -> None:
    async with annotating(tmp_path, THIRTY) as program:
        key, last = THIRTY.labels[0].key, THIRTY.labels[-1]
        assert not last.key
        await program.press(key, "e", LEADING_KEY)
        await program.type(last.name)
        await program.press("enter")
        assert f"Will be {last.name}" in program.status
        await program.press("enter")
        assert [label for _, label in program.spans] == [last.name]


@each_layout
async def test_while_adjudicating_the_list_relabels_and_adds(
    tmp_path: Path, on_layout: Callable[[str], str]
) -> None:
    added = tuple(Label(name=name, color="purple") for name in ("Ship.Name", "Ship.Kind"))
    made = LabelSchema(name="mine", labels=(*labels.default().labels, *added))
    async with adjudicating(tmp_path, made) as program:
        case = program.case
        await type_at_once(program, on_layout(LEADING_KEY), *map(on_layout, "ship.k"))
        assert "1 of 6 labels" in program.text
        await program.press("escape")
        assert "No label was chosen." in program.status
        await type_at_once(program, on_layout(LEADING_KEY), *map(on_layout, "ship kind"), "enter")
        assert (case[0][0], "Ship.Kind") in program.decided
        await program.press("u", "ctrl+home", "t")
        await type_at_once(program, on_layout(LEADING_KEY), *map(on_layout, "ship.n"), "enter")
        assert program.decided == [("قال", "Ship.Name")]


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160])
@pytest.mark.parametrize("open_", [annotating, adjudicating])
async def test_the_line_of_keys_names_the_key_of_the_list(
    tmp_path: Path, open_: Callable[..., AbstractAsyncContextManager[Driven]], width: int
) -> None:
    async with open_(tmp_path, MANY) as program:
        await program.resize(width, 24)
        words = program.lines[-1].split()
        assert LEADING_KEY in words, program.lines[-1]
        assert {"?", "q"} <= set(words)


async def test_where_all_labels_have_keys_the_keys_that_are_used_more_come_before_them(
    tmp_path: Path,
) -> None:
    async with adjudicating(tmp_path, labels.from_names("few", ["PER", "ORG"])) as program:
        for width in (60, 80, 100, 120):
            await program.resize(width, 24)
            line = program.lines[-1]
            assert "relabel" not in line or {"settled", "undo", "edit", "several"} <= set(line.split())


async def test_a_bar_without_room_for_a_name_shows_its_beginning(tmp_path: Path) -> None:
    async with annotating(tmp_path, MANY) as program:
        await type_at_once(program, *keys_for(MANY.labels[175], as_it_is))
        assert MANY.labels[175].name == "Port.Source"
        if not program.view.lanes:
            await program.press("o")
        assert "╰Po╯" in program.text


async def test_where_every_label_has_a_key_there_is_no_list(tmp_path: Path) -> None:
    async with annotating(tmp_path, labels.from_names("few", ["PER", "ORG"])) as program:
        await program.press(LEADING_KEY)
        assert "of 2 labels" not in program.text
