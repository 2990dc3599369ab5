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
from annotator.store.file.applied_steps import applied_steps
from annotator.store.file.keep_card_row import keep_card_row

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

_GONE = "its card is gone"


def read(connection: Connection) -> Card:
    """Return the card, an empty one where nothing is stated. Raises `DamagedProjectError` if it can't be read."""
    found = _read(connection)
    if isinstance(found, str):
        raise damaged(connection.path, found)
    return found


def fault(connection: Connection) -> str:
    """Return a clause on why the card can't be read, or "". Of a project from before `keep_card_row` it need not be there."""
    found = _read(connection)
    if found == _GONE and keep_card_row.__name__ not in (applied_steps(connection) or ()):
        return ""
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
        return _GONE
    try:
        return cards.card_of(msgspec.json.decode(row[0], type=dict[str, object]))
    except (msgspec.MsgspecError, CardError, TypeError) as error:
        return f"its card can't be read: {error}"
