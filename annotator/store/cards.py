"""The card of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.check import guards
from annotator.store.file import card

if TYPE_CHECKING:
    from annotator.model import Card
    from annotator.store.file.connection import Connection


class Cards:
    """What people state about the data of the project; there is one card or none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self) -> Card | None:
        """Return the card, None where there is none. Raises `DamagedProjectError`."""
        with self._connection.as_of_now():
            guards.require_tables(self._connection, "card")
            return card.read(self._connection)

    def put(self, new: Card) -> bool:
        """Put a card in the place of the former one, and return whether it is another one. One without any value takes it away."""
        with self._connection.writing():
            return card.write(self._connection, new)
