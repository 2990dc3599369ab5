"""The card of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.check import guards
from annotator.store.file import card

if TYPE_CHECKING:
    from annotator.model import Card
    from annotator.store.file.connection import Connection


class Cards:
    """What people state about the data of the project; a card without any value states nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self) -> Card:
        """Return the card. Raises `DamagedProjectError`."""
        with self._connection.as_of_now():
            guards.require_tables(self._connection, "card")
            return card.read(self._connection)

    def put(self, new: Card) -> bool:
        """Put a card in the place of the former one, and return whether it is another one. Raises `DamagedProjectError`."""
        with self._connection.writing():
            return card.write(self._connection, new)
