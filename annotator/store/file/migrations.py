"""The tables, as a list of steps: `STEPS`. A released step is never changed; add another one instead.

Articles and people have a number for joins, and an id or name that users see. Texts have a table of their own, so that
listing articles doesn't read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import ProjectNewerError
from annotator.store.disk import failures
from annotator.store.file import checksums
from annotator.store.file.applied_steps import LIST, SET, applied_steps
from annotator.store.file.case_counts import create_case_counts
from annotator.store.file.case_triggers import forget_counts_once
from annotator.store.file.count_cases_again import count_cases_again
from annotator.store.file.keep_card import keep_card
from annotator.store.file.keep_card_row import keep_card_row
from annotator.store.file.keep_notes import keep_notes
from annotator.store.file.keep_splits import keep_splits
from annotator.store.file.keep_steps import keep_steps
from annotator.store.file.parts import add_parts
from annotator.store.file.search_tables import create_search_indexes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from sqlite_utils import Database

    from annotator.store.file.connection import Connection

    Steps = Sequence[Callable[[Database], None]]


def create_project(db: Database) -> None:
    """Add the table of the project: one row, with what holds for all of it."""
    db.executescript("""
        CREATE TABLE project (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            schema TEXT NOT NULL CHECK (json_valid(schema)),
            created TEXT NOT NULL
        );
    """)


def create_articles(db: Database) -> None:
    """Add articles and their texts, which nobody alters."""
    db.executescript("""
        CREATE TABLE article (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            title TEXT NOT NULL,
            date TEXT,
            source TEXT,
            url TEXT,
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            sha256 TEXT NOT NULL UNIQUE,
            length INTEGER NOT NULL CHECK (length > 0),
            words INTEGER NOT NULL,
            added TEXT NOT NULL
        );
        CREATE TABLE article_text (
            article INTEGER PRIMARY KEY REFERENCES article (number),
            text TEXT NOT NULL
        );
        CREATE TRIGGER article_text_has_its_length BEFORE INSERT ON article_text
        WHEN length(NEW.text) IS NOT (SELECT length FROM article WHERE number = NEW.article)
        BEGIN SELECT RAISE(ABORT, 'the length of the text is not that of the article'); END;
        CREATE TRIGGER article_text_is_never_altered BEFORE UPDATE ON article_text
        BEGIN SELECT RAISE(ABORT, 'the text of an article is never altered'); END;
        CREATE TRIGGER article_length_is_never_altered BEFORE UPDATE OF number, length, sha256 ON article
        BEGIN SELECT RAISE(ABORT, 'the text of an article is never altered'); END;
    """)


def create_annotators(db: Database) -> None:
    """Add the people."""
    db.executescript("""
        CREATE TABLE annotator (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (trim(name) <> ''),
            created TEXT NOT NULL
        );
    """)


def create_spans(db: Database) -> None:
    """Add the spans as they are now; offsets outside the text are refused here too."""
    db.executescript("""
        CREATE TABLE span (
            id TEXT NOT NULL PRIMARY KEY,
            article INTEGER NOT NULL REFERENCES article (number),
            annotator INTEGER NOT NULL REFERENCES annotator (number),
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            label TEXT NOT NULL CHECK (label <> ''),
            attributes TEXT NOT NULL CHECK (json_valid(attributes)),
            created TEXT NOT NULL,
            changed TEXT NOT NULL,
            UNIQUE (article, annotator, start, "end", label),
            CHECK (typeof(start) = 'integer' AND typeof("end") = 'integer' AND 0 <= start AND start < "end")
        );
        CREATE INDEX span_by_annotator ON span (annotator, article);
        CREATE TRIGGER span_is_inside_its_article BEFORE INSERT ON span
        WHEN NEW."end" > (SELECT length FROM article WHERE number = NEW.article)
        BEGIN SELECT RAISE(ABORT, 'the span ends after the text'); END;
        CREATE TRIGGER span_stays_inside_its_article BEFORE UPDATE OF article, start, "end" ON span
        WHEN NEW."end" > (SELECT length FROM article WHERE number = NEW.article)
        BEGIN SELECT RAISE(ABORT, 'the span ends after the text'); END;
    """)


def create_history(db: Database) -> None:
    """Add the history, which only grows."""
    db.executescript("""
        CREATE TABLE operation (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            article INTEGER NOT NULL REFERENCES article (number),
            annotator INTEGER NOT NULL REFERENCES annotator (number),
            at TEXT NOT NULL,
            move TEXT NOT NULL CHECK (move IN ('do', 'undo', 'redo')),
            what TEXT NOT NULL CHECK (what IN ('added', 'removed', 'relabelled', 'moved', 'changed')),
            before TEXT CHECK (before IS NULL OR json_valid(before)),
            after TEXT CHECK (after IS NULL OR json_valid(after)),
            CHECK (before IS NOT NULL OR after IS NOT NULL)
        );
        CREATE INDEX operation_by_layer ON operation (article, annotator);
        CREATE TRIGGER history_is_never_altered BEFORE UPDATE ON operation
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
        CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON operation
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
        CREATE TRIGGER history_is_never_replaced BEFORE INSERT ON operation
        WHEN EXISTS (SELECT 1 FROM operation WHERE number = NEW.number)
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
    """)


def create_work(db: Database) -> None:
    """Add how far each annotator is with each article."""
    db.executescript("""
        CREATE TABLE work (
            annotator INTEGER NOT NULL REFERENCES annotator (number),
            article INTEGER NOT NULL REFERENCES article (number),
            status TEXT NOT NULL DEFAULT 'todo' CHECK (status IN ('todo', 'doing', 'done', 'flagged')),
            note TEXT NOT NULL DEFAULT '',
            seconds REAL NOT NULL DEFAULT 0 CHECK (seconds >= 0),
            PRIMARY KEY (annotator, article)
        ) WITHOUT ROWID;
        CREATE INDEX work_by_article ON work (article, annotator);
    """)


def create_assignments(db: Database) -> None:
    """Add the tables of assignments, and of the articles that are handed out on demand."""
    db.executescript("""
        CREATE TABLE assignment (
            annotator INTEGER NOT NULL REFERENCES annotator (number),
            article INTEGER NOT NULL REFERENCES article (number),
            dynamic INTEGER NOT NULL DEFAULT 0 CHECK (dynamic IN (0, 1)),
            given TEXT NOT NULL,
            touched TEXT NOT NULL,
            PRIMARY KEY (annotator, article)
        ) WITHOUT ROWID;
        CREATE INDEX assignment_by_article ON assignment (article, annotator);
        CREATE TABLE pool (
            article INTEGER PRIMARY KEY REFERENCES article (number),
            people INTEGER NOT NULL CHECK (people > 0),
            return_after REAL NOT NULL CHECK (return_after > 0)
        );
    """)


def create_gold(db: Database) -> None:
    """Add the tables of gold: decisions, their spans, their append-only history, and which articles are settled."""
    db.executescript("""
        CREATE TABLE decision (
            id TEXT NOT NULL PRIMARY KEY,
            article INTEGER NOT NULL REFERENCES article (number),
            adjudicator INTEGER NOT NULL REFERENCES annotator (number),
            at TEXT NOT NULL,
            choice TEXT NOT NULL CHECK (choice IN ('taken', 'several', 'none', 'edited', 'relabelled', 'added')),
            people TEXT NOT NULL CHECK (json_valid(people)),
            sources TEXT NOT NULL CHECK (json_valid(sources)),
            marks TEXT NOT NULL CHECK (json_valid(marks)),
            policy TEXT NOT NULL DEFAULT '',
            note TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX decision_by_article ON decision (article);
        CREATE UNIQUE INDEX decision_by_marks ON decision (article, marks) WHERE marks <> '[]';
        CREATE TABLE gold_span (
            id TEXT NOT NULL PRIMARY KEY,
            decision TEXT NOT NULL REFERENCES decision (id),
            article INTEGER NOT NULL REFERENCES article (number),
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            label TEXT NOT NULL CHECK (label <> ''),
            attributes TEXT NOT NULL CHECK (json_valid(attributes)),
            UNIQUE (article, start, "end", label),
            CHECK (typeof(start) = 'integer' AND typeof("end") = 'integer' AND 0 <= start AND start < "end")
        );
        CREATE INDEX gold_span_by_decision ON gold_span (decision);
        CREATE TRIGGER gold_span_is_inside_its_article BEFORE INSERT ON gold_span
        WHEN NEW."end" > (SELECT length FROM article WHERE number = NEW.article)
        BEGIN SELECT RAISE(ABORT, 'the span ends after the text'); END;
        CREATE TABLE settled (
            article INTEGER PRIMARY KEY REFERENCES article (number),
            adjudicator INTEGER NOT NULL REFERENCES annotator (number),
            at TEXT NOT NULL,
            people TEXT NOT NULL CHECK (json_valid(people))
        );
        CREATE TABLE gold_step (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            article INTEGER NOT NULL REFERENCES article (number),
            adjudicator INTEGER NOT NULL REFERENCES annotator (number),
            at TEXT NOT NULL,
            move TEXT NOT NULL CHECK (move IN ('do', 'undo', 'redo')),
            edits TEXT NOT NULL CHECK (json_valid(edits)),
            settled_before INTEGER NOT NULL CHECK (settled_before IN (0, 1)),
            settled_after INTEGER NOT NULL CHECK (settled_after IN (0, 1)),
            people TEXT NOT NULL CHECK (json_valid(people))
        );
        CREATE INDEX gold_step_by_article ON gold_step (article);
        CREATE TRIGGER gold_history_is_never_altered BEFORE UPDATE ON gold_step
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
        CREATE TRIGGER gold_history_is_never_deleted BEFORE DELETE ON gold_step
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
        CREATE TRIGGER gold_history_is_never_replaced BEFORE INSERT ON gold_step
        WHEN EXISTS (SELECT 1 FROM gold_step WHERE number = NEW.number)
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
    """)


def create_former_names(db: Database) -> None:
    """Add the names that people had before, by which they are known again, as in copies from then."""
    db.executescript("""
        CREATE TABLE former_name (
            name TEXT NOT NULL PRIMARY KEY,
            annotator INTEGER NOT NULL REFERENCES annotator (number)
        ) WITHOUT ROWID;
    """)


def create_written(db: Database) -> None:
    """Add the number of changes stored by each run of the program, so that none is applied again from a rescue file."""
    db.executescript("""
        CREATE TABLE written (
            run TEXT NOT NULL PRIMARY KEY,
            changes INTEGER NOT NULL CHECK (changes > 0)
        ) WITHOUT ROWID;
    """)


def add_checksums(db: Database) -> None:
    """Add a checksum to each row whose values nothing else tells."""
    checksums.add(
        db.conn,
        ("project", "article", "annotator", "former_name", "work", "assignment", "pool", "written"),
    )


def create_turn(db: Database) -> None:
    """Add the id of the state that the project is in, and that of the one before, in one row: each transaction gives it a new one."""
    db.executescript("""
        CREATE TABLE turn (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            id BLOB NOT NULL CHECK (typeof(id) = 'blob' AND length(id) = 16),
            before BLOB NOT NULL CHECK (typeof(before) = 'blob' AND length(before) = 16)
        );
        INSERT INTO turn (number, id, before) VALUES (1, randomblob(16), randomblob(16));
    """)


def add_kinds(db: Database) -> None:
    """Add the kind of each name: a person, a model or a reference. Who is in a project already is a person."""
    db.executescript("""
        ALTER TABLE annotator ADD COLUMN kind TEXT NOT NULL DEFAULT 'person'
            CHECK (kind IN ('person', 'model', 'reference'));
    """)
    checksums.fill(db.conn, "annotator")


def keep_former_texts(db: Database) -> None:
    """Add the texts that articles had before they were corrected, and to which text each entry of a history refers.

    `article.edition` is how often its text was corrected. `edition` of an entry is that of the text in which its offsets count;
    `correction`: it was not made by a person but because the text was corrected, as the last one of its edition. A text
    is only altered once its former text is kept.
    """
    db.executescript("""
        CREATE TABLE former_text (
            article INTEGER NOT NULL REFERENCES article (number),
            edition INTEGER NOT NULL CHECK (edition >= 0),
            text TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            replaced TEXT NOT NULL,
            PRIMARY KEY (article, edition)
        );
        CREATE INDEX former_text_by_sha256 ON former_text (sha256);
        CREATE TRIGGER former_text_is_never_altered BEFORE UPDATE OF article, edition, text, sha256, replaced ON former_text
        BEGIN SELECT RAISE(ABORT, 'a former text is never altered'); END;
        CREATE TRIGGER former_text_is_never_deleted BEFORE DELETE ON former_text
        BEGIN SELECT RAISE(ABORT, 'a former text is never deleted'); END;
        ALTER TABLE article ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE operation ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE operation ADD COLUMN correction INTEGER NOT NULL DEFAULT 0 CHECK (correction IN (0, 1));
        ALTER TABLE gold_step ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE gold_step ADD COLUMN correction INTEGER NOT NULL DEFAULT 0 CHECK (correction IN (0, 1));
        DROP TRIGGER article_text_is_never_altered;
        DROP TRIGGER article_length_is_never_altered;
        CREATE TRIGGER article_text_is_only_corrected BEFORE UPDATE ON article_text
        WHEN NEW.article IS NOT OLD.article
            OR NOT EXISTS (SELECT 1 FROM former_text WHERE article = OLD.article AND text = OLD.text)
            OR length(NEW.text) IS NOT (SELECT length FROM article WHERE number = NEW.article)
        BEGIN SELECT RAISE(ABORT, 'the text of an article is never altered'); END;
        CREATE TRIGGER article_length_is_only_corrected BEFORE UPDATE OF number, length, sha256, edition ON article
        WHEN NEW.number IS NOT OLD.number OR NEW.edition IS NOT OLD.edition + 1
            OR NOT EXISTS (
                SELECT 1 FROM former_text WHERE article = OLD.number AND edition = OLD.edition AND sha256 = OLD.sha256
            )
        BEGIN SELECT RAISE(ABORT, 'the text of an article is never altered'); END;
    """)
    checksums.add(db.conn, ("former_text",))
    checksums.fill(db.conn, "article")


STEPS: tuple[Callable[[Database], None], ...] = (
    create_project,
    create_articles,
    create_annotators,
    create_spans,
    create_history,
    create_work,
    create_assignments,
    create_gold,
    create_former_names,
    create_written,
    add_checksums,
    create_turn,
    add_kinds,
    keep_former_texts,
    add_parts,
    create_search_indexes,
    create_case_counts,
    forget_counts_once,
    keep_card,
    keep_splits,
    keep_card_row,
    keep_steps,
    keep_notes,
    count_cases_again,
)


def lacking_steps(connection: Connection, steps: Steps) -> list[str]:
    """Return the names of the steps that the project file lacks.

    Raises `ProjectNewerError` if it has unknown steps, `DamagedProjectError` if it has none.
    """
    with failures.translated(connection.path):
        applied = applied_steps(connection)
    if applied is None:
        raise failures.damaged(connection.path, f"the table {LIST} is not as it was made")
    if not applied:
        raise failures.damaged(connection.path, "it has none of this program's tables")
    known = [step.__name__ for step in steps]
    if not applied.issubset(known):
        raise ProjectNewerError(
            f"{connection.path} was written by a newer version of this program, so it was left alone. "
            "Update annotator to open it."
        )
    return [name for name in known if name not in applied]


def apply(database: sqlite3.Connection, steps: Steps, names: Sequence[str]) -> None:
    """Apply the named steps and list them, all or none."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations(SET)
    for step in steps:
        if step.__name__ in names:
            migrations()(step)
    made = Database(database, execute_plugins=False)
    with made.atomic():
        migrations.apply(made)


def take(database: sqlite3.Connection, steps: Steps) -> None:
    """Take steps in an empty database, without listing them."""
    from sqlite_utils import Database

    made = Database(database, execute_plugins=False)
    for step in steps:
        step(made)
