"""The texts that articles had before they were corrected."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from annotator.model import now
from annotator.store import articles
from annotator.store.search import indexing
from annotator.text.length import length_in_words
from annotator.text.title import first_line

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

_TEXTS = "SELECT text FROM former_text WHERE article = ? ORDER BY edition"


def former_hashes(connection: Connection, number: int) -> list[str]:
    """Return the hashes of the texts that an article had before, the first one first."""
    rows = connection.rows("SELECT sha256 FROM former_text WHERE article = ? ORDER BY edition", [number])
    return [sha256 for (sha256,) in rows]


def last_edition(connection: Connection, number: int, sha256: str) -> int | None:
    """Return the last edition in which an article had the text of this hash, before it was corrected; None if it never had it."""
    sql = "SELECT MAX(edition) FROM former_text WHERE article = ? AND sha256 = ?"
    row = connection.row(sql, [number, sha256])
    return None if row is None or row[0] is None else int(row[0])


def former_text(connection: Connection, number: int, edition: int) -> str | None:
    """Return the text that an article had in this edition, before it was corrected; None where it is lost."""
    row = connection.row("SELECT text FROM former_text WHERE article = ? AND edition = ?", [number, edition])
    return None if row is None else str(row[0])


def article_with(connection: Connection, sha256: str) -> tuple[str, int] | None:
    """Return id and number of the article that had a text of this hash and was corrected since, or None."""
    row = connection.row(
        "SELECT id, number FROM former_text JOIN article ON number = article WHERE former_text.sha256 = ?",
        [sha256],
    )
    return None if row is None else (str(row[0]), int(row[1]))


def replace_text(connection: Connection, number: int, text: str) -> None:
    """Replace the text of an article and keep the former one, inside a transaction; what has offsets in it stays as it is.

    A title that was the first line of the text is that of the new one.
    """
    article = articles.by_number(connection, number)
    connection.execute(
        "INSERT INTO former_text (article, edition, text, sha256, replaced) VALUES (?, ?, ?, ?, ?)",
        [number, article.edition, article.text, article.sha256, now().isoformat()],
    )
    connection.execute(
        "UPDATE article SET title = ?, sha256 = ?, length = ?, words = ?, edition = edition + 1 WHERE number = ?",
        [
            (first_line(text) if article.title == first_line(article.text) else None) or article.title,
            hashlib.sha256(text.encode()).hexdigest(),
            len(text),
            length_in_words(text),
            number,
        ],
    )
    connection.execute("UPDATE article_text SET text = ? WHERE article = ?", [text, number])
    indexing.replace(connection, number, article, articles.by_number(connection, number))


def follow(theirs: Connection, there: int, ours: Connection, here: int) -> None:
    """Take the editions that their article has beyond ours, inside a transaction; both have the same text today.

    `there` and `here` are the numbers of the article in their project and in ours.
    """
    texts = [text for (text,) in theirs.rows(_TEXTS, [there])]
    for text in (*texts[articles.edition(ours, here) + 1 :], articles.by_number(theirs, there).text):
        replace_text(ours, here, text)


def copy_former_texts(theirs: Connection, there: int, ours: Connection, here: int) -> None:
    """Copy the former texts of an article to another project that has only its text, inside a transaction.

    `there` and `here` are the numbers of the article in the two.
    """
    sql = "SELECT edition, text, sha256, replaced FROM former_text WHERE article = ? ORDER BY edition"
    rows = theirs.rows(sql, [there])
    for row in rows:
        ours.execute(
            "INSERT INTO former_text (article, edition, text, sha256, replaced) VALUES (?, ?, ?, ?, ?)",
            [here, *row],
        )
