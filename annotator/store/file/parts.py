"""The step that adds what everybody has to do with each article, and sums of that, kept by triggers.

These tables repeat what others say, so that lists and sums need not read these others whole: `check` compares them.

- `part`: one row for each name and article with an assignment, a row of work or a span.
- `tally`: the articles of one name, and their words, by status, assigned and tagged (with spans), in blocks of articles.
- `article_tally`: all articles and their words, in blocks.
- `pool_count`: for how many people an article of the pool is, and how many have it or have finished it (`taken`).
- `pool_tally`: the articles of the pool that lack people, by `taken`, in blocks; for the annotator 0 all, for another number
  those that are not handed out to them: they have it, have finished or flagged it.

A block are 4096 numbers of articles. Rows that would say 0 articles are not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from sqlite_utils import Database

TABLES = ("part", "tally", "article_tally", "pool_count", "pool_tally")
"""The tables of this step, each after those that it is computed from."""

_DEFINITIONS = """
    CREATE TABLE part (
        annotator INTEGER NOT NULL,
        article INTEGER NOT NULL,
        assigned INTEGER NOT NULL DEFAULT 0,
        dynamic INTEGER NOT NULL DEFAULT 0,
        status TEXT NOT NULL DEFAULT 'todo',
        spans INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        words INTEGER NOT NULL,
        PRIMARY KEY (annotator, article)
    ) WITHOUT ROWID;
    CREATE TABLE tally (
        annotator INTEGER NOT NULL,
        block INTEGER NOT NULL,
        status TEXT NOT NULL,
        assigned INTEGER NOT NULL,
        tagged INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        words INTEGER NOT NULL,
        PRIMARY KEY (annotator, block, status, assigned, tagged)
    ) WITHOUT ROWID;
    CREATE TABLE article_tally (
        block INTEGER PRIMARY KEY,
        articles INTEGER NOT NULL,
        words INTEGER NOT NULL
    );
    CREATE TABLE pool_count (
        article INTEGER PRIMARY KEY,
        people INTEGER NOT NULL,
        taken INTEGER NOT NULL
    );
    CREATE TABLE pool_tally (
        annotator INTEGER NOT NULL,
        block INTEGER NOT NULL,
        taken INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        PRIMARY KEY (annotator, block, taken)
    ) WITHOUT ROWID;
