"""How many keys a decision takes, without and with the keys for the edges of a third version."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections import defaultdict, deque
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.events import Key

from annotator import adjudication
from annotator.adjudication import Adjudication, Version
from annotator.model import Gold, Layer, Mark
from annotator.project import Project
from annotator.text import clitics, edges
from annotator.text.layout import Layout
from annotator.tui.adjudicating import deciding
from annotator.tui.adjudicating.app import AdjudicatorApp
from annotator.tui.adjudicating.editor import DecisionEditor
from annotator.tui.adjudicating.keys import ARTICLE
from annotator.tui.adjudicating.screen import AdjudicateScreen
from annotator.tui.editor import SpanEdit
from annotator.tui.keys import EDGES, Press
from annotator.tui.screens.keyed import deliver
from benchmarks.keystrokes.hand import MOVES
from benchmarks.table import Bar, Cell, LeftOut, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.adjudication import Case, Group
    from annotator.model import Article, Decision
    from annotator.text.navigation import Caret
    from annotator.tui.editor import Outcome

ADJUDICATOR = "nadia"
COLUMNS, ROWS = 100, 30
"""The cells of the screen."""
MOST_KEYS = 2.5
_FARTHEST = 25
"""More keys than that are not searched for."""
GOLD, VERSIONS = "as the sample gold says", "each version in turn"
OF_GOLD, THIRD = "third versions of the gold", "third versions made of two"


class Wanted(NamedTuple):
    """What a case is to be decided for, its kind, and why that is wanted."""

    case: str
    kind: str
    why: str
    marks: frozenset[Mark]


class Counted(NamedTuple):
    """The keys of a decision, without and with those for edges."""

    wanted: Wanted
    before: tuple[str, ...]
    now: tuple[str, ...]


def run(*, quick: bool) -> Iterator[Table | LeftOut]:
    """Decide the disagreements of the sample layers."""
    left: list[str] = []
    found = counted(left, most=2 if quick else None)
    by_row: defaultdict[tuple[str, str], list[Counted]] = defaultdict(list)
    for one in found:
        by_row[one.wanted.why, one.wanted.kind].append(one)
        by_row[one.wanted.why, "all"].append(one)
    order = [GOLD, VERSIONS, OF_GOLD, THIRD]
    rows = sorted(by_row, key=lambda row: (order.index(row[0]), row[1] == "all", row[1]))
    means = {
        why: _mean([one.now for one in by_row[why, kind]])
        for why, kind in rows
        if why in {OF_GOLD, THIRD} and kind == "all"
    }
    yield Table(
        title="Keys for a decision",
        command="python -m benchmarks deciding",
        about=ABOUT,
        columns=("decided", "kind", "decisions", "keys before", "most", "keys now", "most"),
        rows=tuple(_row(why, kind, by_row[why, kind]) for why, kind in rows),
        bars=(Bar("keys for a third version, in the mean,", MOST_KEYS, means),),
    )
    if left:
        yield LeftOut(
            f"{len(left)} decisions of the sample gold",
            f"They are no choice of a case: {', '.join(sorted(set(left)))}.",
        )


ABOUT = (
    f"a terminal of {COLUMNS} by {ROWS} cells. The fewest keys for each decision, from where the program has gone to the case by itself: a number, x, b, Tab and a label's "
    "key, or an edit. Before: e, which began at the end, then arrows by words, letters and rows, Home and End, Tab for the other edge, Enter. Now: also ( and ), clitics, signs, and an edge by a word, a letter or a clause. "
    f"Keys now are pressed in the open program, and what is stored is compared with what was wanted. '{GOLD}': every decision of the two settled sample articles that an adjudicator made. '{VERSIONS}': "
    f"each version of each disagreement of the others, and none. '{OF_GOLD}': those with a range that nobody has. '{THIRD}': of each disagreement the start of one version with the end of another, "
    "each version without signs at its edges and without its first clitic, where nobody has that."
)


def _row(why: str, kind: str, found: Sequence[Counted]) -> tuple[Cell, ...]:
    before, now = [one.before for one in found], [one.now for one in found]
    return (why, kind, len(found), _mean(before), max(map(len, before)), _mean(now), max(map(len, now)))


def _mean(keys: Sequence[tuple[str, ...]]) -> float:
    return sum(map(len, keys)) / len(keys)


def counted(left: list[str], *, most: int | None = None) -> list[Counted]:
    """Return the keys of all decisions, pressed in the open program; `left` gets the choices that are of no case.

    Raises AssertionError where something else was stored than what was wanted.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "annotator", "demo", "--no-open"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        found: list[Counted] = []
        with Project.open(Path(folder, "demo", "annotator.db")) as reader:
            for id_ in [row.id for row in reader.work.status().articles if len(row.done) > 1][:most]:
                found += asyncio.run(_of_article(reader, id_, left))
        return found


