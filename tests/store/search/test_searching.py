from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import DamagedIndexError, DamagedProjectError, UsageError
from annotator.model import ListQuery
from annotator.project import Project
from annotator.project.checking import checked, repair
from annotator.store import articles
from annotator.store.check import guards
from annotator.store.file import search_tables
from annotator.store.search import building, searching
from tests.adding import add_articles
from tests.store.helpers import incoming, make, raw
from tests.store.importing.test_texts_with_spans import take
from tests.store.search.corpora import WORDS, by_reading, found

if TYPE_CHECKING:
    from collections.abc import Iterator

_texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
_queries = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(_texts, min_size=1, max_size=4)),
        st.tuples(st.just("correct"), _texts),
        st.tuples(st.just("undo"), st.none()),
        st.tuples(st.just("merge"), st.lists(_texts, min_size=1, max_size=3)),
        st.tuples(st.just("forget"), st.integers(0, 3)),
        st.tuples(st.just("build"), st.none()),
    ),
    max_size=7,
)


class _Life:
    """A project to which things happen, each text other than all before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = make(folder / "annotator.db", "القدس 0")
        self.count = 0

    def _new(self, text: str) -> str:
        self.count += 1
        return f"{text}\nn{self.count}"

    def _ids(self) -> list[str]:
        return [id_ for (id_,) in self.project._connection.rows("SELECT id FROM article ORDER BY number")]

    def take(self, what: str, value: Any) -> None:
        connection = self.project._connection
        if what == "add":
            ids = range(self.count, self.count + len(value))
            new = [incoming(self._new(text), id=f"a{id_}") for id_, text in zip(ids, value, strict=True)]
            add_articles(self.project, new)
        elif what == "correct":
            take(self.project, incoming(self._new(value), id=self._ids()[-1]), update=True)
        elif what == "undo":
            corrected = connection.row("SELECT id FROM article WHERE edition > 0")
            if corrected is not None:
                self.project.imports.undo_updates([corrected[0]])
        elif what == "merge":
            self._merge(value)
        elif what == "forget":
            with connection.writing():
                search_tables.empty(connection.database, search_tables.WORDS)
                for _ in range(value):
                    building._add_some(connection)
        else:
            self.project.search.build()

    def _merge(self, texts: list[str]) -> None:
        path = self.folder / f"copy{self.count}.db"
        from annotator.project import whole_files

        whole_files.back_up(self.project.path, path)
        with Project.open(path) as copy:
            add_articles(copy, [incoming(self._new(text), id=f"m{self.count}") for text in texts])
        self.project.imports.merge([path])


@settings(deadline=None, max_examples=40)
@given(_steps, st.lists(_queries, min_size=1, max_size=3))
def test_a_search_finds_what_reading_all_texts_finds(
    steps: list[tuple[str, Any]], queries: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        life = _Life(Path(folder))
        with life.project as project, pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "_ARTICLES", 2)
            for what, value in steps:
                life.take(what, value)
            for query in queries:
                assert found(project, query) == by_reading(project, query)
            project.search.build()
            for query in queries:
                assert found(project, query) == by_reading(project, query)
                assert project.search.find(query).scanned == 0
        with checked(Path(folder, "annotator.db")) as looked_at:
            assert not list(looked_at.faults())


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    texts = ("قدس القدس قدس", "القدس\nسطر آخر\nوبالقدس كثيراً ما", "نص آخر", "غزة القدس غزة غزة", "للقدس")
    with make(tmp_path / "annotator.db", *texts) as made:
        yield made


def test_exact_forms_first_then_those_that_have_it_most_for_their_length(project: Project) -> None:
    result = project.search.find("القدس")
    assert [article.id for article in result.articles] == ["1.txt", "4.txt", "2.txt", "5.txt"]
    assert [article.exact for article in result.articles] == [True, True, True, False]
    assert result.total == 4


def test_the_lines_with_hits_and_their_ranges(project: Project) -> None:
    (article,) = project.search.find("كثيرا قدس").articles
    (first, last) = article.lines
    text = project.articles.get("2.txt").text
    assert [text[hit.start : hit.end] for hit in first.hits] == ["قدس"]
    assert [text[hit.start : hit.end] for hit in last.hits] == ["قدس", "كثيراً"]
    assert [text[hit.word : hit.end] for hit in last.hits] == ["وبالقدس", "كثيراً"]


def test_pages(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_PAGE", 1)
    whole = [article.id for article in project.search.find("القدس").articles]
    for first in range(5):
        page = project.search.find("القدس", first=first, count=2)
        assert [article.id for article in page.articles] == whole[first : first + 2]
        assert page.total == 4


@pytest.mark.parametrize("query", ["", "  ", "\u064e\u0651", "ـ", "«»!؟", '"*^():-'])
def test_a_search_of_nothing_is_told(project: Project, query: str) -> None:
    with pytest.raises(UsageError, match="a search needs a word with letters or digits"):
        project.search.find(query)


def test_too_many_words_are_told(project: Project) -> None:
    project.search.find(" ".join(map(str, range(searching.MOST_WORDS))))
    with pytest.raises(UsageError, match="32 different words at most, and these are 33"):
        project.search.find(" ".join(map(str, range(searching.MOST_WORDS + 1))))


@pytest.mark.parametrize(
    "query",
    [
        '"قدس',
        "قدس OR نص",
        "NEAR(قدس نص)",
        "words:قدس",
        "-قدس",
        "قدس*",
        "^قدس",
        "(قدس",
        "قدس + نص",
        "قدس AND",
        "'; DROP TABLE article",
    ],
)
def test_operators_are_words(project: Project, query: str) -> None:
    assert found(project, query) == by_reading(project, query)


def test_an_older_project_is_searched_before_its_index_is_made(project: Project) -> None:
    with project._connection.writing():
        search_tables.empty(project._connection.database, search_tables.WORDS)
    seen: list[int] = []
    result = project.search.find("القدس", progress=seen.append)
    assert (result.total, result.scanned, seen) == (4, 5, [5])
    assert not project.search.state().is_complete
    project.search.build()
    assert project.search.state().is_complete
    assert project.search.find("القدس").scanned == 0


def test_an_index_of_another_fold_is_made_anew(project: Project) -> None:
    project.search.build()
    raw(project.path, "UPDATE search_index SET fold = 0, sum = NULL WHERE name = 'article_words'")
    assert project.search.find("القدس").scanned == 5
    add_articles(project, [incoming("القدس 6", id="6.txt")])
    project.search.build()
    assert project.search.find("القدس").total == 5
    assert found(project, "القدس") == by_reading(project, "القدس")


def test_building_stops_and_goes_on(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_ARTICLES", 2)
    with project._connection.writing():
        search_tables.empty(project._connection.database, search_tables.WORDS)
    steps: list[int] = []
    project.search.build(lambda state: steps.append(state.indexed), lambda: len(steps) == 1)
    assert steps == [2]
    with project.reopen() as other:
        other.search.build(lambda state: steps.append(state.indexed))
    assert steps == [2, 4, 5]
    project.search.build(lambda state: steps.append(state.indexed))
    assert steps == [2, 4, 5]
    assert found(project, "القدس") == by_reading(project, "القدس")


def add_articles_within(project: Project, text: str) -> None:
    new = articles.NewArticle(
        id="x", title="", date=None, source=None, url=None, metadata="{}", sha256="x", words=1, text=text
    )
    articles.insert_many(project._connection, [new])


def test_a_text_that_is_not_stored_is_not_indexed(project: Project) -> None:
    with project._connection.writing(keep=False):
        add_articles_within(project, "فريد")
    assert project.search.find("فريد").total == 0
    add_articles(project, [incoming("فريد", id="y")])
    assert [article.id for article in project.search.find("فريد").articles] == ["y"]


def _use(project: Project) -> None:
    project.search.build()
    project.search.find("القدس")


@pytest.fixture
def is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let projects be opened as large ones are, of which not all is looked at."""
    for limit in ("ALL_BYTES", "PAGES_BYTES"):
        monkeypatch.setattr(guards, limit, 0)


