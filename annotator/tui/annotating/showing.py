"""What the keys for all occurrences do: show them in an editor, go through them, take them or leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.text import navigation
from annotator.text.plain import isolated
from annotator.tui.annotating import occurrences
from annotator.tui.annotating.edges import PUTS_BACK
from annotator.tui.annotating.occurrences import Found, Occurrences, additions, to_mark, to_remove
from annotator.tui.editor import Outcome

if TYPE_CHECKING:
    from annotator.model import Edit, Span
    from annotator.text.navigation import Range
    from annotator.tui.annotating.editor import SpanEditor


def show_others(editor: SpanEditor) -> Outcome:
    """Light the other occurrences of the current span's text, or of what a label's key would tag where that is something else."""
    span, name = _marked(editor), editor.target
    if span is not None:
        return _show(editor, (span.start, span.end), span.label)
    if name is None:
        return Outcome("There is no word under the caret.")
    return _show(editor, name, "")


def show_tagged(editor: SpanEditor, outcome: Outcome) -> Outcome:
    """After a tag, light the other occurrences of its text if there are any; return what is to be told and saved."""
    added = [operation.edit for operation in outcome.operations if operation.edit.before is None]
    if len(outcome.operations) != 1 or not added or (span := added[0].after) is None:
        return outcome
    told = _show(editor, (span.start, span.end), span.label, by_itself=True)
    return outcome._replace(message=told.message) if editor.occurrences is not None else outcome


def show_mended(editor: SpanEditor) -> None:
    """After its edges were moved, light the other occurrences of the current span's text, if there are any."""
    span = editor.current
    if span is not None and editor.editing is None:
        _show(editor, (span.start, span.end), span.label, by_itself=True)


def show_to_remove(editor: SpanEditor) -> Outcome:
    """Light the current span and all spans of its label that stand on an occurrence of its text."""
    span = editor.current
    if span is None:
        return Outcome("There is no span at the caret.")
    return _show(editor, (span.start, span.end), span.label, removed=span)


def _marked(editor: SpanEditor) -> Span | None:
    """Return the current span, unless something else is selected."""
    span, selection = editor.current, editor.caret.selection
    return span if span is not None and selection in {None, (span.start, span.end)} else None


def _show(
    editor: SpanEditor, name: Range, label: str, *, removed: Span | None = None, by_itself: bool = False
) -> Outcome:
    text = editor.text(*name)
    whole = editor.article.text[slice(*name)]
    why = occurrences.refusal(whole)
    if removed is None and not why:
        why = occurrences.refusal_to_mark(whole, editor.names)
    if why:
        return Outcome(f"{isolated(text)}: {why}")
    found, with_pronouns = (_find(editor, name, label, removed, pronouns=each) for each in (False, True))
    hidden = len(with_pronouns.lit) - len(found.lit)
    least = 1 if removed is None else 2
    if len(found.lit) < least and (by_itself or not hidden):
        return Outcome(_nothing(text, found, removed))
    editor.occurrences = Occurrences(
        name=name,
        label=label,
        removed=removed,
        found=found,
        lit=found.lit,
        dropped=frozenset(),
        pronouns=False,
        hidden=hidden,
        by_itself=by_itself,
        standing=editor.standing,
    )
    editor.selecting = False
    return Outcome()


def _find(editor: SpanEditor, name: Range, label: str, removed: Span | None, *, pronouns: bool) -> Found:
    whole = editor.article.text[slice(*name)]
    places = editor.names.places(whole, pronouns=pronouns)
    if removed is not None:
        places += editor.names.places(whole, pronouns=pronouns, signs=False)
        return to_remove(places, removed, editor.session)
    return to_mark(places, name, editor.session, label)


def _nothing(text: str, found: Found, removed: Span | None) -> str:
    if removed is not None:
        return f"No other {removed.label} span has {text}: x removes this one."
    if found.left:
        return f"All others have the label: {text}"
    return f"Nowhere else in this article: {text}"


# --- while they are lit ---------------------------------------------------------------------------


def take(editor: SpanEditor) -> Outcome:
    """Mark all that are lit with the label, or take it from them."""
    shown = editor.occurrences
    if shown is None:
        return Outcome()
    if not shown.label:
        return Outcome("Which label? Its key takes all.")
    return take_with(editor, shown.label)


