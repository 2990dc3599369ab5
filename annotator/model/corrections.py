"""What correcting the text of an article does to its spans and its gold."""

from __future__ import annotations

from annotator.model.base import Struct


class CorrectedSpan(Struct, frozen=True, kw_only=True):
    """A span, by its range in the former text: what stood in it, and what stands there in the corrected text.

    `now` None: it fell away.
    """

    start: int
    end: int
    label: str
    text: str
    now: str | None = None


class CorrectedLayer(Struct, frozen=True, kw_only=True):
    """How many spans of a person stay where they are, move with their characters, and come back that fell away before.

    `altered` spans have other characters in part, `fallen` ones are removed.
    """

    annotator: str
    stay: int
    move: int
    back: int = 0
    altered: tuple[CorrectedSpan, ...] = ()
    fallen: tuple[CorrectedSpan, ...] = ()


class CorrectedGold(Struct, frozen=True, kw_only=True):
    """How many decisions stay, move with all their spans, fall away, and come back; `opened`: the article was settled, and is not any more."""

    stay: int
    move: int
    fallen: int
    back: int = 0
    opened: bool = False


class CorrectedNotes(Struct, frozen=True, kw_only=True):
    """How many threads stay where they are, and move with their characters, those included that are again where they were.

    `lost` are those whose characters fell away: they are at the nearest word now. Their label is empty.
    """

    stay: int
    move: int
    lost: tuple[CorrectedSpan, ...] = ()


class Corrected(Struct, frozen=True, kw_only=True):
    """An article whose text was corrected: how many characters fell away and came, its layers by name, its gold and its notes if it has any.

    `back`: the corrected text is one that it had before. `done` are those who had finished the article.
    """

    article: str
    removed: int
    added: int
    layers: tuple[CorrectedLayer, ...]
    gold: CorrectedGold | None = None
    notes: CorrectedNotes | None = None
    back: bool = False
    done: tuple[str, ...] = ()