"""
COMPUTED = {
    "part": """
        SELECT annotator, article, max(assigned) AS assigned, max(dynamic) AS dynamic,
            coalesce(max(status), 'todo') AS status, sum(spans) AS spans, total(seconds) AS seconds,
            ifnull(words, 0) AS words
        FROM (
            SELECT annotator, article, 1 AS assigned, dynamic, NULL AS status, 0 AS spans, NULL AS seconds
            FROM assignment
            UNION ALL SELECT annotator, article, 0, 0, status, 0, seconds FROM work
            UNION ALL SELECT annotator, article, 0, 0, NULL, count(*), NULL FROM span GROUP BY annotator, article
        ) LEFT JOIN article ON article.number = article GROUP BY annotator, article
    """,
    "tally": """
        SELECT annotator, article / 4096 AS block, status, assigned, spans > 0 AS tagged, count(*) AS articles,
            sum(words) AS words
        FROM part GROUP BY 1, 2, 3, 4, 5
    """,
    "article_tally": """
        SELECT number / 4096 AS block, count(*) AS articles, sum(words) AS words FROM article GROUP BY 1
    """,
    "pool_count": """
        SELECT article, people, (
            SELECT count(*) FROM part WHERE part.article = pool.article AND (assigned OR status = 'done')
        ) AS taken FROM pool
    """,
    "pool_tally": """
        SELECT 0 AS annotator, article / 4096 AS block, taken, count(*) AS articles
        FROM pool_count WHERE taken < people GROUP BY 2, 3
        UNION ALL SELECT annotator, article / 4096, taken, count(*)
        FROM pool_count JOIN part USING (article)
        WHERE taken < people AND (assigned OR status IN ('done', 'flagged')) GROUP BY 1, 2, 3
    """,
}
"""The rows of each table, computed from others."""

OF_LAYERS = ("part_is_tagged", "part_is_worked_on")
"""The triggers that add to `part` for each row of spans and work; where layers of new articles come in, `add` does that."""


OF_ARTICLES = "article_is_tallied"
"""The trigger that counts each new article in `article_tally`; where many come in, `add_articles` does that."""


class Part(NamedTuple):
    """A row of `part` for somebody who has no assignment."""

    annotator: int
    article: int
    status: str
    spans: int
    seconds: float
    words: int


def add(database: sqlite3.Connection, rows: Sequence[Part]) -> None:
    """Add rows that are not there yet, inside a transaction."""
    database.executemany(
        "INSERT INTO part (annotator, article, status, spans, seconds, words) VALUES (?, ?, ?, ?, ?, ?)", rows
    )


def add_articles(database: sqlite3.Connection, first: int) -> None:
    """Add the articles with numbers from `first` on to `article_tally`, inside a transaction, in which nothing counted them."""
    database.execute(
        "INSERT INTO article_tally (block, articles, words) "
        "SELECT number / 4096, count(*), sum(words) FROM article WHERE number >= ? GROUP BY 1 "
        "ON CONFLICT (block) DO UPDATE SET articles = articles + excluded.articles, words = words + excluded.words",
        [first],
    )


_INDEXES = """
    CREATE INDEX part_by_article ON part (article, annotator);
    CREATE INDEX part_by_status ON part (annotator, status, article);
    CREATE INDEX part_by_spans ON part (annotator, spans, article);
    CREATE INDEX part_by_words ON part (annotator, words, article);
    CREATE INDEX part_held ON part (article, annotator) WHERE dynamic = 1 AND status <> 'done';
    CREATE INDEX pool_count_open ON pool_count (taken, article) WHERE taken < people;
    CREATE INDEX article_by_words ON article (words);
    CREATE INDEX article_by_date ON article (date);
    CREATE INDEX work_with_note ON work (annotator, article) WHERE note <> '';
"""


def _of(row: str, table: str = "part") -> str:
    return f"{table}.annotator = {row}.annotator AND {table}.article = {row}.article"


def _remove_empty(row: str) -> str:
    return f"""
        DELETE FROM part WHERE {_of(row)} AND assigned = 0 AND spans = 0
        AND NOT EXISTS (SELECT 1 FROM work WHERE {_of(row, "work")});
    """


_WORDS = "ifnull((SELECT words FROM article WHERE number = NEW.article), 0)"
_ASSIGN = f"""
    INSERT INTO part (annotator, article, assigned, dynamic, words)
    VALUES (NEW.annotator, NEW.article, 1, NEW.dynamic, {_WORDS})
    ON CONFLICT (annotator, article) DO UPDATE SET assigned = 1, dynamic = excluded.dynamic;
"""
_UNASSIGN = f"UPDATE part SET assigned = 0, dynamic = 0 WHERE {_of('OLD')}; {_remove_empty('OLD')}"
_WORK = f"""
    INSERT INTO part (annotator, article, status, seconds, words)
    VALUES (NEW.annotator, NEW.article, NEW.status, NEW.seconds, {_WORDS})
    ON CONFLICT (annotator, article) DO UPDATE SET status = excluded.status, seconds = excluded.seconds;
"""
_NO_WORK = f"UPDATE part SET status = 'todo', seconds = 0 WHERE {_of('OLD')}; {_remove_empty('OLD')}"
_TAG = f"""
    INSERT INTO part (annotator, article, spans, words) VALUES (NEW.annotator, NEW.article, 1, {_WORDS})
    ON CONFLICT (annotator, article) DO UPDATE SET spans = spans + 1;
