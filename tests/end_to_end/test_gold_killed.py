"""An adjudicator's program that is killed while it writes loses no decision that it had acknowledged, and halves none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.model import GoldStep
from annotator.project import Project
from tests.end_to_end.test_killed import check_file, killed
from tests.store.helpers import TEXT, make

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.model import Decision

pytestmark = pytest.mark.tried("killed while it saves decisions")

ROUNDS = 8
DECIDING = """
import itertools, random, sys
import msgspec
from pathlib import Path
from annotator.project import Project
from tests.store.test_gold import changing, decision, gold_span, making, step

chance = random.Random(int(sys.argv[2]))
with Project.open(Path(sys.argv[1])) as project:
    length = len(project.articles.get("1").text)
    for turn in itertools.count():
        gold = project.gold.get("1.txt")
        label = f"{sys.argv[2]}-{turn}"
        spans = [gold_span(place, place + 2, label) for place in range(chance.randrange(6))]
        settled = (gold.settled is not None, chance.random() < 0.5)
        what = chance.choice(["make", "make", "change", "remove"])
        if what == "make" or not gold.decisions:
            done = making(decision(*spans[:2]), decision(*spans[2:]), settled=settled)
        elif what == "change":
            before = chance.choice(gold.decisions)
            done = changing(before, msgspec.structs.replace(before, spans=tuple(spans), note=label), settled=settled)
        else:
            done = changing(chance.choice(gold.decisions), None, settled=settled)
        project.gold.decide(done)
        print(msgspec.json.encode(done).decode(), flush=True)
"""


def replayed(steps: Sequence[GoldStep]) -> tuple[tuple[Decision, ...], bool]:
    """Return the decisions that a history leads to, and whether the article is settled."""
    decisions: dict[str, Decision] = {}
    settled = False
    for step in steps:
        for edit in step.edits:
            if edit.before is not None:
                assert decisions.pop(edit.before.id) == edit.before
            if edit.after is not None:
                assert edit.after.id not in decisions
                decisions[edit.after.id] = edit.after
        assert step.settled[0] == settled
        settled = step.settled[1]
    return tuple(sorted(decisions.values(), key=lambda decision: decision.order)), settled


@pytest.mark.times(ROUNDS)
def test_every_acknowledged_decision_is_there_and_none_by_half(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    steps: list[GoldStep] = []
    for seed in range(ROUNDS):
        acknowledged = [msgspec.json.decode(line, type=GoldStep) for line in killed(DECIDING, path, seed)]
        known = len(steps)
        with Project.open(path) as project:
            steps = project.gold.steps("1.txt")
            gold = project.gold.get("1.txt")
        assert steps[known : known + len(acknowledged)] == acknowledged
        under_way = len(steps) - known - len(acknowledged)
        assert under_way in (0, 1), "what was under way may have come through"
        assert (gold.decisions, gold.settled is not None) == replayed(steps)
        check_file(path)
