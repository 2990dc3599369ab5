"""Changing the spans of many articles together: planned in a reader's thread, kept to be taken back; without a screen."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import NoSuchArticleError, SpanError, UnfinishedError
from annotator.model import Mark
from annotator.tui.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from annotator.model import Change
    from annotator.project import Project
    from annotator.tui.concordance.groups import Groups, Key
    from annotator.tui.concordance.source import Source

_TELL_SECONDS = 0.1

Spans = list[tuple[Place, "Key"]]
"""Places with the groups of the spans that are meant: one range may have several labels."""
Wanted = dict[int, Spans]
"""By the numbers of articles: the spans that are to be changed."""


class Progress(NamedTuple):
    """So many articles of all were looked at."""

    articles: int
    of: int


class Changed(NamedTuple):
    """A change of one article, and the spans that it changes, with the groups they were in before."""

    change: Change
    spans: Spans


class Plan(NamedTuple):
    """What is to be saved of an action. `left`: so many spans stay as they are; `refused`: why articles are left out, by their ids."""

    label: str | None
    changed: tuple[Changed, ...]
    left: int
    refused: dict[str, str]

    @property
    def spans(self) -> int:
        """How many spans it changes."""
        return sum(len(one.spans) for one in self.changed)


class TakenBack(NamedTuple):
    """What is to be saved to take back a plan, and how many articles were changed since and stay as they are."""

    plan: Plan
    changed: tuple[Changed, ...]
    left: int


def wanted(groups: Iterable[tuple[Key, Iterable[Place]]]) -> Wanted:
    """Return places of groups by their articles."""
    found: defaultdict[int, Spans] = defaultdict(list)
    for key, places in groups:
        for place in places:
            found[place.article].append((place, key))
    return dict(found)


def planned(source: Source, spans: Wanted, label: str | None, project: Project) -> Iterator[Progress | Plan]:
    """Yield how far it is, and in the end what is to be saved: nothing of it is when this fails or is given up.

    Articles that can't be changed are left out with the reason.
    """
    ids = project.concordance.ids(sorted(spans))
    changed, refused = list[Changed](), dict[str, str]()
    left = 0
    told = time.monotonic()
    for count, number in enumerate(sorted(spans), 1):
        places = spans[number]
        marks: list[Mark] = [(place.start, place.end, key.label) for place, key in places]
        revised = None
        try:
            if number in ids:
                revised = source.revise(project, ids[number], marks, label)
        except (SpanError, UnfinishedError, NoSuchArticleError) as error:
            refused[ids[number]] = str(error)
        done = set[Mark]() if revised is None else set(revised.marks)
        left += len(marks) - len(done)
        if revised is not None:
            those = [(place, key) for place, key in places if (place.start, place.end, key.label) in done]
            changed.append(Changed(revised.change, those))
        if time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            yield Progress(count, len(spans))
    yield Plan(label, tuple(changed), left, refused)


def taken_back(source: Source, plan: Plan, project: Project) -> Iterator[Progress | TakenBack]:
    """Yield how far it is, and in the end what is to be saved to take back what was done together."""
    changed, left = list[Changed](), 0
    told = time.monotonic()
    for count, one in enumerate(plan.changed, 1):
        change = source.undo(project, one.change)
        if change is None:
            left += 1
        else:
            changed.append(Changed(change, one.spans))
        if time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            yield Progress(count, len(plan.changed))
    yield TakenBack(plan, tuple(changed), left)


def show_changed(groups: Groups, plan: Plan) -> None:
    """Show in the groups what a plan changes."""
    for key, places in _by_group(plan.changed).items():
        groups.move(key, places, None if plan.label is None else key._replace(label=plan.label))


def show_taken_back(groups: Groups, back: TakenBack, texts: Mapping[Key, str]) -> None:
    """Show in the groups what was taken back. `texts`: those of the groups as they were shown."""
    label = back.plan.label
    for key, places in _by_group(back.changed).items():
        if label is None:
            groups.bring_back(key, texts.get(key, key.raw or key.folded), places)
        else:
            groups.move(key._replace(label=label), places, key)


def _by_group(changed: Sequence[Changed]) -> dict[Key, set[Place]]:
    found: defaultdict[Key, set[Place]] = defaultdict(set)
    for one in changed:
        for place, key in one.spans:
            found[key].add(place)
    return dict(found)
