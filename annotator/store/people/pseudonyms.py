"""Letters that stand for people: pseudonyms, the same wherever they are named, and those of a screen that hides names."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from annotator import names as rule
from annotator.errors import UsageError
from annotator.store.file.meta import created
from annotator.store.people import kinds
from annotator.text import fold

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

UNKNOWN = "?"
"""Stands for a name that nobody in the project has or had."""

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Pseudonyms:
    """The letters by names. They go by the order in which names came into the project, so that nobody's changes when others come.

    Models and references have their place in that order and keep their names, as they are no people. Raises `UsageError` where one of
    these is called as a person's letter.
    """

    def __init__(self, connection: Connection) -> None:
        rows = list(connection.rows("SELECT number, name, kind FROM annotator ORDER BY number"))
        self.letters = {name: letters(number) for number, name, kind in rows if kind == "person"}
        """The letters of all people, in the order in which they came."""
        self._others = {name for _, name, kind in rows if kind != "person"}
        taken = {rule.key(letter) for letter in self.letters.values()}
        for name in sorted(self._others):
            if rule.key(name) in taken:
                raise UsageError(
                    f"{name} is no person here and is called as somebody would be with --pseudonyms: give it another name with "
                    "annotator people rename."
                )
        by_number = {number: letters(number) for number, _, kind in rows if kind == "person"}
        former = list(connection.rows("SELECT name, annotator FROM former_name ORDER BY name"))
        self._known = {rule.key(name): by_number[who] for name, who in former if who in by_number}
        self._known |= {rule.key(name): letter for name, letter in reversed(self.letters.items())}
        self._widely: dict[str, str] = {}
        people = [
            *self.letters.items(),
            *((name, by_number[who]) for name, who in former if who in by_number),
        ]
        for name, letter in people:
            if wide := _wide(name):
                self._widely[wide] = letter if self._widely.get(wide, letter) == letter else UNKNOWN

    def __call__(self, name: str) -> str:
        """Return a person's letter, or the name of a model or a reference."""
        letter = self.letters.get(name)
        if letter is not None:
            return letter
        return name if name in self._others else self._known.get(rule.key(name), UNKNOWN)

    def of_value(self, value: Any) -> Any:
        """Return a value of JSON in which letters stand for texts that are somebody's name and nothing else, also as names of fields.

        Texts that searching widely takes for the name are it, too, with any signs or spaces in it or none; `UNKNOWN` stands for one
        that may be that of several people.
        """
        match value:
            case str():
                known = self._known.get(rule.key(value))
                return self._widely.get(_wide(value), value) if known is None else known
            case list():
                return [self.of_value(one) for one in value]
            case dict():
                return self._of_fields(value)
            case _:
                return value

    def _of_fields(self, fields: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in fields.items():
            new = self.of_value(name)
            while new in found or (
                new != name and new in fields
            ):  # two spellings of one name, or a field called as a letter
                new += "'"
            found[new] = self.of_value(value)
        return found


def _wide(text: str) -> str:
    return fold.wide(text).replace(" ", "")


def drawn_letters(connection: Connection) -> dict[str, str]:
    """Return a letter for each person by names, who has the next one of an alphabet that is shuffled by the project.

    The letters of `Pseudonyms` go by the order in which people came: who knows who was first would know A.
    """
    project = created(connection)
    shuffled = sorted(_ALPHABET, key=lambda letter: sha256(f"hidden\0{project}\0{letter}".encode()).digest())
    order = str.maketrans(_ALPHABET, "".join(shuffled))
    people = connection.rows(f"SELECT number, name FROM {kinds.PEOPLE}")
    return {name: letters(number).translate(order) for number, name in people}


def letters(number: int) -> str:
    """Return A for 1, Z for 26, AA for 27."""
    found = ""
    while number > 0:
        number, place = divmod(number - 1, len(_ALPHABET))
        found = _ALPHABET[place] + found
    return found or UNKNOWN
