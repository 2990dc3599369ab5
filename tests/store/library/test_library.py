"""Whatever is in a project, pages of the library are what sorting and filtering all of it gives, in any order, from any article on."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import DamagedProjectError
from annotator.model import OPEN, LibraryRow, ListColumn, ListOrder, ListQuery, Status, now
from annotator.project import Project
from annotator.store.file import search_tables
from annotator.store.library import found
from annotator.text import fold
from tests.store.helpers import adding, make, raw
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

ME, OTHER = "هدى", "سامي"
COLUMNS = (
    *(ListColumn.NUMBER, ListColumn.STATUS, ListColumn.SPANS, ListColumn.WORDS, ListColumn.DATE),
    ListColumn.TITLE,
)
NUMBERS = (1, 2, 3, 12, 4095, 4096, 4097, 8191, 12288, 12289, 20480)
TEXT = "وصلت القافلة إلى البلدة"


class Entry(msgspec.Struct, frozen=True):
    """An article, and what one annotator has done with it. Without `status` there is no row of work."""

    number: int
    title: str
    date: str | None
    source: str | None
    words: int
    status: Status | None
    note: str
    spans: int
    assigned: bool
    other: bool


entries = st.lists(
    st.builds(
        Entry,
        number=st.sampled_from(NUMBERS),
        title=st.sampled_from(
            (
                "قصف على البلدة",
                "قَصْفٌ",
                "أخبار",
                "إخبار",
                "Aid 12",
                "aid",
                "«قصف»",
                "",
                "ﻻ جديد",
                "Straße",
                "İstanbul",
            )
        ),
        date=st.sampled_from((None, "", "2024-01-02", "2024-03", "2023")),
        source=st.sampled_from((None, "وكالة", "a b")),
        words=st.sampled_from((1, 2, 2, 300)),
        status=st.sampled_from((None, *Status)),
        note=st.sampled_from(("", "", "سؤال ١٢", "Done?")),
        spans=st.integers(0, 2),
        assigned=st.booleans(),
        other=st.booleans(),
    ),
    unique_by=lambda entry: entry.number,
    max_size=len(NUMBERS),
)
filters = st.sampled_from(
    (
        *(
            "",
            " ",
            "قصف",
            "ق",
            "قص",
            "aid",
            "A",
            "1",
            "12",
            "١٢",
            "0012",
            "12 ",
            "2 1",
            "done",
            "do",
            "o",
            "todo",
            "flag",
        ),
        *(
            "سؤال",
            "?",
            "2024",
            "2024 قصف",
            "وكالة",
            "id-4096",
            "4096",
            "ss",
            "ß",
            "i",
            "لا",
            "أخبار",
            "zzz",
            "َ",
            '"',
            "*",
        ),
        *("قصف doing", "b", "NEAR(", "AND", "-", "done 1"),
    )
)
orders = st.builds(ListOrder, column=st.sampled_from(COLUMNS), descending=st.booleans())


@contextmanager
def project_of(story: list[Entry], *, teamwork: bool) -> Iterator[Project]:
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "annotator.db")) as project:
        connection = project._connection
        for entry in story:
            with connection.writing():
                _insert(project, entry)
        for entry in story:
            article = _id(entry)
            for start in range(entry.spans):
                project.layers.record(adding(start, start + 2, article=article, annotator=ME))
            if entry.status is not None:
                project.work.set_status(article, ME, entry.status, entry.note)
            elif entry.spans:
                with connection.writing():
                    connection.execute("DELETE FROM work WHERE article = ?", [entry.number])
            if entry.other:
                project.work.set_status(article, OTHER, Status.DONE)
        given = [_id(entry) for entry in story if entry.assigned]
        if teamwork and given:
            with connection.writing():
                if connection.row("SELECT number FROM annotator WHERE name = ?", [ME]) is None:
                    connection.execute(
                        "INSERT INTO annotator (name, created) VALUES (?, ?)", [ME, now().isoformat()]
                    )
                for article in given:
                    connection.execute(
                        "INSERT INTO assignment (annotator, article, dynamic, given, touched) "
                        "SELECT annotator.number, article.number, 0, ?, ? FROM annotator, article WHERE name = ? AND id = ?",
                        [now().isoformat(), now().isoformat(), ME, article],
                    )
        yield project


def _id(entry: Entry) -> str:
    return f"id-{entry.number}"


def _insert(project: Project, entry: Entry) -> None:
    text = f"{TEXT} {entry.number}"
    connection = project._connection
    values: dict[str, Any] = {
        "number": entry.number,
        "id": _id(entry),
        "title": entry.title,
        "date": entry.date,
        "source": entry.source,
        "metadata": "{}",
        "sha256": sha256(text.encode()).hexdigest(),
        "length": len(text),
        "words": entry.words,
        "added": now().isoformat(),
    }
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO article ({columns}) VALUES ({marks})", [*values.values()])
    connection.execute("INSERT INTO article_text (article, text) VALUES (?, ?)", [entry.number, text])
    row = search_tables.listed(entry.number, entry.title, _id(entry), entry.source, entry.date)
    search_tables.add_listed(connection.database, [row])


def expected(story: list[Entry], query: ListQuery, *, own: bool) -> list[LibraryRow]:
    """Sort and filter everything, in the plainest way."""
    rows = [
        LibraryRow(
            number=entry.number,
            id=_id(entry),
            title=entry.title,
            words=entry.words,
            date=entry.date,
            source=entry.source,
            status=entry.status or Status.TODO,
            note="" if entry.status is None else entry.note,
            spans=entry.spans,
            assigned=entry.assigned if own else True,
        )
        for entry in story
        if not own or entry.assigned or entry.spans or entry.status not in {None, Status.TODO}
    ]

    def key(row: LibraryRow) -> Any:
        column = query.order.column
        if column is ListColumn.TITLE:
            return search_tables.listed(row.number, row.title, row.id, row.source, row.date)[1], row.number
        if column is ListColumn.STATUS:
            return [*Status].index(row.status), row.number
        if column is ListColumn.DATE:
            return row.date is not None, row.date or "", row.number
        return getattr(row, column.value), row.number

    rows.sort(key=key, reverse=query.order.descending)
    patterns, number = fold.patterns(query.filter), fold.pattern(query.filter)
    if not patterns:
        return rows

    def searched(row: LibraryRow) -> str:
        return "\n".join(
            (row.title, row.id, row.source or "", row.date or "", row.status, row.note, str(row.number))
        )

    rows = [row for row in rows if all(pattern.search(searched(row)) for pattern in patterns)]
    return sorted(rows, key=lambda row: number is None or number.fullmatch(str(row.number)) is None)


@pytest.mark.times(60)
@settings(max_examples=60, deadline=None)
@given(entries, st.lists(st.tuples(filters, orders), min_size=1, max_size=12), st.booleans(), st.data())
def test_pages_are_those_of_the_whole_list(
    story: list[Entry], asked: list[tuple[str, ListOrder]], teamwork: bool, data: st.DataObject
) -> None:
    own = teamwork and any(entry.assigned for entry in story)
    with project_of(story, teamwork=teamwork) as project:
        for text, order in asked:
            query = ListQuery(filter=text, order=order)
            few, soon, late = data.draw(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 6)))
            with patch.multiple(found, FEW=few, SOON=soon, LATE=late, _FIRST=2):
                project.__dict__.pop("library", None)  # which keeps what it found last
                all_of_them = expected(story, query, own=own)
                assert listed(project, ME, query, page=3) == all_of_them
                assert listed(project, ME, query, page=3, backwards=True) == all_of_them[::-1]
                assert project.library.count(ME, query) == len(all_of_them)
                if not all_of_them:
                    continue
                index = data.draw(st.integers(0, len(all_of_them) - 1))
                start = all_of_them[index].number
                library = project.library
                assert library.rows(ME, query, start, 4) == all_of_them[index + 1 :][:4]
                assert library.rows(ME, query, start, 4, inclusive=True) == all_of_them[index:][:4]
                assert library.rows(ME, query, start, 4, backwards=True) == all_of_them[:index][::-1][:4]
                assert (
                    library.rows(ME, query, start, 4, backwards=True, inclusive=True)
                    == all_of_them[: index + 1][::-1][:4]
                )


@pytest.mark.times(60)
@settings(max_examples=60, deadline=None)
@given(entries, st.booleans())
def test_sums_ranks_and_neighbours_are_those_of_the_whole_list(story: list[Entry], teamwork: bool) -> None:
    own = teamwork and any(entry.assigned for entry in story)
    rows = expected(story, ListQuery(), own=own)
    theirs = [row for row in rows if row.assigned]
    done = [row for row in theirs if row.status is Status.DONE]
    with project_of(story, teamwork=teamwork) as project:
        library = project.library
        totals = library.totals(ME)
        assert (totals.listed, totals.own, totals.done) == (len(rows), len(theirs), len(done))
        assert totals.words_own == sum(row.words for row in theirs)
        assert totals.words_done == sum(row.words for row in done)
        assert totals.flagged == sum(row.status is Status.FLAGGED for row in rows)
        assert totals.teamwork == own
        for entry in story:
            index = next((index for index, row in enumerate(rows) if row.number == entry.number), None)
            id_ = _id(entry)
            assert library.row(ME, id_) == (None if index is None else rows[index])
            assert library.rank(ME, id_) == (None if index is None else (index + 1, len(rows)))
            assert index is None or library.at(ME, index + 1) == id_
            for by in (-1, 1):
                there = index is not None and 0 <= index + by < len(rows)
                assert library.beside(ME, id_, by) == (
                    rows[index + by].id if there and index is not None else None
                )
            around = [row for row in rows if row.number > entry.number]
            around += [row for row in rows if row.number < entry.number]
            assert library.following(ME, id_) == next(
                (row.id for row in around if row.assigned and row.status in OPEN), None
            )
        assert library.following(ME, None) == next((row.id for row in theirs if row.status in OPEN), None)
        assert library.row(ME, "nowhere") is None
        assert library.rank(ME, "nowhere") is None
        assert [library.at(ME, position) for position in (-1, 0, len(rows) + 1, 10**12)] == [None] * 4
        assert library.beside(ME, "nowhere", 1) is None


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE article SET title = 'x' WHERE number = 2", "table article, row 2"),
        ("UPDATE work SET note = 'x' WHERE article = 2", "table work, row 1, 2"),
        ("UPDATE part SET status = 'done' WHERE article = 2", "table part, row 2"),
        ("UPDATE part SET spans = 5 WHERE article = 2", "table part, row 2"),
        ("UPDATE part SET assigned = 1 WHERE article = 2", "table part, row 2"),
        ("DELETE FROM part WHERE article = 2", "table part, row 2"),
    ],
)
def test_a_row_that_is_damaged_is_told_when_it_is_in_sight_and_not_before(
    tmp_path: Path, damage: str, told: str
) -> None:
    with make(tmp_path / "annotator.db", "نص أول", "نص ثان", "نص ثالث") as project:
        project.layers.record(adding(0, 2, article="2.txt"))
    with make_open(tmp_path / "annotator.db") as project:
        raw(project.path, damage)
        assert [row.number for row in project.library.rows(ME, ListQuery(), 2, 5)] == [3]
        with pytest.raises(DamagedProjectError) as error:
            project.library.rows(ME, ListQuery(), None, 5)
        assert told in str(error.value)
        assert ("check --repair" in str(error.value)) == ("part" in damage)


def make_open(path: Path) -> Project:
    return Project.open(path)


def test_a_column_that_the_library_does_not_have_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", "نص") as project, pytest.raises(ValueError, match="stale"):
        project.library.rows(ME, ListQuery(order=ListOrder(ListColumn.STALE)), None, 5)
