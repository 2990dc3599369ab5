"""What an adjudicator decides about the current case, or adds to it; without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication import Version
from annotator.errors import SpanError, StillOpenError
from annotator.model import GoldSpan
from annotator.text import navigation
from annotator.text.navigation import Caret
from annotator.tui.adjudicating import sentences
from annotator.tui.editor import Outcome

if TYPE_CHECKING:
    from annotator.text.navigation import Range
    from annotator.tui.adjudicating.editor import DecisionEditor


def take(editor: DecisionEditor, number: int) -> Outcome:
    """Take the version with a number, from 1; while several are being marked, mark it or not."""
    case, cards = editor.case, editor.cards
    if case is None:
        return Outcome(sentences.no_case(editor.adjudication))
    if number > len(cards):
        return Outcome(f"There is no version {number} here.")
    span = cards[number - 1].span
    if editor.marked is not None:
        if isinstance(span, Version):
            editor.marked ^= {number - 1}
        return Outcome()
    if isinstance(span, Version):
        return editor.decide(
            lambda: editor.adjudication.choose(case, [span]),
            f"Taken: {span.label}: {editor.text(span.start, span.end)}",
        )
    if case.stale:
        kept = "Kept as it was decided."
        if isinstance(span, GoldSpan):
            kept = f"Kept: {span.label}: {editor.text(span.start, span.end)}"
        return editor.decide(lambda: editor.adjudication.confirm(case, span), kept)
    return Outcome("That is in gold already.")


def several(editor: DecisionEditor) -> Outcome:
    """Take both of two versions; of more, begin to mark, or take those that are marked."""
    case = editor.case
    versions = [card.span for card in editor.cards if isinstance(card.span, Version)]
    if case is None or len(versions) < 2:
        if case is None:
            return Outcome(sentences.no_case(editor.adjudication))
        return Outcome(
            "There is one version only: 1 takes it." if versions else "Nobody's version is here to take."
        )
    if editor.marked is None and len(versions) > 2:
        editor.marked = frozenset()
        return Outcome()
    if editor.marked is not None:
        versions = [version for index, version in enumerate(versions) if index in editor.marked]
    if not versions:
        return Outcome()
    return editor.decide(
        lambda: editor.adjudication.choose(case, versions), f"Taken: {len(versions)} versions."
    )


def none(editor: DecisionEditor) -> Outcome:
    """Take none of the versions; an added span goes."""
    case = editor.case
    if case is None:
        return Outcome(sentences.no_case(editor.adjudication))
    message = "None of them." if case.group is not None else "It is gone from gold."
    return editor.decide(lambda: editor.adjudication.reject(case), message)


def begin_edit(editor: DecisionEditor) -> Outcome:
    """Begin to move the edges of the chosen version: its start first where the versions differ only there, else its end."""
    if editor.editing is not None:
        return editor.other_edge()
    case, card = editor.case, editor.chosen_card()
    if case is None or card is None or card.span is None:
        return Outcome(sentences.no_case(editor.adjudication))
    editor.chosen_case, editor.marked, editor.adding = case.key, None, False
    spans = [other.span for other in editor.cards if other.span is not None]
    starts, ends = {span.start for span in spans}, {span.end for span in spans}
    editor.begin_editing(card.span, at_end=len(starts) == 1 or len(ends) > 1)
    return Outcome()


def keep_edit(editor: DecisionEditor) -> Outcome:
    """Take the edited version with the range that is selected and the label that was chosen."""
    if editor.editing is None or editor.caret.selection is None:
        return Outcome()
    return _change(editor, editor.editing.span, editor.caret.selection, editor.editing.label)


def begin_adding(editor: DecisionEditor) -> Outcome:
    """Begin to select a span that nobody had."""
    editor.marked, editor.adding = None, True
    if editor.caret.anchor is None and not editor.selecting:
        word = navigation.word_at(editor.layout, editor.caret.start)
        if word is not None:
            editor.caret = Caret(*word, by_letter=False, anchor=word)
        editor.toggle_selecting()
    return Outcome()


def relabel(editor: DecisionEditor, label: str) -> Outcome:
    """Add what is selected with a label, or take the chosen version with it."""
    if editor.editing is not None:
        return editor.relabel_edit(label)
    if editor.marked is not None:
        return Outcome()
    if editor.adding or editor.caret.anchor is not None:
        return _add(editor, label)
    card = editor.chosen_card()
    if card is None or card.span is None:
        return Outcome(sentences.no_case(editor.adjudication))
    return _change(editor, card.span, (card.span.start, card.span.end), label)


def _change(editor: DecisionEditor, span: object, range_: Range, label: str) -> Outcome:
    case = editor.case
    if case is None or not isinstance(span, Version | GoldSpan):
        return Outcome(sentences.no_case(editor.adjudication))
    same = range_ == (span.start, span.end) and label == span.label
    changed = "Edited" if range_ != (span.start, span.end) else "Relabelled"
    what = "Taken" if same or editor.adjudication.annotators_of((*range_, label)) else changed
    if case.decision is not None and isinstance(span, Version):
        # One of several gold spans changes by itself, so that the others stay.
        span = next((gold for gold in case.decision.spans if gold.mark == span.mark), span)
    message = f"{what}: {label}: {editor.text(*range_)}"
    return editor.decide(lambda: editor.adjudication.change(case, span, *range_, label), message)


def _add(editor: DecisionEditor, label: str) -> Outcome:
    target = editor.target
    if target is None:
        return Outcome("Nothing is selected.")
    what = "Taken" if editor.adjudication.annotators_of((*target, label)) else "Added"
    outcome = editor.attempt(
        lambda: editor.adjudication.add(*target, label), f"{what}: {label}: {editor.text(*target)}"
    )
    if outcome.step is not None:
        editor.adding, editor.chosen_case = False, None
        editor.drop()
        editor.repaint_case()
    return outcome


def set_note(editor: DecisionEditor, text: str) -> Outcome:
    """Set the note of the current case; if it is open, of its next decision."""
    case = editor.case
    if case is None:
        return Outcome(sentences.no_case(editor.adjudication))
    step = editor.adjudication.note(case, text)
    if step is None:
        return Outcome("The note goes with the decision, and is kept with it.")
    editor.update_highlights()
    return Outcome("Noted.", step=step)


def apply_policy(editor: DecisionEditor) -> Outcome:
    """Decide all that the policy decides."""
    step = editor.adjudication.apply_policy()
    policy = editor.policy_shown(str(editor.adjudication.policy))
    if step is None:
        return Outcome(
            f"The policy {policy} decides nothing more here. {sentences.open_count(editor.adjudication)}"
        )
    editor.update_highlights()
    editor.go_on()
    return Outcome(
        f"{sentences.open_count(editor.adjudication)} {sentences.count_of_decisions(step)} by the policy {policy}.",
        step=step,
    )


def settle(editor: DecisionEditor) -> Outcome:
    """Settle the article; refused while anything is open."""
    try:
        step = editor.adjudication.settle()
    except StillOpenError as error:
        editor.go_to_first_open(1)
        count = "1 disagreement is" if error.count == 1 else f"{error.count} disagreements are"
        return Outcome(f"{count} still open; this is the first. Decide it, then Enter settles.", refused=True)
    except SpanError as error:
        return Outcome(str(error), refused=True)
    editor.update_highlights()
    return Outcome("Settled.", step=step)
