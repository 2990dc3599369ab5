"""The row of the card: what people state about the data of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator import cards
from annotator.errors import CardError
from annotator.model import Card, now
from annotator.store.disk.failures import damaged
from annotator.store.file import json_columns

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection


def read(connection: Connection) -> Card | None:
    """Return the card, None where there is none. Raises `DamagedProjectError` if it can't be read."""
    row = connection.row("SELECT card FROM card")
    try:
        return None if row is None else _card(row[0])
    except (msgspec.MsgspecError, CardError, TypeError) as error:
        raise damaged(connection.path, f"its card can't be read: {error}") from error


def fault(connection: Connection) -> str:
    """Return a clause on why a card that is there can't be read, or ""."""
    row = connection.database.execute("SELECT card FROM card").fetchone()
    try:
        if row is not None:
            _card(row[0])
    except (msgspec.MsgspecError, CardError, TypeError) as error:
        return f"it can't be read: {error}"
    return ""


def write(connection: Connection, card: Card) -> bool:
    """Put the card in the place of the former one, inside a transaction; return whether it is another one. An empty one takes it away."""
    if card == (read(connection) or Card()):
        return False
    connection.execute("DELETE FROM card")
    if card != Card():
        connection.execute(
            "INSERT INTO card (number, card, changed) VALUES (1, ?, ?)",
            [json_columns.text(card), now().isoformat()],
        )
    return True


def _card(column: str | bytes) -> Card:
    return cards.card_of(msgspec.json.decode(column, type=dict[str, object]))
