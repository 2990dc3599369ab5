"""Lists of which only the rows around the cursor are read, and keys that come before their rows."""

from __future__ import annotations

import random
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.events import Key, MouseScrollDown

from annotator.errors import ProjectBusyError
from annotator.model import ListColumn, ListQuery
from annotator.project import Project
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.annotating.library import LibraryScreen
from annotator.tui.annotating.table import ArticleTable
from tests.patience import PATIENCE
from tests.tui.annotating.test_screen_library import cursor, shown
from tests.tui.driving import Driven
from tests.tui.listed import Listing, rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from annotator.model import LibraryRow
    from annotator.tui.list_reader import ArticleList


class ListedApp(AnnotatorApp):
    """The annotator's app with another list."""

    def __init__(self, reader: Project, listing: ArticleList[LibraryRow]) -> None:
        super().__init__(reader, "huda")
        self.listing = listing

    def list_of(self, project: Project) -> ArticleList[LibraryRow]:  # type: ignore[override]  # noqa: ARG002
        return self.listing


@asynccontextmanager
async def listed(
    path: Path, listing: ArticleList[LibraryRow], size: tuple[int, int] = (90, 14)
) -> AsyncIterator[Driven]:
    with Project.open(path) as reader:
        app = ListedApp(reader, listing)
        try:
            async with app.run_test(size=size) as pilot:
                program = Driven(app, pilot)
                await program.settle()
                yield program
        finally:
            app.close()


