"""Layers to look at, written with the spans in brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.lint.base import MarkedText
from annotator.lint.linting import findings
from annotator.model import LintAction, LintKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from annotator.model import Finding, Mark

_PART = re.compile(r"⟦(\w+)\||⟧")


def article(written: str, number: int = 1) -> MarkedText:
    """Return an article of a text in which ``⟦label|words⟧`` is a span; they nest."""
    text, marks, begun = "", list[tuple[int, int, str]](), list[tuple[int, str]]()
    at = 0
    for part in _PART.finditer(written):
        text += written[at : part.start()]
        at = part.end()
        if part[1]:
            begun.append((len(text), part[1]))
        else:
            start, label = begun.pop()
            marks.append((start, len(text), label))
    assert not begun
    return marked(text + written[at:], marks, number)


def marked(text: str, marks: Collection[Mark], number: int = 1) -> MarkedText:
    ordered = sorted(set(marks), key=lambda mark: (mark[0], -mark[1], mark[2]))
    return MarkedText(article=f"article-{number}", number=number, text=text, marks=tuple(ordered))


def layer(*written: str) -> list[MarkedText]:
    return [article(one, number) for number, one in enumerate(written, 1)]


def look(articles: Sequence[MarkedText], off: Collection[str] = ()) -> list[Finding]:
    return list(findings(lambda: articles, off))


def found(articles: Sequence[MarkedText], kind: LintKind) -> list[Finding]:
    """Return the findings of one kind, which are those that are there when all others are switched off."""
    every = [one for one in look(articles) if one.kind is kind]
    assert look(articles, [other for other in LintKind if other is not kind]) == every
    return every


def told(articles: Sequence[MarkedText], kind: LintKind) -> list[tuple[str, str]]:
    """Return the texts of what is found of a kind, and what is proposed: another text or label, or the action."""
    return [(one.text, proposed(one)) for one in found(articles, kind)]


def proposed(one: Finding) -> str:
    after = one.proposal
    if after is None:
        return "decide"
    if after.action is not LintAction.CHANGE:
        return after.action.value
    return after.text if (after.start, after.end) != (one.start, one.end) else after.label


def taken(articles: Sequence[MarkedText], one: Finding) -> list[MarkedText]:
    """Return the layer with a proposal taken."""
    after = one.proposal
    assert after is not None
    new = []
    for each in articles:
        marks = set(each.marks)
        if each.number == one.number:
            assert after.text == each.text[after.start : after.end]
            if after.action is not LintAction.MARK:
                marks.remove((one.start, one.end, one.label))
            if after.action is not LintAction.REMOVE:
                assert (after.start, after.end, after.label) not in marks
                marks.add((after.start, after.end, after.label))
        new.append(marked(each.text, marks, each.number))
    return new