def take_with(editor: SpanEditor, label: str) -> Outcome:
    """Mark all that are lit with a label, and what they are occurrences of where it has none yet; or take the label from them."""
    shown = editor.occurrences
    if shown is None:
        return Outcome()
    if shown.removed is not None:
        return _do(editor, shown, shown.removals(), label, "removed")
    if shown.label:
        return _mark(editor, shown, shown.lit, label)
    left = {range_: editor.rule.applied(editor.article.text, *range_, label) for range_ in shown.to_tag}
    ranges = [(each.start, end) for (_, end), each in left.items() if each.start is not None]
    of_name = left[shown.name]
    if of_name.start is None:
        leave(editor)
        return Outcome(of_name.told, refused=True)
    name = of_name.start, shown.name[1]
    outcome = _mark(editor, shown._replace(name=name), ranges, label, of_name.told)
    tagged = editor.session.find(*name, label)
    if outcome.operations and tagged is not None:
        if name != shown.name:
            editor.left_by_rule = shown.name[0], name
            editor.stand_at_edge(*name, at_end=editor.caret.start > of_name.start)
        editor.return_to(editor.standing._replace(chosen=tagged.id, keeps_target=True))
    return outcome._replace(refused=any(each.refused for each in left.values()))


def _mark(editor: SpanEditor, shown: Occurrences, ranges: list[Range], label: str, told: str = "") -> Outcome:
    """Mark ranges, and tell how many were left because they overlap a span of the label."""
    edits = additions(ranges, label, editor.session)
    left = len(ranges) - len(edits)
    if len(edits) > 1:
        told = told.removesuffix(PUTS_BACK)  # for it does so with one of them
    has = f"{left:,} {'has' if left == 1 else 'have'} the label already"
    if not edits:
        leave(editor)
        return Outcome(f"Nothing changed: {has}." if left else "Nothing is lit, so nothing changed.")
    return _do(editor, shown, edits, label, "marked", f"{told}; {has}" if left else told)


def _do(
    editor: SpanEditor, shown: Occurrences, edits: list[Edit], label: str, done: str, more: str = ""
) -> Outcome:
    """Make the changes as one step, and light nothing any more."""
    leave(editor)
    text = isolated(editor.text(*shown.name))
    return editor.change_all(edits, f"{label}: {len(edits):,} {done}: {text}{more}")


def next_lit(editor: SpanEditor) -> Outcome:
    """Select the next one that is lit."""
    return _go(editor, 1)


def previous_lit(editor: SpanEditor) -> Outcome:
    """Select the previous one that is lit."""
    return _go(editor, -1)


def _go(editor: SpanEditor, by: int) -> Outcome:
    shown = editor.occurrences
    if shown is not None and shown.lit:
        range_ = shown.beside(editor.caret, by)
        editor.before_move()
        editor.caret = navigation.select(*range_, editor.layout)
    return Outcome()


def drop(editor: SpanEditor) -> Outcome:
    """Drop the one at the caret, and select the next one."""
    shown = editor.occurrences
    if shown is None:
        return Outcome()
    index = shown.at(editor.caret)
    if index is None:
        drops = "drops" if shown.removed is None else "keeps"
        return Outcome(f"Tab goes to one of them, then x {drops} it.")
    editor.occurrences = rest = shown.without(shown.lit[index])
    if not rest.lit and not rest.hidden:
        leave(editor)
        return Outcome("None is left, and nothing changed.")
    return _go(editor, 1)


def with_pronouns(editor: SpanEditor) -> Outcome:
    """Light those before attached pronouns, too, or no more."""
    shown = editor.occurrences
    if shown is None:
        return Outcome()
    pronouns = not shown.pronouns
    found = _find(editor, shown.name, shown.label, shown.removed, pronouns=pronouns)
    lit = [range_ for range_ in found.lit if range_ not in shown.dropped]
    more = 0 if pronouns else len(shown.lit) - len(lit)
    editor.occurrences = shown._replace(found=found, lit=lit, pronouns=pronouns, hidden=max(more, 0))
    return Outcome("" if lit != shown.lit else "None stands before a pronoun.")


def leave(editor: SpanEditor) -> Outcome:
    """Light nothing any more, and go back to where the annotator was; nothing changes."""
    shown = editor.occurrences
    if shown is not None:
        editor.return_to(shown.standing)
        editor.occurrences = None
    return Outcome()