async def _of_article(reader: Project, id_: str, left: list[str]) -> list[Counted]:
    article, layers = reader.articles.get(id_), reader.finished.layers(id_)
    hand = Hand(article, layers, [(label.name, label.key) for label in reader.schema.labels])
    gold = reader.gold.get(id_)
    steps = len(reader.gold.steps(id_))
    wanted = list(_wanted(hand, gold.decisions, left))
    found = [Counted(one, hand.fewest(one, new=False), hand.fewest(one, new=True)) for one in wanted]
    app = AdjudicatorApp(reader, ADJUDICATOR, adjudication.UNANIMOUS, article=id_)
    try:
        async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, AdjudicateScreen)
            _press(app, ["u"] * steps)
            assert not screen.editor.adjudication.gold.decisions
            for one in found:
                _decide(app, screen.editor, one)
            while app.unsaved:
                await pilot.pause(0.01)
            await pilot.pause()
    finally:
        app.close()
    return found


def _decide(app: AdjudicatorApp, editor: DecisionEditor, one: Counted) -> None:
    """Press the keys for a decision, and undo it once it was compared with what was wanted."""
    case = editor.adjudication.case(one.wanted.case)
    assert case is not None
    editor.go_to_case(case)
    _press(app, one.now)
    after = editor.adjudication.case(one.wanted.case)
    assert after is not None
    assert after.decision is not None, f"{one}: nothing was decided"
    assert {span.mark for span in after.decision.spans} == one.wanted.marks, f"{one}: {after.decision.spans}"
    _press(app, ["u"])


def _press(app: AdjudicatorApp, keys: Sequence[str]) -> None:
    for key in keys:
        deliver(app, Key(key, key if len(key) == 1 else None))


# --- what is wanted -------------------------------------------------------------------------------


def _wanted(hand: Hand, decisions: Sequence[Decision], left: list[str]) -> Iterator[Wanted]:
    by_hand = [decision for decision in decisions if not decision.policy]
    left += [str(decision.choice) for decision in by_hand if not decision.sources]
    for case in hand.editor.adjudication.cases:
        group = case.group
        if group is None or not case.open:
            continue
        versions = {version.mark for version in group.versions}
        sources = {span.id for span in group.sources}
        given = next((one for one in by_hand if sources & {span.id for span in one.sources}), None)
        thirds = set(_thirds(hand, group))
        if given is not None:
            marks = frozenset(span.mark for span in given.spans)
            is_third = bool({mark[:2] for mark in marks} - {mark[:2] for mark in versions})
            yield Wanted(case.key, str(group.kind), OF_GOLD if is_third else GOLD, marks)
            thirds -= marks
        else:
            for chosen in (*(frozenset({mark}) for mark in sorted(versions)), frozenset[Mark]()):
                yield Wanted(case.key, str(group.kind), VERSIONS, chosen)
        for mark in sorted(thirds):
            yield Wanted(case.key, str(group.kind), THIRD, frozenset({mark}))


def _thirds(hand: Hand, group: Group) -> Iterator[Mark]:
    """Yield ranges that a person might choose where no version is right, each with the label of a version."""
    ranges = {(version.start, version.end) for version in group.versions}
    for version in group.versions:
        start, end = version.start, version.end
        made = {(start, other.end) for other in group.versions} | {
            (other.start, end) for other in group.versions
        }
        trimmed = edges.trimmed(hand.layout, (start, end))
        if trimmed is not None:
            made.add(trimmed)
        following = clitics.next_clitic(hand.article.text, start, end)
        if following is not None:
            made.add((following, end))
        for first, last in made:
            if first < last and (first, last) not in ranges:
                yield (first, last, version.label)


# --- the fewest keys ------------------------------------------------------------------------------


class State(NamedTuple):
    """What keys change before something is decided: the chosen card, the label of the edit ("": none is begun) and its caret."""

    card: int
    label: str
    caret: Caret | None


