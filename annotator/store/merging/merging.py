"""Merge other copies of a project into this one: labels, then people, articles, kept splits, layers, gold and notes. Assignments are not merged.

The other files are checked whole first, as `merging.others` says. Articles match by id, and must then have the same text, also after
the same corrections; people match as `merging.people` says, layers, gold and notes as `merging.layers`, `merging.gold` and `merging.notes` say.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Literal

import msgspec

from annotator.command_line import command_line
from annotator.errors import DifferentProjectError, ProjectError, UsageError, telling, who_there_is
from annotator.model import Card, Conflict, MergedGold, MergedLayers, MergeReport
from annotator.names import listed
from annotator.sentences import joined, shortened
from annotator.store.check import checking, guards
from annotator.store.check.context import read_context
from annotator.store.file import card, meta
from annotator.store.file.copying import copy_first
from annotator.store.merging import gold, layers, notes
from annotator.store.merging.articles import Articles
from annotator.store.merging.comparing import Outcome
from annotator.store.merging.gold import ArticleGold
from annotator.store.merging.layers import Layer
from annotator.store.merging.others import Others
from annotator.store.merging.people import People
from annotator.store.merging.splits import merge_splits
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from annotator.store.file.connection import Connection
    from annotator.store.merging.others import Tell
    from annotator.store.merging.splits import Torn


_LABELS = 20
"""How many labels are told of projects with other labels."""


def merge_projects(
    connection: Connection,
    paths: Sequence[Path],
    people: str | None = None,
    *,
    torn: Torn,
    keep: bool = True,
    tell: Tell = lambda _what, _count: None,
) -> list[MergeReport]:
    """Merge other projects into this one in one transaction, all of them or none; return a report for each.

    `people` are the names whose layers, gold and notes come in, with commas between them, None: everybody's. `torn` are articles whose parts of
    kept splits don't come in. Without `keep` nothing is stored, and the reports are what they would be. A merge that changes anything copies
    the project first. `tell` is called with what is done, and with how many articles.

    Raises `UnfitProjectsError` for files of which anything is damaged or would be refused by an import; `ProjectError` if an article
    that was changed is not sound afterwards; `DifferentProjectError` if labels differ, or an id or a text belongs to different
    articles; `UsageError` for this project itself, for people who can't be matched and for a name that nobody has; and what
    `open_project` and `Connection.writing` raise.
    """
    opened: list[Connection] = []

    def upgraded() -> str:
        return joined(*(_notices(other) for other in opened if other.writable))

    commits = connection.commits
    backup = None

    def merged() -> str:
        return "All of it was merged." if connection.commits > commits else ""

    try:
        with telling(upgraded), telling(merged, "Nothing was merged."), ExitStack() as stack:
            others = Others(connection, stack, opened, tell)
            others.open(paths)
            wanted = None if people is None else _wanted(people, others.snapshots)
            stack.enter_context(connection.writing(keep=keep))
            guards.require_tables(connection, "article")  # a damaged table has fewer articles, or finds none
            changes = connection.database.total_changes
            merges = []
            for path, other in zip(paths, others.snapshots, strict=True):
                merges.append(_Merge(connection, other, path, wanted, torn))
                merges[-1].run(tell)
            _require_known(wanted or (), merges)
            changed = sorted(set[int]().union(*(merge.changed for merge in merges)))
            _require_sound(connection, paths, changed, partial(tell, "Checking what was merged"))
            is_changed = connection.database.total_changes != changes
            tell("Copying", 0)
            backup = _back_up(connection) if keep and is_changed else None
    finally:
        if backup is not None and connection.commits == commits:
            backup.unlink(missing_ok=True)  # nothing was changed, so there is nothing to go back from
    return [
        msgspec.structs.replace(merge.report, notice=_notices(other), backup=backup)
        for merge, other in zip(merges, opened, strict=True)
    ]


def _notices(connection: Connection) -> str:
    """Return the notices of a connection as one text."""
    return joined(*(notice.full for notice in connection.notices))


def _wanted(people: str, others: Sequence[Connection]) -> tuple[str, ...]:
    """Return the names in a list with commas. Raises `UsageError` for an empty one."""
    names = listed(people, [name for other in others for name in annotators.all_names(other)])
    if not names:
        raise UsageError("--people is empty; leave it out, or name some with commas between them.")
    return names


def _require_known(wanted: Sequence[str], merges: Sequence[_Merge]) -> None:
    """Raise `UsageError` for a wanted name that nobody has in any of the other projects."""
    for name in wanted:
        if not any(merge.people.find(name) for merge in merges):
            there = {here for merge in merges for here in merge.people.names_here.values()}
            raise UsageError(
                f"--people: nobody in what is merged is called {name}, so nothing was changed. {who_there_is(there)}"
            )


def _require_sound(
    connection: Connection, paths: Sequence[Path], articles: Sequence[int], progress: Callable[[int], None]
) -> None:
    """Check the articles that were changed, before they are kept. Raises `ProjectError` for the first fault that is not harmless."""
    about = read_context(connection)
    for done, number in enumerate(articles, 1):
        progress(done)
        for fault in checking.article(about, number):
            if not fault.harmless:
                path = connection.path
                raise ProjectError(
                    f"{' and '.join(map(str, paths))} can't be merged: {path} would not be sound afterwards ({fault})",
                    f"See whether it is sound now: {command_line('check', project=path)}. If it is, ask whoever sent them for another copy.",
                )


def _back_up(connection: Connection) -> Path:
    """Copy the project as it was before the transaction that is open, in which nobody else writes; return the copy's path."""
    path = connection.path
    with connection.snapshot() as before:
        for number in count(1):
            target = path.with_name(f"{path.name}.backup-merge-{number}")
            if target.exists() or target.is_symlink():
                continue
            try:
                copy_first(before.database, path, target, "can't be changed by a merge", replace=False)
            except FileExistsError:
                continue
            return target
    raise AssertionError


