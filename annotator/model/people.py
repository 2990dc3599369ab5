"""People, and the result of renaming or joining them."""

from __future__ import annotations

from annotator.model.base import Struct


class Person(Struct, frozen=True, kw_only=True):
    """One person and what they have in the project; all but seconds are counts.

    `former` are names that they had before. `assigned`, `finished`, `doing` and `flagged` count articles, `decisions` those of
    gold that they made and that are in force. `fault` says why nobody can have this name, empty where somebody can.
    """

    name: str
    former: tuple[str, ...]
    assigned: int
    finished: int
    doing: int
    flagged: int
    spans: int
    decisions: int
    seconds: float
    fault: str


class PeopleOverview(Struct, frozen=True, kw_only=True):
    """Everybody, by name. `alike` are the names that differ only in case or composition, which two people have or more."""

    people: tuple[Person, ...]
    alike: tuple[tuple[str, ...], ...]


class Moved(Struct, frozen=True, kw_only=True):
    """What was moved from one name, `former`, to another, `name`.

    `layers` counts the articles in which `former` had spans, history or a status, `spans` the spans that moved, `doubles`
    those that both people had, of which one was removed. `operations` counts entries of the history of spans, `decisions`
    those of gold that named `former`, `changed` the articles whose gold counts as changed since.
    """

    name: str
    former: str
    layers: int
    spans: int
    operations: int
    decisions: int
    doubles: int = 0
    changed: int = 0
