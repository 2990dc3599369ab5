from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.store.search import filtering
from tests.adding import add_articles
from tests.store.helpers import incoming, make

_LETTERS = "اأإآٱبتلىيةهءؤئ \u064e\u0640\u064b٣3۳zZiIıİkKſßéÉﻻﷲ\"'*^()-،\u200f\u0345ιΙсС\ufffd\x01گ中"
_fields = st.tuples(st.text(_LETTERS, min_size=1, max_size=10), st.text(_LETTERS, max_size=6))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(_fields, min_size=1, max_size=12),
    st.lists(st.text(_LETTERS, min_size=1, max_size=4), min_size=1, max_size=12),
)
def test_a_filter_finds_what_its_pattern_finds(fields: list[tuple[str, str]], queries: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "annotator.db")) as project:
        new = [
            incoming(
                f"نص {number}", id=f"n{number}", title=title.strip() or "-", source=source.strip() or None
            )
            for number, (title, source) in enumerate(fields)
        ]
        add_articles(project, new)
        connection = project._connection
        searched = {
            number: "\n".join((title, id_, str(number), source or "", date or ""))
            for number, title, id_, source, date in connection.rows(
                "SELECT number, title, id, source, date FROM article"
            )
        }
        for word in (word for query in queries for word in filtering.words(query)):
            wanted = {number for number, text in searched.items() if word.pattern.search(text)}
            expression = filtering.expression(connection, word)
            condition, parameters = filtering.condition(word)
            sql = f"SELECT article FROM listed WHERE {condition}"
            assert_found(wanted, {number for (number,) in connection.rows(sql, parameters)}, exact=word.exact)
            if expression:
                sql = f"SELECT listed_grams.rowid FROM listed_grams JOIN listed ON article = listed_grams.rowid WHERE listed_grams MATCH ? AND {condition}"
                there = {number for (number,) in connection.rows(sql, [expression, *parameters])}
                assert_found(wanted, there, exact=word.exact)
            elif expression is not None:
                assert not wanted


def assert_found(wanted: set[int], candidates: set[int], *, exact: bool) -> None:
    assert candidates >= wanted
    if exact:
        assert candidates == wanted


def test_titles_are_sorted_by_their_first_letter() -> None:
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "annotator.db")) as project:
        titles = ["«قَالَ»", "أحمد", "إبل", "Zoo", "\tآب", "٣ رجال"]
        add_articles(project, [incoming(f"نص {number}", title=title) for number, title in enumerate(titles)])
        sql = (
            "SELECT article.title FROM listed JOIN article ON number = article ORDER BY listed.title, article"
        )
        found = [title for (title,) in project._connection.rows(sql)]
        assert [title.strip() for title in found] == ["٣ رجال", "Zoo", "آب", "إبل", "أحمد", "«قَالَ»"]