class Held(Listing):
    """A list whose rows come when `released` is set, those of the filters in `filters`."""

    def __init__(self, every: Sequence[LibraryRow], *filters: str) -> None:
        super().__init__(every)
        self.filters = filters
        self.released = threading.Event()
        self.asked: list[str] = []

    def rows(
        self,
        query: ListQuery,
        start: int | None,
        count: int,
        *,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> Sequence[LibraryRow]:
        if query.filter in self.filters:
            self.asked.append(query.filter)
            assert self.released.wait(PATIENCE)
        return super().rows(query, start, count, backwards=backwards, inclusive=inclusive)


KEYS = [
    "down",
    "pagedown",
    "pagedown",
    "pagedown",
    "end",
    "pageup",
    "up",
    "home",
    "ctrl+o",
    "ctrl+r",
    "2",
    "escape",
]


async def test_what_a_key_reads_does_not_grow_with_the_list(path: Path) -> None:
    read: list[list[tuple[int, int]]] = []
    for count in (1_000, 20_000):
        listing, costs = Listing(rows(count)), []
        async with listed(path, listing) as program:
            await program.press("down", "up")
            for key in KEYS:
                before = listing.queries, listing.read
                await program.press(key)
                costs.append((listing.queries - before[0], listing.read - before[1]))
        read.append(costs)
    assert read[0] == read[1]
    assert max(rows for _, rows in read[0]) < 300
    assert read[0][0] == (0, 0), "a key within what was read reads nothing"


@pytest.mark.parametrize("seed", range(3))
async def test_keys_and_the_wheel_lead_through_the_list_as_if_all_of_it_were_there(
    path: Path, seed: int
) -> None:
    every = rows(400)
    numbers, at, chosen = [row.number for row in every], 0, random.Random(seed)
    async with listed(path, Listing(every)) as program:
        table = program.app.screen.query_one(ArticleTable)
        for _ in range(60):
            key = chosen.choice(["down", "up", "pagedown", "pagedown", "pageup", "home", "end", "wheel"])
            if key == "wheel":
                await program.pilot._post_mouse_events([MouseScrollDown], table)
                await program.press()
            else:
                await program.press(key)
            page = table.page
            by = {
                "down": 1,
                "up": -1,
                "pagedown": page,
                "pageup": -page,
                "home": -400,
                "end": 400,
                "wheel": 3,
            }
            at = max(min(at + by[key], len(numbers) - 1), 0)
            assert cursor(program) == numbers[at], key
            seen = [int(number) for number in shown(program)]
            assert seen == numbers[numbers.index(seen[0]) :][:page]
            assert numbers[at] in seen


async def test_a_larger_screen_is_filled(path: Path) -> None:
    async with listed(path, Listing(rows(1_000)), size=(90, 14)) as program:
        await program.press("end", "pageup")
        await program.resize(90, 150)
        await program.press()
        assert len(shown(program)) == 147


async def test_large_numbers_have_room(path: Path) -> None:
    async with listed(path, Listing(rows(1_234_567)[-300:])) as program:
        assert program.lines[1].startswith(" 1234268 ")
        assert "· todo" in program.lines[1]


async def test_enter_waits_for_what_the_filter_finds(path: Path) -> None:
    with Project.open(path) as project:
        every = project.library.rows("huda", ListQuery(), None, 20)
    listing = Held(every, "5")
    async with listed(path, listing) as program:
        for key in ("5", "enter", "a"):
            program.app.post_message(Key(key, key if len(key) == 1 else None))
        await program.until(lambda: listing.asked, "the question")
        await program.pilot.pause(0.1)
        assert program.in_library, "the article under the cursor is not the one that is meant"
        assert "Filter: 5 (…)" in program.status
        listing.released.set()
        await program.until(lambda: not program.in_library, "the article")
        assert program.annotating.article.id == every[4].id
        await program.until(lambda: program.spans, "the tag")


async def test_rows_that_are_read_anew_meanwhile_are_those_that_the_key_asked_for(path: Path) -> None:
    listing = Held(rows(200), "2")
    async with listed(path, listing) as program:
        await program.press("end")
        program.app.post_message(Key("2", "2"))
        await program.until(lambda: listing.asked, "the question")
        screen = program.app.screen
        assert isinstance(screen, LibraryScreen)
        screen.refill()
        listing.released.set()
        await program.press()
        assert cursor(program) == 2


async def test_letters_do_not_wait_and_an_answer_that_is_late_is_not_shown(path: Path) -> None:
    listing = Held(rows(200), "1")
    async with listed(path, listing) as program:
        for key in "11":
            program.app.post_message(Key(key, key))
        await program.until(lambda: "Filter: 11 (…)" in program.status, "both letters")
        listing.released.set()
        await program.press()
        assert shown(program)[:3] == ["11", "110", "111"]
        assert "(11)" in program.status


async def test_escape_drops_what_waits(path: Path) -> None:
    listing = Held(rows(200), "1")
    async with listed(path, listing) as program:
        program.app.post_message(Key("1", "1"))
        await program.until(lambda: listing.asked, "the question")
        for key in ("down", "enter", "escape"):
            program.app.post_message(Key(key, None))
        await program.until(lambda: "Type to filter" in program.status, "the end of the filter")
        listing.released.set()
        await program.press()
        assert program.in_library
        assert cursor(program) == 1


async def test_rows_that_can_not_be_read_are_told_and_those_before_stay(path: Path) -> None:
    released = threading.Event()

    class Failing(Listing):
        fails = False

        def rows(
            self,
            query: ListQuery,
            start: int | None,
            count: int,
            *,
            backwards: bool = False,
            inclusive: bool = False,
        ) -> Sequence[LibraryRow]:
            if self.fails:
                assert released.wait(PATIENCE)
                raise ProjectBusyError("The project is locked.")
            return super().rows(query, start, count, backwards=backwards, inclusive=inclusive)

    listing = Failing(rows(200))
    async with listed(path, listing) as program:
        await program.press("down", "7")
        before = shown(program)
        listing.fails = True
        for key in ("8", "enter"):
            program.app.post_message(Key(key, key if len(key) == 1 else None))
        await program.until(lambda: "Filter: 78 (…)" in program.status, "the question")
        await program.pilot.pause()
        released.set()
        await program.until(
            lambda: any("locked" in note.message for note in program.app._notifications), "the note"
        )
        assert shown(program) == before
        assert all("locked" in note.message for note in program.app._notifications), "nothing is opened"
        assert "Filter: 7 " in program.status, "the filter is the one that found these rows"
        listing.fails = False
        await program.press("8")
        assert shown(program) == ["78", "178"]


# --- the order ------------------------------------------------------------------------------------


def heading(program: Driven) -> str:
    return program.lines[0]


async def test_every_column_sorts_and_the_arrow_says_so(path: Path) -> None:
    every = rows(200)
    async with listed(path, Listing(every), size=(100, 14)) as program:
        assert "▲No." in heading(program)
        screen = program.app.screen
        assert isinstance(screen, LibraryScreen)
        columns = []
        for _ in range(6):
            await program.press("ctrl+o")
            columns.append(screen.order.column)
            key = heading(program)[heading(program).index("▲") + 1 :].split()[0]
            assert key.rstrip(".").lower() in {"no", *map(str, ListColumn)}
        assert columns == [*list(ListColumn)[1:6], ListColumn.NUMBER]
        await program.press("ctrl+r")
        assert "▼No." in heading(program)
        assert shown(program)[0] == "200"
        assert cursor(program) == 200, "the first row of the new order"


async def test_a_click_on_a_heading_sorts_and_another_one_turns_it_around(path: Path) -> None:
    every = rows(60)
    by_words = [row.number for row in sorted(every, key=lambda row: (row.words, row.number))]
    async with listed(path, Listing(every), size=(100, 14)) as program:
        at = heading(program).index("Words")
        await program.pilot.click("#table", offset=(at, 0))
        await program.press()
        assert "▲Words" in heading(program)
        assert [int(number) for number in shown(program)] == by_words[:11]
        await program.pilot.click("#table", offset=(at, 0))
        await program.press()
        assert "▼Words" in heading(program)
        assert [int(number) for number in shown(program)] == by_words[::-1][:11]
        await program.pilot.click("#table", offset=(90, 0))
        await program.press()
        assert "▲Title" in heading(program)


async def test_columns_that_have_no_room_are_passed_over(path: Path) -> None:
    async with listed(path, Listing(rows(60)), size=(44, 14)) as program:
        assert "Spans" not in heading(program)
        await program.press("ctrl+o", "ctrl+o")
        assert "▲Title" in heading(program)


async def test_what_can_not_be_counted_is_not_said_to_be_nothing(path: Path) -> None:
    class Uncounted(Listing):
        def count(self, query: ListQuery) -> int:  # noqa: ARG002
            raise ProjectBusyError("The project is locked.")

    async with listed(path, Uncounted(rows(200))) as program:
        await program.press("1")
        await program.until(
            lambda: "Filter: 1 (?)" in program.status, "that it is not known how many there are"
        )
        assert "Esc shows all" not in program.status
