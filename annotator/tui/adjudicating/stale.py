"""Decisions that layers have changed under: who changed what since, and keeping them as they stand; without a screen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.adjudication import What
from annotator.errors import SpanError
from annotator.text.plain import isolated
from annotator.tui.adjudicating import sentences
from annotator.tui.editor import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.adjudication import Case, Changed
    from annotator.model import Mark
    from annotator.tui.adjudicating.editor import DecisionEditor

_SHOWN = 24
"""How many code points of a text are shown about, in whole words."""


def keep(editor: DecisionEditor) -> Outcome:
    """Keep the decision of the current case as it stands, and go on."""
    case = editor.case
    if case is None:
        return Outcome(sentences.no_case(editor.adjudication))
    if case.decision is None:
        return Outcome("Nothing is decided here yet, so there is nothing to keep.")
    if not case.stale:
        return Outcome("This decision stands: no layer has changed under it.")
    message = "Kept as it stands."
    if case.group is None:
        message = (
            "Kept in gold, as an added span."
            if case.decision.spans
            else "It is gone: it gave nothing to gold."
        )
    return editor.decide(lambda: editor.adjudication.confirm(case), message)


def keep_all(editor: DecisionEditor) -> Outcome:
    """Keep all stale decisions of the article as they stand, in one step of undo."""
    if not editor.adjudication.tally.stale:
        return Outcome("No decision is stale here: no layer has changed under one.")
    try:
        step, left = editor.adjudication.confirm_stale()
    except SpanError as error:
        return Outcome(str(error), refused=True)
    editor.update_highlights()
    rest = f" Left, because a span would be in gold twice: {left}." if left else ""
    if step is None:
        return Outcome(f"None is kept.{rest}", refused=True)
    editor.go_on()
    kept = sentences.count_of_decisions(step)
    return Outcome(
        f"{sentences.open_count(editor.adjudication)} Kept as they stand: {kept}.{rest}", step=step
    )


def introduction(editor: DecisionEditor) -> str:
    """Return by whose changes decisions are stale, how many by each, and which keys keep them; empty where none is.

    How many there are stands in the status line beside it, which is narrow.
    """
    stale = [case for case in editor.adjudication.cases if case.stale]
    if not stale:
        return ""
    count: Counter[str] = Counter()
    for case in stale:
        count.update({change.person for change in editor.adjudication.changes(case) if change.person})
    who = sorted((editor.name(person), number) for person, number in count.items())
    by = "".join((" by " if who else "", ", ".join(f"{isolated(name)} ({number})" for name, number in who)))
    keys = "y keeps it" if len(stale) == 1 else "y keeps one, D all"
    return f"Stale{by}: {keys}."


def reasons(editor: DecisionEditor, case: Case) -> list[str]:
    """Return sentences on what changed since the decision of a stale case, sorted by the names that are shown."""
    said = []
    policy = "" if case.decision is None else case.decision.policy
    for change in editor.adjudication.changes(case):
        name = isolated(editor.name(change.person)) if change.person else ""
        said.append((name, _reason(editor, policy, change, name)))
    return [sentence for _, sentence in sorted(said)]


def _reason(editor: DecisionEditor, policy: str, change: Changed, name: str) -> str:
    before, after = change.before, change.after
    match change.what:
        case What.CHANGED if before is not None and after is not None:
            return f"{name}{_difference(editor, before, after)}"
        case What.REMOVED:
            return f"{name} took it away"
        case What.ADDED if after is not None:
            return f"{name} marked it too: {_shown(editor, after)}"
        case What.JOINED:
            it = "without it" if after is None else f"with {_shown(editor, after)}"
            return f"{name} finished since, {it}"
        case What.LEFT:
            return f"{name} is not finished any more"
        case What.ONE_PERSON:
            return f"{name} has the spans of two people"
        case What.POLICY:
            today = "" if after is None else f": {_shown(editor, after)}"
            return f"{editor.policy_shown(policy)} says otherwise today{today}"
        case What.TWICE:
            return "another decision is about the same"
        case _:
            return "other marks belong to it today"


def _difference(editor: DecisionEditor, before: Mark, after: Mark) -> str:
    """Return what is different between two marks of one person."""
    (start, end, label), (new_start, new_end, new_label) = before, after
    if (start, end) == (new_start, new_end):
        return f": {label} → {new_label}"
    if label != new_label:
        return f": {_shown(editor, before)} → {_shown(editor, after)}"
    if start == new_start:
        return f" moved the end: {_tail(editor, start, end)} → {_tail(editor, start, new_end)}"
    if end == new_end:
        return f" moved the start: {_head(editor, start, end)} → {_head(editor, new_start, end)}"
    return f" moved both edges: {_head(editor, start, end)} → {_head(editor, new_start, new_end)}"


def _shown(editor: DecisionEditor, mark: Mark) -> str:
    return f"{mark[2]} {_head(editor, mark[0], mark[1])}"


def _head(editor: DecisionEditor, start: int, end: int) -> str:
    words = editor.article.text[start:end].split()
    kept = _fitting(words)
    return f"[{isolated(' '.join(kept) + ('' if len(kept) == len(words) else ' …'))}]"


def _tail(editor: DecisionEditor, start: int, end: int) -> str:
    words = editor.article.text[start:end].split()
    kept = _fitting(words[::-1])[::-1]
    return f"[{isolated(('' if len(kept) == len(words) else '… ') + ' '.join(kept))}]"


def _fitting(words: Sequence[str]) -> list[str]:
    """Return the first words that are no longer than `_SHOWN` together, one at least."""
    kept: list[str] = []
    for word in words:
        if kept and len(" ".join([*kept, word])) > _SHOWN:
            break
        kept.append(word)
    return kept