def _middle(path: Path, table: str) -> tuple[int, bytes]:
    """Return id and block of the first leaf of an index, a byte of its middle changed."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as database:
        number, block = database.execute(
            f"SELECT id, block FROM {table}_data WHERE id > 10 LIMIT 1"
        ).fetchone()
    changed = bytearray(block)
    changed[len(changed) // 2] ^= 1
    return number, bytes(changed)


@pytest.mark.parametrize("table", ["article_words", "listed_grams"])
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {table}_data WHERE id > 10",
        "DELETE FROM {table}_data",
        "UPDATE {table}_data SET block = x'00' WHERE id = 10",
        "UPDATE {table}_data SET block = x'{block}' WHERE id = {id}",
        "DELETE FROM {table}_idx",
        "DELETE FROM {table}_config",
        "UPDATE {table}_config SET v = 9",
        "UPDATE search_index SET upto = upto - 1 WHERE name = '{table}'",
        "UPDATE search_index SET sum = 'one' WHERE name = '{table}'",
        "DELETE FROM search_index WHERE name = '{table}'",
    ],
)
@pytest.mark.usefixtures("is_large")
def test_a_damaged_index_is_told_and_made_anew(project: Project, table: str, statement: str) -> None:
    project.search.build()
    path = project.path
    project.close()
    number, block = _middle(path, table)
    raw(path, statement.format(table=table, id=number, block=block.hex()))
    with Project.open(path) as opened:
        with pytest.raises(DamagedIndexError, match="annotator check --repair"):
            _use(opened)
        with pytest.raises(DamagedIndexError, match="annotator check --repair"):
            add_articles(opened, [incoming("جديد", id="new")])
        assert opened.search.state().articles == 5
    with checked(path) as looked_at:
        assert [fault for fault in looked_at.faults() if fault.table in (table, "search_index")]
    _remake(path)
    with checked(path) as looked_at:
        assert not list(looked_at.faults())
    with Project.open(path) as opened:
        assert found(opened, "القدس") == by_reading(opened, "القدس")
        add_articles(opened, [incoming("جديد", id="new")])
        assert opened.search.find("جديد").total == 1


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE listed_grams_data SET block = x'00' WHERE id = 10",
        "DELETE FROM listed_grams_idx",
        "DELETE FROM listed_grams_data WHERE id > 10",
    ],
)
@pytest.mark.usefixtures("is_large")
def test_a_damaged_index_of_filters_is_told_by_whoever_filters(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "annotator.db"
    with make(path, *(f"نص {number}" for number in range(30))) as project:
        project.search.build()
    raw(path, damage)
    with Project.open(path) as project, pytest.raises(DamagedIndexError, match="annotator check --repair"):
        project.library.count("huda", ListQuery(filter="29.txt"))


def _remake(path: Path) -> None:
    with checked(path) as looked_at:
        damage = list(looked_at.faults())
    assert repair(path, damage)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM article_words_docsize WHERE id = 2",
        "UPDATE article_words_docsize SET sz = x'07' WHERE id = 2",
        "INSERT INTO article_words_docsize VALUES (99, x'01')",
        "DELETE FROM listed WHERE article = 2",
        "UPDATE listed SET folded = 'x' WHERE article = 2",
        "UPDATE listed SET title = 'x' WHERE article = 2",
        "INSERT INTO listed VALUES (99, 'x', 'x')",
    ],
)
@pytest.mark.usefixtures("is_large")
def test_rows_beside_an_index_are_compared_when_all_is_checked(project: Project, statement: str) -> None:
    path = project.path
    project.close()
    raw(path, statement)
    with checked(path) as looked_at:
        assert list(looked_at.faults())
    _remake(path)
    with checked(path) as looked_at:
        assert not list(looked_at.faults())


def test_a_small_project_with_a_damaged_index_is_not_opened(project: Project) -> None:
    path = project.path
    project.close()
    raw(path, "DELETE FROM article_words_data")
    with pytest.raises(
        DamagedProjectError, match=r"Nothing of the work is damaged.*annotator check --repair"
    ):
        Project.open(path)


@pytest.mark.usefixtures("is_large")
def test_an_index_with_other_words_is_found_by_the_check(project: Project) -> None:
    path = project.path
    project.close()
    raw(
        path,
        "INSERT INTO article_words (article_words, rowid, words) VALUES ('delete', 3, 'نص اخر')",
        "INSERT INTO article_words (rowid, words) VALUES (3, 'نص غيره')",
        "UPDATE search_index SET sum = NULL",
    )
    with checked(path) as looked_at:
        assert [str(fault) for fault in looked_at.faults()] == [
            "table article_words: the index does not have what the articles have"
        ]
    with (
        Project.open(path) as opened,
        pytest.raises(DamagedIndexError, match="words that are not in the article 3"),
    ):
        opened.search.find("غيره")


def test_in_how_many_articles_a_word_stands_on_its_own(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db") as project:
        assert project.search.articles_with("دمشق") == 0
        texts = ("وصل إلى بدمشق", "دِمَشق ودمشق", "دمشق، حلب", "#حلب_دمشق")
        add_articles(project, [incoming(text, id=f"a{number}") for number, text in enumerate(texts)])
        expected = {"دمشق": 3, "بدمشق": 1, "ودمشق": 1, "حلب": 2, "مشق": 0, "": 0}
        assert {word: project.search.articles_with(word) for word in expected} == expected
        with project._connection.writing():
            search_tables.empty(project._connection.database, search_tables.WORDS)
        assert project.search.articles_with("دمشق") == 0, "as far as the index is made"
