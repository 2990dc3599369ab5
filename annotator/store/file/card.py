"""The row of the card: what people state about the data of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator import cards
from annotator.errors import CardError
from annotator.model import Card, now
from annotator.store.disk import failures
from annotator.store.disk.failures import damaged
from annotator.store.file import json_columns

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection


def read(connection: Connection) -> Card:
    """Return the card, an empty one where nothing is stated. Raises `DamagedProjectError` if it can't be read."""
    found = _read(connection)
    if isinstance(found, str):
        raise damaged(connection.path, found)
    return found


def fault(connection: Connection) -> str:
    """Return a clause on why the card can't be read, or ""."""
    found = _read(connection)
    return found if isinstance(found, str) else ""


def write(connection: Connection, card: Card) -> bool:
    """Put the card in the place of the former one, inside a transaction; return whether it is another one."""
    if card == read(connection):
        return False
    connection.execute("UPDATE card SET card = ?, changed = ?", [json_columns.text(card), now().isoformat()])
    return True


def _read(connection: Connection) -> Card | str:
    """Return the card, or a clause on why it can't be read."""
    with failures.translated(connection.path):
        row = connection.database.execute("SELECT card FROM card").fetchone()
    if row is None:
        return "its card is gone"
    try:
        return cards.card_of(msgspec.json.decode(row[0], type=dict[str, object]))
    except (msgspec.MsgspecError, CardError, TypeError) as error:
        return f"its card can't be read: {error}"
