"""Taking many versions at once: a list of what can be, lit in the article before it is done; without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.adjudication import Bulk, BulkKind
from annotator.text import navigation
from annotator.text.plain import isolated
from annotator.tui.adjudicating import sentences
from annotator.tui.editor import Outcome

if TYPE_CHECKING:
    from annotator.text.navigation import Caret, Range
    from annotator.tui.adjudicating.editor import DecisionEditor

_KINDS = {
    BulkKind.WITHOUT_SIGNS: "edges without signs",
    BulkKind.WITH_SIGNS: "edges with signs",
    BulkKind.WITHOUT_CLITIC: "starts without the clitic",
    BulkKind.WITH_CLITIC: "starts with the clitic",
}


class AtOnce(NamedTuple):
    """What can be taken at once, which of it is chosen, and what is lit: the versions of that.

    `caret`, `case` and `card` are where the adjudicator was before.
    """

    rows: tuple[Bulk, ...]
    names: tuple[str, ...]
    chosen: int
    lit: list[Range]
    caret: Caret
    case: str | None
    card: int | None

    @property
    def bulk(self) -> Bulk:
        """The one that is chosen."""
        return self.rows[self.chosen]

    def choosing(self, index: int) -> AtOnce:
        """Return it with another one chosen, and that lit."""
        takes = self.rows[index].takes
        lit = navigation.joined((take.version.start, take.version.end) for take in takes)
        return self._replace(chosen=index, lit=lit)

    @property
    def mode(self) -> str:
        """How much is lit, and the keys for it."""
        return f"Enter takes {len(self.bulk.takes)} lit, Esc leaves"


def show(editor: DecisionEditor) -> Outcome:
    """Show what can be taken at once, and light the first of it."""
    rows = editor.adjudication.bulks()
    if not rows:
        stale = "y and D keep what is stale. " if editor.adjudication.tally.stale else ""
        return Outcome(f"{stale}Nothing open can be taken at once here.")
    named = sorted(
        ((_name(editor, bulk), bulk) for bulk in rows),
        key=lambda row: (row[1].kind is not BulkKind.PERSON, row[0] if row[1].person else ""),
    )
    at_once = AtOnce(
        rows=tuple(bulk for _, bulk in named),
        names=tuple(name for name, _ in named),
        chosen=0,
        lit=[],
        caret=editor.caret,
        case=editor.chosen_case,
        card=editor.card,
    )
    editor.marked, editor.adding = None, False
    editor.at_once = at_once.choosing(0)
    return Outcome()


def choose(editor: DecisionEditor, by: int) -> Outcome:
    """Choose the next (1) or the previous (-1) thing that can be taken, around the ends."""
    if editor.at_once is not None:
        editor.at_once = editor.at_once.choosing((editor.at_once.chosen + by) % len(editor.at_once.rows))
    return Outcome()


def choose_number(editor: DecisionEditor, number: int) -> Outcome:
    """Choose what has a number, from 1."""
    if editor.at_once is not None and number <= len(editor.at_once.rows):
        editor.at_once = editor.at_once.choosing(number - 1)
    return Outcome()


def go_to_lit(editor: DecisionEditor, by: int) -> Outcome:
    """Go to the next (1) or the previous (-1) place that is lit, around the ends, to look at it."""
    if editor.at_once is not None:
        here, lit = editor.caret.start, editor.at_once.lit
        beyond = [one for one in lit if (one[0] > here if by > 0 else one[0] < here)]
        place = (beyond or lit)[0 if by > 0 else -1]
        editor.repaint_case()
        editor.go_to_offset(place[0])
        editor.repaint_case()
    return Outcome()


def leave(editor: DecisionEditor) -> Outcome:
    """Take nothing, and go back to where the list was shown."""
    if editor.at_once is not None:
        editor.repaint_case()
        editor.caret, editor.chosen_case, editor.card = editor.at_once[-3:]
        editor.at_once = None
        editor.repaint_case()
    return Outcome("Nothing was taken.")


def take(editor: DecisionEditor) -> Outcome:
    """Take all that is lit, in one step of undo, and go on."""
    at_once = editor.at_once
    if at_once is None:
        return Outcome()
    leave(editor)
    step, left = editor.adjudication.choose_all(at_once.bulk.takes)
    left += at_once.bulk.left
    rest = f" Left, because the span would be in gold twice: {left}." if left else ""
    if step is None:
        return Outcome(f"Nothing was taken.{rest}", refused=True)
    editor.update_highlights()
    editor.go_on()
    count = sentences.count_of_decisions(step)
    name = at_once.names[at_once.chosen]
    return Outcome(f"{sentences.open_count(editor.adjudication)} Taken, {name}: {count}.{rest}", step=step)


def _name(editor: DecisionEditor, bulk: Bulk) -> str:
    return _KINDS.get(bulk.kind) or f"all of {isolated(editor.name(bulk.person))}"
