"""In which case a gold span is decided: in that of the version that is exactly it, whatever key it came by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.adjudication.decisions import gold_span
from annotator.adjudication.working_gold import duplicate
from annotator.model import DecisionEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from annotator.adjudication.case import Case
    from annotator.adjudication.case_list import CaseList
    from annotator.model import GoldSpan, Mark


def refuse_agreed(cases: CaseList, mark: Mark, case: Case | None) -> None:
    """Raise `DuplicateSpanError` if a span goes to gold anyway, as the version of another group that all agree on."""
    other = cases.case_with_version(mark)
    if other is None or other.open or other.decision is not None or (case and case.key == other.key):
        return
    raise duplicate(mark)


def placed(
    cases: CaseList, case: Case | None, spans: Iterable[GoldSpan]
) -> tuple[list[GoldSpan], dict[str, list[GoldSpan]]]:
    """Return which gold spans of a case stay in it, and by the keys of other cases those that are versions of these.

    Raises `DuplicateSpanError` for one of another case that is in gold already.
    """
    own: list[GoldSpan] = []
    others: dict[str, list[GoldSpan]] = {}
    for span in spans:
        other = _other_case(cases, case, span)
        (own if other is None else others.setdefault(other.key, [])).append(span)
    return own, others


def _other_case(cases: CaseList, case: Case | None, span: GoldSpan) -> Case | None:
    """Return the other case that a gold span of a case is a version of, if it is to be decided there."""
    other = cases.case_with_version(span.mark)
    if other is None or (case is not None and other.key == case.key):
        return None
    there = cases.decision_with_gold(span.mark)
    if there is not None and (case is None or there != case.decision):
        raise duplicate(span.mark)
    return other  # where it is in gold by this case, somebody marked it since


def moved_away(
    cases: CaseList,
    case: Case,
    others: dict[str, list[GoldSpan]],
    note_of: Callable[[Case], str],
    edit: Callable[..., DecisionEdit],
) -> DecisionEdit:
    """Return the edit for a decision without a group, all of whose spans go to other cases: it becomes that of one of these, or goes."""
    for key in others:
        other = cases.case(key)
        if other is not None and other.decision is None:
            note = note_of(other) or note_of(case)
            theirs = msgspec.structs.replace(other, decision=case.decision)
            return edit(theirs, others.pop(key), note=note)
    return DecisionEdit(before=case.decision, after=None)


def taken_over(
    cases: CaseList, case: Case, edit: Callable[[Case, list[GoldSpan]], DecisionEdit]
) -> list[DecisionEdit]:
    """Return the edits that take a case's versions out of the gold of other decisions, made before these were marked: now the case decides them.

    `edit` returns the edit that gives a case these gold spans.
    """
    versions = () if case.group is None else case.group.versions
    theirs: dict[str, Case] = {}
    for version in versions:
        decision = cases.decision_with_gold(version.mark)
        if decision is not None and decision != case.decision:
            theirs[decision.id] = cases.case_of(decision)
    marks = {version.mark for version in versions}
    edits = []
    for other in theirs.values():
        assert other.decision is not None
        left = [span for span in other.decision.spans if span.mark not in marks]
        gone = not left and other.group is None
        edits.append(DecisionEdit(before=other.decision, after=None) if gone else as_then(edit(other, left)))
    return edits


def moved_here(
    cases: CaseList, case: Case, decided: DecisionEdit, edit: Callable[[Case, list[GoldSpan]], DecisionEdit]
) -> list[DecisionEdit]:
    """Return the edits of `taken_over` where gold stays as it was by them and the edit that decides the case; else none."""
    edits = taken_over(cases, case, edit)
    versions = {version.mark for version in case.group.versions} if case.group else set()
    after = {span.mark for span in decided.after.spans} if decided.after else set()
    given = {span.mark for one in edits if one.before for span in one.before.spans}
    return edits if given & versions <= after else []


def as_then(edit: DecisionEdit) -> DecisionEdit:
    """Return the edit that adds to a stale decision, which is still one from the layers of then: what it gave has to be looked at."""
    before, after = edit.before, edit.after
    if before is None or after is None:
        return edit
    return msgspec.structs.replace(
        edit, after=msgspec.structs.replace(after, sources=before.sources, people=before.people)
    )


def is_others(cases: CaseList, mark: Mark, case: Case) -> bool:
    """Return whether a span is in gold by another case, goes there as all agree on it, or is a version of a stale one."""
    decided = cases.decision_with_gold(mark)
    if decided is not None:
        return decided != case.decision
    other = cases.case_with_version(mark)
    if other is None or other.key == case.key:
        return False
    return other.stale or (not other.open and other.decision is None)


def relabelled(cases: CaseList, case: Case, marks: Collection[Mark], label: str | None) -> list[GoldSpan]:
    """Return the gold spans of a case with another label for those with these marks, without them where it is None.

    A span that would be in gold twice, or belongs to another case, stays as it is.
    """
    before = () if case.decision is None else case.decision.spans
    spans: list[GoldSpan] = []
    there = {span.mark for span in before}
    for span in before:
        if span.mark not in marks:
            spans.append(span)
        elif label is not None:
            mark = (span.start, span.end, label)
            may_be = mark not in there and not is_others(cases, mark, case)
            spans.append(span_of(cases, mark, span.attributes, span.id) if may_be else span)
            there.add(spans[-1].mark)
    return spans


def span_of(
    cases: CaseList, mark: Mark, attributes: dict[str, str] | None = None, id_: str | None = None
) -> GoldSpan:
    """Return a gold span, with the attributes of the first who has exactly it, else with those that are given."""
    version = cases.version(mark)
    own = attributes if version is None else version.spans[0].attributes
    return gold_span(mark, attributes=own, id_=id_)
