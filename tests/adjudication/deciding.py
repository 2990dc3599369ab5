"""What the tests of adjudicating one article share: two layers that differ, and looks at what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.adjudication.story import TEXT, at, layer

if TYPE_CHECKING:
    from annotator.adjudication import Adjudication, Case, Group
    from annotator.model import Decision, GoldSpan, GoldStep

HUDA = layer("huda", ("وزارة الداخلية", "actor"), ("الرمال", "location"), ("الجيش", "actor"))
SALIM = layer("salim", ("الداخلية", "actor"), ("الرمال", "location"), ("الميناء", "location"))
MINISTRY, TOWN, ARMY, PORT = (
    ("وزارة الداخلية", "actor"),
    ("الرمال", "location"),
    ("الجيش", "actor"),
    ("الميناء", "location"),
)


def group_of(case: Case) -> Group:
    assert case.group is not None
    return case.group


def made(step: GoldStep | None) -> Decision:
    """Return the one decision that a step makes or changes."""
    assert step is not None
    (edit,) = step.edits
    assert edit.after is not None
    return edit.after


def given(adjudication: Adjudication, word: str) -> GoldSpan:
    decision = at(adjudication, word).decision
    assert decision is not None
    (one,) = decision.spans
    return one


def offsets(phrase: str) -> tuple[int, int]:
    start = TEXT.index(phrase)
    return start, start + len(phrase)
