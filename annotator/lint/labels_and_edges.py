"""Names that have another label elsewhere, and names whose edges are elsewhere mostly otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.lint.base import Proposals, finding
from annotator.lint.names import PLAIN, chain_before, chains_from, core, has_letters, name
from annotator.lint.signs import Lines, strays
from annotator.model import LintKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.lint.base import MarkedText
    from annotator.lint.counts import Counts
    from annotator.lint.names import Chain
    from annotator.model import Finding, Mark


def other_labels(article: MarkedText, counts: Counts) -> Iterator[Finding]:
    """Yield the marks whose name mostly has another label, and those of a name that has two labels equally often.

    A mark is left where its range has the usual label, too: then the layer gives the name both. What a number is depends on what is counted, so
    names without a letter are left.
    """
    proposals = Proposals(article)
    there = frozenset(article.marks)
    for mark in article.marks:
        start, end, label = mark
        own_name = name(article.text, start, end)
        called = counts.labels.get(own_name)
        if called is None or len(called) == 1 or not has_letters(own_name):
            continue
        most = max(called.values())
        usual = sorted(one for one in called if called[one] == most)
        others = [one for one in usual if one != label]
        if not others or any((start, end, one) in there for one in others):
            continue
        own = called[label]
        if own < most:
            message = f"Labelled {label} {_times(own)}, and elsewhere {usual[0]} {_times(most)}."
            proposal = proposals.change(mark, (start, end, usual[0])) if len(usual) == 1 else None
        else:
            message, proposal = (
                f"Labelled {label} and {' and '.join(others)} equally often: {_times(own)}.",
                None,
            )
        yield finding(LintKind.OTHER_LABEL, article, mark, message, proposal)


def other_edges(article: MarkedText, counts: Counts) -> Iterator[Finding]:
    """Yield the marks that have a clitic or signs at their edges, or lack them, where most of the same name and label don't."""
    proposals, lines = Proposals(article), Lines(article.text)
    text = article.text
    for mark in article.marks:
        called = name(text, mark[0], mark[1])
        if not called:
            continue
        found = _by_clitic(text, mark, called, counts) or _by_signs(text, mark, called, counts, lines)
        if found is not None:
            (start, end), message = found
            proposal = proposals.change(mark, (start, end, mark[2]))
            yield finding(LintKind.OTHER_EDGES, article, mark, message, proposal)


_Found = tuple[tuple[int, int], str] | None


def _by_clitic(text: str, mark: Mark, called: str, counts: Counts) -> _Found:
    """Return the range that a mark would have by the majority, and why; None where it has it.

    Behind conjunctions and prepositions a name is what it is without them. Whether the article belongs to it is only told by names
    that begin right behind one.
    """
    start, end, label = mark
    before = chain_before(text, start, end)
    if before is None or before.kind == PLAIN:
        most = counts.count(called, label)
    else:
        most = counts.behind[called, label, before.kind]
    at = start
    for chain in chains_from(text, start, end):
        shorter = name(text, chain.end, end)
        is_plain = chain.kind == PLAIN
        many = counts.count(shorter, label) if is_plain else counts.behind[shorter, label, chain.kind]
        if many > most:
            most, at = many, chain.end
    for begin in _longer(text, before, end):
        many = counts.count(name(text, begin, end), label)
        if many > most:
            most, at = many, begin
    if at == start:
        return None
    s = "s" if most > 1 else ""
    if at > start:
        return (
            at,
            end,
        ), f"Begins with a clitic, which {most:,} span{s} of this name leave{'' if s else 's'} out."
    return (at, end), f"Leaves out letters that {most:,} span{s} of this name begin{'' if s else 's'} with."


def _longer(text: str, before: Chain | None, end: int) -> Iterator[int]:
    """Yield the offsets from which a name would have all or some of the clitics before it."""
    if before is None:
        return
    for begin in range(before.start, before.end):
        if any(chain.end == before.end for chain in chains_from(text, begin, end)):
            yield begin


def _by_signs(text: str, mark: Mark, called: str, counts: Counts, lines: Lines) -> _Found:
    """Return the range with the signs that most marks of the name have, as far as they stand here, and why; None where it has them."""
    start, end, label = mark
    if (called, label) not in counts.signs:
        return None
    usual, many = counts.usual_signs(called, label)
    own = core(text, start, end)
    if own is None or own.signs == usual or counts.count_signs(called, label, own.signs) >= many:
        return None
    first, last = own.start, own.end
    if usual.before and text.startswith(usual.before, max(first - len(usual.before), 0), first):
        first -= len(usual.before)
    if usual.behind and text.startswith(usual.behind, last):
        last += len(usual.behind)
    if (first, last) == (start, end) or usual != (text[first : own.start], text[own.end : last]):
        return None
    if len(strays(text, first, last, lines)) > len(strays(text, start, end, lines)):
        return None  # what is left out is the partner of a sign within the name
    spans = f"{many:,} span{'s' if many > 1 else ''}"
    return (first, last), f"Has other punctuation at its edges than {spans} of this name."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
