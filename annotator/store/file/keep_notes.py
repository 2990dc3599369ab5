"""The step that adds notes, and which articles were sent back to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file import checksums

if TYPE_CHECKING:
    from sqlite_utils import Database


def keep_notes(db: Database) -> None:
    """Add notes, of which only the range changes, when a text is corrected, and the articles that are back with somebody.

    `first` and `last` are the range as it was written, in the text of that `edition`, so that it is again what it was where the
    article goes back to a former text. `person` is NULL for a note of adjudicators to each other. `closes` are the ids of the notes that are closed with one. A row of
    `sent_back` is there from then on until the person has finished the article; `note` is the one with which it went back. It
    is `untouched` as long as nothing of the person's layer and status was changed since, if it was done before.
    """
    db.executescript("""
        CREATE TABLE note (
            id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
            article INTEGER NOT NULL REFERENCES article (number),
            person INTEGER REFERENCES annotator (number),
            author INTEGER NOT NULL REFERENCES annotator (number),
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            edition INTEGER NOT NULL CHECK (edition >= 0),
            at TEXT NOT NULL,
            text TEXT NOT NULL,
            closes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(closes)),
            sends_back INTEGER NOT NULL DEFAULT 0 CHECK (sends_back IN (0, 1)),
            CHECK (sends_back = 0 OR person IS NOT NULL),
            CHECK (text <> '' OR closes <> '[]'),
            CHECK (typeof(start) = 'integer' AND typeof("end") = 'integer' AND 0 <= start AND start < "end"),
            CHECK (typeof(first) = 'integer' AND typeof(last) = 'integer' AND 0 <= first AND first < last)
        );
        CREATE INDEX note_by_article ON note (article, person);
        CREATE INDEX note_by_person ON note (person, article);
        CREATE TRIGGER note_is_inside_its_article BEFORE INSERT ON note
        WHEN NEW."end" > (SELECT length FROM article WHERE number = NEW.article)
        BEGIN SELECT RAISE(ABORT, 'the note ends after the text'); END;
        CREATE TRIGGER note_stays_inside_its_article BEFORE UPDATE OF start, "end" ON note
        WHEN NEW."end" > (SELECT length FROM article WHERE number = NEW.article)
        BEGIN SELECT RAISE(ABORT, 'the note ends after the text'); END;
        CREATE TRIGGER note_is_never_altered BEFORE UPDATE OF id, article, first, last, edition, at, text, closes, sends_back ON note
        BEGIN SELECT RAISE(ABORT, 'a note is never altered'); END;
        CREATE TRIGGER note_is_never_deleted BEFORE DELETE ON note
        BEGIN SELECT RAISE(ABORT, 'a note is never deleted'); END;
        CREATE TRIGGER note_is_never_replaced BEFORE INSERT ON note
        WHEN EXISTS (SELECT 1 FROM note WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'a note is never altered'); END;
        CREATE TABLE sent_back (
            annotator INTEGER NOT NULL REFERENCES annotator (number),
            article INTEGER NOT NULL REFERENCES article (number),
            note TEXT NOT NULL REFERENCES note (id),
            untouched INTEGER NOT NULL CHECK (untouched IN (0, 1)),
            PRIMARY KEY (annotator, article)
        ) WITHOUT ROWID;
        CREATE INDEX sent_back_by_article ON sent_back (article, annotator);
        CREATE TRIGGER sent_back_ends_with_new_work AFTER INSERT ON work WHEN NEW.status = 'done'
        BEGIN DELETE FROM sent_back WHERE annotator = NEW.annotator AND article = NEW.article; END;
        CREATE TRIGGER sent_back_ends_with_work AFTER UPDATE OF status ON work WHEN NEW.status = 'done'
        BEGIN DELETE FROM sent_back WHERE annotator = NEW.annotator AND article = NEW.article; END;
        CREATE TRIGGER sent_back_is_touched_by_status AFTER UPDATE OF status ON work
        WHEN NEW.status IS NOT OLD.status AND EXISTS (
            SELECT 1 FROM sent_back WHERE annotator = NEW.annotator AND article = NEW.article AND untouched
        )
        BEGIN UPDATE sent_back SET untouched = 0 WHERE annotator = NEW.annotator AND article = NEW.article; END;
        CREATE TRIGGER sent_back_is_touched_by_operation AFTER INSERT ON operation
        WHEN EXISTS (
            SELECT 1 FROM sent_back WHERE annotator = NEW.annotator AND article = NEW.article AND untouched
        )
        BEGIN UPDATE sent_back SET untouched = 0 WHERE annotator = NEW.annotator AND article = NEW.article; END;
    """)
    checksums.add(db.conn, ("note", "sent_back"))