class Hand:
    """The keys over one article, without a screen."""

    def __init__(self, article: Article, layers: Sequence[Layer], labels: Sequence[tuple[str, str]]) -> None:
        self.article = article
        self.layout = Layout(article.text, AdjudicateScreen.columns(COLUMNS))
        made = Adjudication(article, ADJUDICATOR, layers, Gold(article=article.id))
        self.editor = DecisionEditor(made, self.layout)
        self.labels = dict(labels)
        self._edges = {entry.keys[0]: entry.does for entry in ARTICLE.entries if entry.group == EDGES}

    def apply(self, outcome: Outcome) -> None:
        """Take what a key told, in the place of a screen."""
        assert outcome.step is None

    def fewest(self, wanted: Wanted, *, new: bool) -> tuple[str, ...]:
        """Return the fewest keys for a decision; `new`: with the keys for edges. Raises ValueError where too many are needed."""
        case = self.editor.adjudication.case(wanted.case)
        assert case is not None
        self.editor.go_to_case(case)
        cards = [card.span for card in self.editor.cards]
        numbers = [
            str(n)
            for n, span in enumerate(cards, 1)
            if isinstance(span, Version) and span.mark in wanted.marks
        ]
        if not wanted.marks:
            return ("x",)
        if len(numbers) == len(wanted.marks):
            if len(numbers) == 1:
                return (numbers[0],)
            return ("b",) if len(cards) == 2 else ("b", *numbers, "b")
        (mark,) = wanted.marks
        return self._edited(case, mark, new=new)

    def _edited(self, case: Case, wanted: Mark, *, new: bool) -> tuple[str, ...]:
        """Return the fewest keys that make a span of a version, by the breadth-first search of all that keys do."""
        key_of_label = self.labels[wanted[2]]
        begin = State(0, "", None)
        waiting: deque[tuple[State, tuple[str, ...]]] = deque([(begin, ())])
        seen = {begin}
        while waiting:
            state, keys = waiting.popleft()
            if len(keys) >= _FARTHEST:
                break
            if (last := self._last(case, state, wanted, key_of_label)) is not None:
                return (*keys, last)
            for key, after in self._following(case, state, wanted[2], new=new):
                if after not in seen:
                    seen.add(after)
                    waiting.append((after, (*keys, key)))
        raise ValueError(f"No keys lead to {wanted} in {self.article.id}.")

    def _last(self, case: Case, state: State, wanted: Mark, key_of_label: str) -> str | None:
        """Return the key that decides for what is wanted, or None."""
        self._set(case, state)
        span = self.editor.cards[state.card].span
        assert span is not None
        if state.caret is None:
            return key_of_label if (span.start, span.end) == wanted[:2] else None
        return "enter" if (*(self.editor.caret.selection or ()), state.label) == wanted else None

    def _following(self, case: Case, state: State, label: str, *, new: bool) -> Iterator[tuple[str, State]]:
        count = len(self.editor.cards)
        if state.caret is None:
            yield "tab", State((state.card + 1) % count, "", None)
            yield "shift+tab", State((state.card - 1) % count, "", None)
            yield "e", self._do(case, state, lambda: self._begin(new=new))
        else:
            if state.label != label:
                yield self.labels[label], state._replace(label=label)
            yield "tab", self._do(case, state, self.editor.other_edge)
            for key, move in MOVES.items():
                yield key, self._do(case, state, lambda move=move: self.editor.move(move))
        if new:
            for key, does in self._edges.items():
                yield key, self._do(case, state, lambda does=does, key=key: does(self, Press(key)))

    def _begin(self, *, new: bool) -> None:
        deciding.begin_edit(self.editor)
        if not new:
            span = self.editor.cards[self.editor.chosen_index].span
            assert span is not None
            self.editor.stand_at_edge(span.start, span.end, at_end=True)

    def _set(self, case: Case, state: State) -> None:
        editor = self.editor
        editor.chosen_case, editor.card, editor.editing = case.key, state.card, None
        if state.caret is None:
            editor.caret = editor.caret._replace(anchor=None)
            return
        span = editor.cards[state.card].span
        assert span is not None
        editor.editing, editor.caret = SpanEdit(span, state.label), state.caret

    def _do(self, case: Case, state: State, act: object) -> State:
        assert callable(act)
        self._set(case, state)
        act()
        editing = self.editor.editing
        return state if editing is None else State(state.card, editing.label, self.editor.caret)