"""
_UNTAG = f"UPDATE part SET spans = spans - 1 WHERE {_of('OLD')}; {_remove_empty('OLD')}"
_MOVED = "NEW.annotator IS NOT OLD.annotator OR NEW.article IS NOT OLD.article"

_ADD_TO_TALLY = """
    INSERT INTO tally (annotator, block, status, assigned, tagged, articles, words)
    VALUES (NEW.annotator, NEW.article / 4096, NEW.status, NEW.assigned, NEW.spans > 0, 1, NEW.words)
    ON CONFLICT (annotator, block, status, assigned, tagged)
    DO UPDATE SET articles = articles + 1, words = words + excluded.words;
"""
_THEIR_TALLY = """
    annotator = OLD.annotator AND block = OLD.article / 4096 AND status = OLD.status
    AND assigned = OLD.assigned AND tagged = (OLD.spans > 0)
"""
_TAKE_FROM_TALLY = f"""
    UPDATE tally SET articles = articles - 1, words = words - OLD.words WHERE {_THEIR_TALLY};
    DELETE FROM tally WHERE {_THEIR_TALLY} AND articles = 0;
"""


def _taken(row: str) -> str:
    return f"({row}.assigned OR {row}.status = 'done')"


def _involved(row: str) -> str:
    return f"({row}.assigned OR {row}.status IN ('done', 'flagged'))"


_INVOLVE = """
    INSERT INTO pool_tally (annotator, block, taken, articles)
    SELECT NEW.annotator, NEW.article / 4096, taken, 1 FROM pool_count
    WHERE article = NEW.article AND taken < people AND {when}
    ON CONFLICT (annotator, block, taken) DO UPDATE SET articles = articles + 1;
"""
_LEAVE = """
    UPDATE pool_tally SET articles = articles - 1
    WHERE annotator = OLD.annotator AND block = OLD.article / 4096 AND {when}
    AND taken = (SELECT taken FROM pool_count WHERE article = OLD.article AND taken < people);
    DELETE FROM pool_tally WHERE annotator = OLD.annotator AND block = OLD.article / 4096 AND articles = 0;
"""
_THEY = """
    SELECT 0 AS annotator UNION ALL
    SELECT annotator FROM part WHERE article = {row}.article AND (assigned OR status IN ('done', 'flagged'))
"""
_OPENED = f"""
    INSERT INTO pool_tally (annotator, block, taken, articles)
    SELECT annotator, NEW.article / 4096, NEW.taken, 1 FROM ({_THEY.format(row="NEW")}) WHERE NEW.taken < NEW.people
    ON CONFLICT (annotator, block, taken) DO UPDATE SET articles = articles + 1;
"""
_THEIR_POOL = f"""
    block = OLD.article / 4096 AND taken = OLD.taken AND OLD.taken < OLD.people
    AND annotator IN ({_THEY.format(row="OLD")})
"""
_CLOSED = f"""
    UPDATE pool_tally SET articles = articles - 1 WHERE {_THEIR_POOL};
    DELETE FROM pool_tally WHERE {_THEIR_POOL} AND articles = 0;