class _Merge:
    """Merges one other project, inside a transaction. `path` is the path that the user gave for it.

    Only layers and gold of the people `wanted` come in, None: of all. `report` is there after `run`, and so is `changed`, our
    numbers of the articles in which anything was written.
    """

    def __init__(
        self,
        ours: Connection,
        theirs: Connection,
        path: Path,
        wanted: Sequence[str] | None,
        torn: Torn,
    ) -> None:
        self._torn = torn
        self._ours = ours
        self._theirs = theirs
        self._path = path
        self._check_labels()
        self.people = People(ours, theirs)
        self._chosen = None if wanted is None else frozenset(filter(None, map(self.people.find, wanted)))
        self._conflicts: list[Conflict] = []
        self._lacks: dict[int, bool] = {}
        self._lacks_gold: dict[int, bool] = {}

    def run(self, tell: Tell) -> None:
        """Merge the articles, then layers and gold."""
        doing = f"Merging {self._path.name}"
        self._articles = Articles(
            self._ours, self._theirs, self._path, partial(tell, f"Matching {self._path.name}")
        )
        self.changed = self._articles.changed
        self.people.store_former_names(self._chosen)
        merged_card = self._merge_card()
        of_layers: Counter[Outcome] = Counter()
        of_gold: Counter[Outcome] = Counter()
        changed: dict[str, _Person] = {}
        kept: Counter[str] = Counter()
        for there, annotator in layers.all_layers(self._theirs):
            name = self.people.names_here[annotator]
            if self._chosen is not None and name not in self._chosen:
                of_layers[Outcome.LEFT_OUT] += 1
                continue
            merged = self._merge_layer(there, annotator, name)
            of_layers[merged.outcome] += 1
            kept[name] += merged.kept
            if merged.outcome.is_taken:
                changed.setdefault(name, _Person()).add(merged)
                self.changed.add(self._articles.here(there))
            tell(doing, there)
        splits = tuple(merge_splits(self._ours, self._theirs, self._torn))
        of_decisions = _Gold()
        for there in gold.articles_with_gold(self._theirs):
            decided = self._merge_gold(there)
            of_gold[decided.outcome] += 1
            if decided.outcome.is_taken:
                of_decisions.add(decided)
                self.changed.add(self._articles.here(there))
            tell(f"{doing}: gold", there)
        written = notes.merge_notes(self._ours, self._theirs, self._articles, self.people, self._chosen)
        self.report = MergeReport(
            path=self._path,
            articles=self._articles.added,
            brought=of_layers[Outcome.NEW],
            continued=of_layers[Outcome.AHEAD],
            same=of_layers[Outcome.SAME],
            gold=of_gold[Outcome.NEW] + of_gold[Outcome.AHEAD],
            conflicts=tuple(self._conflicts),
            people=tuple(found.merged(name) for name, found in sorted(changed.items())),
            decisions=of_decisions.merged() if of_decisions.count["articles"] else None,
            others=of_layers[Outcome.LEFT_OUT],
            others_gold=of_gold[Outcome.LEFT_OUT],
            kept=dict(sorted((+kept).items())),
            card=merged_card,
            renamed=self.people.renamed,
            former=self.people.former,
            splits=splits,
            notes=written.came,
            back=written.back,
        )

    def _check_labels(self) -> None:
        ours, theirs = (
            [label.name for label in meta.schema(connection).labels]
            for connection in (self._ours, self._theirs)
        )
        if set(ours) != set(theirs):
            raise DifferentProjectError(
                f"{self._ours.path} has the labels {_listed(ours, theirs)}, {self._path} has {_listed(theirs, ours)}, so "
                "nothing was changed. Merge only projects with the same labels."
            )

    def _merge_card(self) -> Literal["", "taken", "kept"]:
        """Take their card where there is none here; where there is another one, ours stays."""
        theirs, ours = card.read(self._theirs), card.read(self._ours)
        if theirs in (ours, Card()):
            return ""
        if ours != Card():
            return "kept"
        card.write(self._ours, theirs)
        return "taken"

    # --- layers ---

    def _merge_layer(self, there: int, annotator: int, name: str) -> layers.Merged:
        here, id_ = self._articles.here(there), self._articles.id(there)
        ours = self._layer_here(here, self.people.number(annotator), name)
        merged = layers.merge_layer(
            self._layer_there(there, annotator, name)._replace(
                unaware=notes.is_unaware(self._theirs, self._ours, here, self.people.number(annotator))
            ),
            ours,
            lambda: self._lacks_changes(annotator, name),
            apart=here in self._articles.apart,
        )
        if merged.outcome in (Outcome.CONFLICT, Outcome.LOSS):
            kind = self.people.kinds[annotator]
            self._conflicts.append(Conflict(article=id_, annotator=name, kind=kind, loses=merged.loses))
        return merged

    def _layer_here(self, article: int, annotator: int, name: str) -> Layer:
        id_, edition = _id_and_edition(self._ours, article)
        return Layer(self._ours, article, id_, annotator, name, edition)

    def _layer_there(self, article: int, annotator: int, name: str) -> Layer:
        id_, edition = _id_and_edition(self._theirs, article)
        return Layer(self._theirs, article, id_, annotator, name, edition)

    def _lacks_changes(self, annotator: int, name: str) -> bool:
        """Return whether the other project lacks an operation, in any article, that somebody has here."""
        if annotator not in self._lacks:
            number = self.people.number(annotator)
            self._lacks[annotator] = any(
                layers.lacks(
                    None if there is None else self._layer_there(there, annotator, name),
                    self._layer_here(here, number, name),
                )
                for here in layers.histories_of(self._ours, number)
                for there in [self._articles.there(here)]
            )
        return self._lacks[annotator]

    # --- gold ---

    def _merge_gold(self, there: int) -> gold.MergedGold:
        here, id_ = self._articles.here(there), self._articles.id(there)
        merged = gold.merge_gold(
            self._gold_there(there),
            self._gold_here(here),
            self.people,
            self._chosen,
            self._lacks_steps,
            apart=here in self._articles.apart,
        )
        if merged.outcome in (Outcome.CONFLICT, Outcome.LOSS):
            self._conflicts.append(Conflict(article=id_, loses=merged.loses, opens=merged.opens))
        return merged

    def _gold_here(self, article: int) -> ArticleGold:
        return ArticleGold(self._ours, article, *_id_and_edition(self._ours, article))

    def _gold_there(self, article: int) -> ArticleGold:
        there = _id_and_edition(self._theirs, article)
        return ArticleGold(self._theirs, article, *there, new=self.people.new)

    def _lacks_steps(self, name: str) -> bool:
        """Return whether the other project lacks a step of an adjudicator's gold, in any article, that ours has."""
        sql = (
            "SELECT DISTINCT article FROM gold_step JOIN annotator ON annotator.number = adjudicator "
            "WHERE annotator.name = ?"
        )
        for (here,) in self._ours.rows(sql, [name]):
            if here not in self._lacks_gold:
                there = self._articles.there(here)
                theirs = None if there is None else self._gold_there(there)
                self._lacks_gold[here] = gold.lacks(theirs, self._gold_here(here))
            if self._lacks_gold[here]:
                return True
        return False


