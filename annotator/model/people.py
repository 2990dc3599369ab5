"""People, the layers of models and references, and the result of renaming, joining or removing them."""

from __future__ import annotations

from enum import StrEnum

from annotator.model.base import Struct


class LayerKind(StrEnum):
    """Whose layers those of a name are: a person's, a model's predictions, or a reference such as a published corpus.

    Only people's layers are counted, compared between people, assigned, adjudicated and taken into gold.
    """

    PERSON = "person"
    MODEL = "model"
    REFERENCE = "reference"

    @property
    def noun(self) -> str:
        """The kind with its article, as it stands in a sentence."""
        return f"a {self.value}"


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


class OtherLayers(Struct, frozen=True, kw_only=True):
    """The layers of a model or a reference; `articles` counts those in which it has `spans`, `former` are names that it had before."""

    name: str
    kind: LayerKind
    former: tuple[str, ...]
    articles: int
    spans: int


class PeopleOverview(Struct, frozen=True, kw_only=True):
    """Everybody, by name. `alike` are the names that differ only in case or composition, which two people have or more.

    `others` are the models and references, by name.
    """

    people: tuple[Person, ...]
    alike: tuple[tuple[str, ...], ...]
    others: tuple[OtherLayers, ...] = ()


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


class Removed(Struct, frozen=True, kw_only=True):
    """The spans of a model or a reference that were removed, and the number of articles in which they were."""

    name: str
    kind: LayerKind
    articles: int
    spans: int
