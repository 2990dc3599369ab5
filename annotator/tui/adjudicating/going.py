"""Going from place to place in an article: which places n and N go through, in what order, and where one came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from annotator.adjudication import UNANIMOUS
from annotator.tui.editor import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.adjudication import Case
    from annotator.text.navigation import Caret
    from annotator.tui.adjudicating.editor import DecisionEditor

Order = tuple[int, int, str]
"""The key by which cases are sorted as an adjudicator goes through them: by start, longest first, and the case's key."""

_FEW = 50
"""Up to so many cases that changed are put in their places one by one; of more, all are sorted."""


class Walk(Enum):
    """What n and N go through: what is open, what was decided about differences, or every place."""

    OPEN = "open"
    DECIDED = "decided"
    ALL = "all"

    @property
    def next(self) -> Walk:
        """What r changes to."""
        walks = list(Walk)
        return walks[(walks.index(self) + 1) % len(walks)]


class Whence(NamedTuple):
    """A place in an article that a key led away from, so that it can be gone back to. `settled`: by settling the article."""

    article: str
    edition: int
    caret: Caret
    case: str | None
    settled: bool


class Places:
    """The cases of an article in the order of each walk, kept up to date while they are decided."""

    def __init__(self) -> None:
        self._walks: dict[Walk, list[Order]] = {walk: [] for walk in Walk}
        self._of: dict[str, tuple[Order, tuple[Walk, ...]]] = {}

    def update(self, changed: Mapping[str, Case | None]) -> None:
        """Put cases where they belong now, None for one that is gone, by their keys."""
        one_by_one = len(changed) <= _FEW
        for key, case in changed.items():
            before = self._of.pop(key, None)
            after = None if case is None else (order_of(case), _walks_of(case))
            if after is not None:
                self._of[key] = after
            if one_by_one and before != after:
                self._move(before, after)
        if not one_by_one:
            for walk in Walk:
                self._walks[walk] = sorted(order for order, walks in self._of.values() if walk in walks)

    def _move(
        self, before: tuple[Order, tuple[Walk, ...]] | None, after: tuple[Order, tuple[Walk, ...]] | None
    ) -> None:
        if before is not None:
            for walk in before[1]:
                places = self._walks[walk]
                del places[bisect_left(places, before[0])]
        if after is not None:
            for walk in after[1]:
                insort(self._walks[walk], after[0])

    def count(self, walk: Walk) -> int:
        """Return how many places a walk has."""
        return len(self._walks[walk])

    def number(self, walk: Walk, order: Order) -> int | None:
        """Return which place of a walk this one is, from 1; None where it is none of them."""
        places = self._walks[walk]
        index = bisect_left(places, order)
        return index + 1 if index < len(places) and places[index] == order else None

    def beyond(self, walk: Walk, order: Order, by: int) -> str | None:
        """Return the key of the next case of a walk (1) or of the previous one (-1); None where none is on that side."""
        places = self._walks[walk]
        index = bisect_right(places, order) if by > 0 else bisect_left(places, order) - 1
        return places[index][2] if 0 <= index < len(places) else None

    def end(self, walk: Walk, by: int) -> str | None:
        """Return the key of the first case of a walk (1) or of the last one (-1); None where it has none."""
        places = self._walks[walk]
        return places[0 if by > 0 else -1][2] if places else None


def order_of(case: Case) -> Order:
    """Return where a case stands among the others."""
    return (case.start, -case.end, case.key)


def _walks_of(case: Case) -> tuple[Walk, ...]:
    if case.open:
        return Walk.OPEN, Walk.ALL
    decision = case.decision
    differed = decision is not None and decision.policy != str(UNANIMOUS)
    return (Walk.DECIDED, Walk.ALL) if differed else (Walk.ALL,)


def go_beyond(editor: DecisionEditor, walk: Walk, by: int) -> bool:
    """Go to the next place of a walk (1) or to the previous one (-1); return whether there is one on that side."""
    case = editor.case
    here = (editor.caret.start, 0, "") if case is None else order_of(case)
    return _go(editor, editor.places.beyond(walk, here, by))


def go_to_end(editor: DecisionEditor, walk: Walk, by: int) -> bool:
    """Go to the first place of a walk (1) or to the last one (-1); return whether there is one."""
    return _go(editor, editor.places.end(walk, by))


def _go(editor: DecisionEditor, key: str | None) -> bool:
    case = None if key is None else editor.adjudication.case(key)
    if case is not None:
        editor.go_to_case(case)
    return case is not None


def go_around(editor: DecisionEditor, by: int) -> Outcome | None:
    """Go on in the article as n (1) and N (-1) do, around its ends, which is told; None where the walk has no place here."""
    walk = editor.walk
    if go_beyond(editor, walk, by):
        return Outcome()
    is_only = number(editor) == editor.places.count(walk) == 1
    if not go_to_end(editor, walk, by):
        return None
    if is_only:
        what = {Walk.OPEN: "that is open ", Walk.DECIDED: "that is decided ", Walk.ALL: ""}[walk]
        return Outcome(f"This is the only place {what}here.")
    end = "first" if by > 0 else "last"
    return Outcome(f"Around: back to the {end}.")


def number(editor: DecisionEditor) -> int | None:
    """Return which place of the walk the current case is, from 1; None where it is none of them."""
    case = editor.case
    return None if case is None else editor.places.number(editor.walk, order_of(case))


def position(editor: DecisionEditor) -> str:
    """Return which place of the walk the current one is, and how many there are: "3 of 18 open"."""
    walk, here = editor.walk, number(editor)
    many = f"{editor.places.count(walk)} {'in all' if walk is Walk.ALL else walk.value}"
    return many if here is None else f"{here} of {many}"


def switch(editor: DecisionEditor) -> Outcome:
    """Let n and N go through something else: what is open, what is decided, all, and what is open again."""
    editor.walk = editor.walk.next
    what = {Walk.OPEN: "what is open", Walk.DECIDED: "what is decided", Walk.ALL: "every place"}
    return Outcome(f"n goes through {what[editor.walk]}.")


def whence(editor: DecisionEditor, *, settled: bool = False) -> Whence:
    """Return where the editor is."""
    return Whence(
        editor.article.id, editor.article.edition, editor.caret, editor.chosen_case, settled=settled
    )


def go_back(editor: DecisionEditor, place: Whence) -> None:
    """Go to where a key led away from; to its article only, where the text was corrected meanwhile."""
    if editor.article.edition != place.edition:
        return
    case = None if place.case is None else editor.adjudication.case(place.case)
    if case is not None:
        editor.go_to_case(case)
        return
    editor.before_move()
    editor.caret = place.caret