def _listed(labels: Sequence[str], others: Collection[str]) -> str:
    """Return a list of labels for a message: of many, some of those that the others lack, and how many more there are."""
    if len(labels) <= _LABELS:
        return ", ".join(map(shortened, labels))
    lacking = set(others)
    first = sorted(labels, key=lambda label: label in lacking)[:_LABELS]
    return f"{', '.join(map(shortened, first))} and {len(labels) - _LABELS:,} more"


def _id_and_edition(connection: Connection, article: int) -> tuple[str, int]:
    row = connection.row("SELECT id, edition FROM article WHERE number = ?", [article])
    assert row is not None
    return row[0], row[1]


class _Person:
    """Adds up what was taken of the layers of one person."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def add(self, one: layers.Merged) -> None:
        self._count.update(
            layers=1,
            added=one.spans.added,
            changed=one.spans.changed,
            removed=one.spans.removed,
            works=one.work,
            undone=one.left == "done",
            unflagged=one.left == "flagged",
        )

    def merged(self, name: str) -> MergedLayers:
        return MergedLayers(name=name, **self._count)


class _Gold:
    """Adds up what was taken of the gold of articles."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self._people: set[str] = set()

    def add(self, one: gold.MergedGold) -> None:
        self._people.update(one.people)
        self.count.update(
            articles=1,
            added=one.decisions.added,
            changed=one.decisions.changed,
            removed=one.decisions.removed,
            settled=one.settled > 0,
            opened=one.settled < 0,
        )

    def merged(self) -> MergedGold:
        return MergedGold(people=tuple(sorted(self._people)), **self.count)