"""
_TRIGGERS = (
    ("part_is_assigned", "INSERT ON assignment", "", _ASSIGN),
    ("part_is_assigned_anew", "UPDATE OF annotator, article, dynamic ON assignment", "", _UNASSIGN + _ASSIGN),
    ("part_is_unassigned", "DELETE ON assignment", "", _UNASSIGN),
    ("part_is_worked_on", "INSERT ON work", "", _WORK),
    ("part_is_at_work", "UPDATE OF status, seconds ON work", f"NOT ({_MOVED})", _WORK),
    ("part_changes_hands", "UPDATE OF annotator, article ON work", _MOVED, _NO_WORK + _WORK),
    ("part_is_not_worked_on", "DELETE ON work", "", _NO_WORK),
    ("part_is_tagged", "INSERT ON span", "", _TAG),
    ("part_is_tagged_anew", "UPDATE OF annotator, article ON span", _MOVED, _UNTAG + _TAG),
    ("part_is_untagged", "DELETE ON span", "", _UNTAG),
    ("tally_has_part", "INSERT ON part", "", _ADD_TO_TALLY),
    (
        "tally_has_other_part",
        "UPDATE OF status, assigned, spans, words ON part",
        "(NEW.status, NEW.assigned, NEW.spans > 0, NEW.words) IS NOT (OLD.status, OLD.assigned, OLD.spans > 0, OLD.words)",
        _TAKE_FROM_TALLY + _ADD_TO_TALLY,
    ),
    ("tally_lacks_part", "DELETE ON part", "", _TAKE_FROM_TALLY),
    (
        OF_ARTICLES,
        "INSERT ON article",
        "",
        "INSERT INTO article_tally (block, articles, words) VALUES (NEW.number / 4096, 1, NEW.words) "
        "ON CONFLICT (block) DO UPDATE SET articles = articles + 1, words = words + excluded.words;",
    ),
    (
        "article_has_other_words",
        "UPDATE OF words ON article",
        "NEW.words IS NOT OLD.words",
        "UPDATE article_tally SET words = words - OLD.words + NEW.words WHERE block = NEW.number / 4096; "
        "UPDATE part SET words = NEW.words WHERE article = NEW.number;",
    ),
    (
        "pool_has_article",
        "INSERT ON pool",
        "",
        "INSERT INTO pool_count (article, people, taken) SELECT NEW.article, NEW.people, count(*) FROM part "
        "WHERE article = NEW.article AND (assigned OR status = 'done');",
    ),
    (
        "pool_is_for_others",
        "UPDATE OF people ON pool",
        "",
        "UPDATE pool_count SET people = NEW.people WHERE article = NEW.article;",
    ),
    ("pool_lacks_article", "DELETE ON pool", "", "DELETE FROM pool_count WHERE article = OLD.article;"),
    (
        "pool_has_part",
        "INSERT ON part",
        _involved("NEW"),
        _INVOLVE.format(when="true")
        + f"UPDATE pool_count SET taken = taken + 1 WHERE article = NEW.article AND {_taken('NEW')};",
    ),
    (
        "pool_has_other_part",
        "UPDATE OF status, assigned ON part",
        f"({_involved('NEW')}, {_taken('NEW')}) IS NOT ({_involved('OLD')}, {_taken('OLD')})",
        _LEAVE.format(when=f"{_involved('OLD')} AND NOT {_involved('NEW')}")
        + _INVOLVE.format(when=f"{_involved('NEW')} AND NOT {_involved('OLD')}")
        + f"UPDATE pool_count SET taken = taken + {_taken('NEW')} - {_taken('OLD')} "
        f"WHERE article = NEW.article AND {_taken('NEW')} <> {_taken('OLD')};",
    ),
    (
        "pool_lacks_part",
        "DELETE ON part",
        _involved("OLD"),
        _LEAVE.format(when="true")
        + f"UPDATE pool_count SET taken = taken - 1 WHERE article = OLD.article AND {_taken('OLD')};",
    ),
    ("pool_opens", "INSERT ON pool_count", "NEW.taken < NEW.people", _OPENED),
    ("pool_changes", "UPDATE OF people, taken ON pool_count", "", _CLOSED + _OPENED),
    ("pool_closes", "DELETE ON pool_count", "OLD.taken < OLD.people", _CLOSED),
)
"""Name, event, condition and statements of each trigger."""


def add_parts(db: Database) -> None:
    """Add the tables of what everybody has to do with each article, filled in, and the indexes that lists are sorted by."""
    db.executescript(_DEFINITIONS)
    for table in TABLES:
        fill(db.conn, table)
        if table == "part":
            db.executescript(_INDEXES)
    for name, event, when, statements in _TRIGGERS:
        condition = f"WHEN {when} " if when else ""
        db.execute(f"CREATE TRIGGER {name} AFTER {event} {condition}BEGIN {statements} END")


def fill(database: sqlite3.Connection, table: str) -> None:
    """Compute the rows of an empty table, inside a transaction."""
    database.execute(f"INSERT INTO {table} {COMPUTED[table]}")
