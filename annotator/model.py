"""The values that everything else is about. All are frozen.

Offsets count Unicode code points from the start of the article's unaltered text; ranges are half-open,
``[start, end)``. Times are aware and in UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """The base of every value here: immutable, compared by content, given by keyword."""


def now() -> datetime:
    """Return this moment in UTC, to the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


# --- label schema -------------------------------------------------------------------------------


class Bilingual(Struct, frozen=True, kw_only=True):
    """One text in English and in Arabic."""

    en: str
    ar: str = ""


class Label(Struct, frozen=True, kw_only=True):
    """One kind of span: its name, the key that tags it, its colour and what it means."""

    name: str
    key: str
    color: str
    definition: Bilingual
    examples: tuple[str, ...] = ()


class LabelSchema(Struct, frozen=True, kw_only=True):
    """Which labels exist, in the order in which they are shown."""

    name: str
    labels: tuple[Label, ...]
    description: str = ""

    def label(self, name: str) -> Label | None:
        """Return the label of that name, or None."""
        return next((label for label in self.labels if label.name == name), None)


# --- articles -----------------------------------------------------------------------------------


class Article(Struct, frozen=True, kw_only=True):
    """A text to be annotated, exactly as it came in."""

    id: str
    text: str
    sha256: str
    title: str
    date: str | None = None
    source: str | None = None
    url: str | None = None
    metadata: dict[str, Any] = {}


class Incoming(Struct, frozen=True, kw_only=True):
    """An article on its way in, and where it was found (1-based line; None: the whole file).

    `unread` counts the spans that came with it and are not read.
    """

    text: str
    path: Path
    line: int | None = None
    id: str | None = None
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    metadata: dict[str, Any] = {}
    unread: int = 0


class Refusal(Struct, frozen=True, kw_only=True):
    """A record that did not come in, where it was found and why."""

    path: Path
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.path}" if self.line is None else f"{self.path}, line {self.line}"
        return f"{place}: {self.reason}"


class ImportReport(Struct, frozen=True, kw_only=True):
    """What an import did: articles added, skipped because their text is there already, records refused.

    `unread` counts the spans that came with the articles and were not read.
    """

    added: int
    skipped: int
    refused: tuple[Refusal, ...]
    unread: int = 0


# --- spans --------------------------------------------------------------------------------------


class Span(Struct, frozen=True, kw_only=True):
    """A range ``[start, end)`` of an article with a label, made by one annotator. `id` is a UUID."""

    id: str
    start: int
    end: int
    label: str
    annotator: str
    created: datetime
    changed: datetime
    attributes: dict[str, str] = {}

    @classmethod
    def new(cls, start: int, end: int, label: str, annotator: str) -> Span:
        """Return a span made now, with a fresh id."""
        moment = now()
        return cls(
            id=str(uuid4()),
            start=start,
            end=end,
            label=label,
            annotator=annotator,
            created=moment,
            changed=moment,
        )

    @property
    def order(self) -> tuple[int, int, str, str]:
        """The order in which spans are listed: by start, then longest first, then label and id."""
        return (self.start, -self.end, self.label, self.id)


class Layer(Struct, frozen=True, kw_only=True):
    """The spans that one annotator made in one article, in the order of `Span.order`."""

    article: str
    annotator: str
    spans: tuple[Span, ...] = ()


class Edit(Struct, frozen=True, kw_only=True):
    """One change of one span. `before` None: added; `after` None: removed; both: changed, same id."""

    before: Span | None
    after: Span | None

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return Edit(before=self.after, after=self.before)


class Move(StrEnum):
    """How an edit came about: done by the annotator, or by undoing or redoing an earlier one."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class Operation(Struct, frozen=True, kw_only=True):
    """One entry of the append-only history of a layer. `edit` is what was applied, whatever the move."""

    article: str
    annotator: str
    when: datetime
    move: Move
    edit: Edit


# --- work ---------------------------------------------------------------------------------------


class Status(StrEnum):
    """How far an annotator is with an article."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    FLAGGED = "flagged"


class Progress(Struct, frozen=True, kw_only=True):
    """One annotator's status of one article, the note of a flag, and the time spent in seconds."""

    status: Status = Status.TODO
    note: str = ""
    seconds: float = 0.0


class LibraryRow(Struct, frozen=True, kw_only=True):
    """One line of the library: an article as one annotator sees it, without its text.

    `number` counts articles from 1 in the order in which they came in; `spans` counts this annotator's. `assigned`:
    it is for this annotator to mark, as everything is where nothing is assigned to anybody.
    """

    number: int
    id: str
    title: str
    words: int
    date: str | None
    source: str | None
    status: Status
    note: str
    spans: int
    assigned: bool = False


# --- assignment ---------------------------------------------------------------------------------


class Workload(Struct, frozen=True, kw_only=True):
    """What is assigned to one annotator, in articles and words, and how much of it is done.

    `waiting` counts the articles that are handed out on demand and that this annotator could get now. `teamwork`:
    something in the project is assigned to somebody or handed out; without that everyone works on everything.
    """

    assigned: int = 0
    done: int = 0
    words_assigned: int = 0
    words_done: int = 0
    waiting: int = 0
    teamwork: bool = False


class Portion(Struct, frozen=True, kw_only=True):
    """What one annotator has to mark after an assignment, in articles and words, and how many articles are new."""

    annotator: str
    added: int
    articles: int
    words: int


class AssignReport(Struct, frozen=True, kw_only=True):
    """What an assignment did: articles looked at, assignments that stayed, assignments added, what each person has.

    `newcomers` are the people that the project did not know; `nobodys` counts the articles of the whole project that
    are neither assigned to anybody nor handed out on demand.
    """

    articles: int
    kept: int
    added: int
    portions: tuple[Portion, ...]
    newcomers: tuple[str, ...]
    nobodys: int


class PoolReport(Struct, frozen=True, kw_only=True):
    """What became of articles that are to be handed out on demand; counts of articles.

    `added` are new to it, `changed` have other conditions than before, `kept` had these already; `nobodys` is as in
    `AssignReport`.
    """

    added: int
    changed: int
    kept: int
    nobodys: int


class PersonStatus(Struct, frozen=True, kw_only=True):
    """How far one person is. `done` and `words_done` are of what is assigned, `finished` is whatever they finished."""

    name: str
    assigned: int
    done: int
    words_assigned: int
    words_done: int
    finished: int
    doing: int
    flagged: int
    spans: int
    seconds: float


class ArticleStatus(Struct, frozen=True, kw_only=True):
    """How far one article is; names are sorted.

    `wanted` is how many people are to finish it, 0 where nothing is said; `dynamic`: it is handed out on demand.
    `ready`: two or more have finished it, nobody is to finish it any more, and it is not settled.
    """

    number: int
    id: str
    title: str
    words: int
    wanted: int
    dynamic: bool
    assigned: tuple[str, ...]
    doing: tuple[str, ...]
    done: tuple[str, ...]
    flagged: tuple[str, ...]
    spans: int
    seconds: float
    ready: bool
    settled: bool


class ProjectStatus(Struct, frozen=True, kw_only=True):
    """How far the whole project is: people by name, articles in order, both as of one moment."""

    people: tuple[PersonStatus, ...]
    articles: tuple[ArticleStatus, ...]


# --- what was finished --------------------------------------------------------------------------


Mark = tuple[int, int, str]
"""What agreement looks at of a span: start, end and label."""


class Marks(Struct, frozen=True, kw_only=True):
    """An article and, by the name of each annotator who finished it, what they marked, in the order of `Span.order`.

    `number` counts articles from 1 in the order in which they came in; names are sorted.
    """

    article: str
    number: int
    title: str
    text: str
    layers: dict[str, tuple[Mark, ...]]


# --- gold ---------------------------------------------------------------------------------------


class Choice(StrEnum):
    """What an adjudicator chose.

    One version or several as they are, none, one with other edges or another label, or a span that nobody had.
    """

    TAKEN = "taken"
    SEVERAL = "several"
    NONE = "none"
    EDITED = "edited"
    RELABELLED = "relabelled"
    ADDED = "added"


class GoldSpan(Struct, frozen=True, kw_only=True):
    """A range ``[start, end)`` of an article with a label, as decided. `id` is a UUID."""

    id: str
    start: int
    end: int
    label: str
    attributes: dict[str, str] = {}


class Decision(Struct, frozen=True, kw_only=True):
    """What was chosen for one disagreement or agreement, and from what. `id` is a UUID.

    `sources` are the annotators' spans as they were then, `people` those who had finished the article then, `spans`
    what goes to gold. `policy` names the rule that chose, empty where the adjudicator did.
    """

    id: str
    article: str
    adjudicator: str
    when: datetime
    choice: Choice
    people: tuple[str, ...]
    sources: tuple[Span, ...]
    spans: tuple[GoldSpan, ...]
    policy: str = ""
    note: str = ""

    @property
    def order(self) -> tuple[datetime, str]:
        """The order in which decisions are listed: oldest first, then by id."""
        return (self.when, self.id)


class DecisionEdit(Struct, frozen=True, kw_only=True):
    """One change of one decision. `before` None: made; `after` None: taken back; both: changed, same id."""

    before: Decision | None
    after: Decision | None

    def inverse(self) -> DecisionEdit:
        """Return the edit that takes this one back."""
        return DecisionEdit(before=self.after, after=self.before)


class GoldStep(Struct, frozen=True, kw_only=True):
    """One entry of the append-only history of an article's gold: what an adjudicator did with one key.

    `edits` were applied in their order; `settled` is whether the article was settled before and after.
    """

    article: str
    adjudicator: str
    when: datetime
    move: Move
    edits: tuple[DecisionEdit, ...]
    settled: tuple[bool, bool] = (False, False)


class Settled(Struct, frozen=True, kw_only=True):
    """Who said that an article is settled, and when."""

    adjudicator: str
    when: datetime


class Gold(Struct, frozen=True, kw_only=True):
    """The decisions that are in force in one article, in the order of `Decision.order`, and whether it is settled."""

    article: str
    decisions: tuple[Decision, ...] = ()
    settled: Settled | None = None


# --- what leaves --------------------------------------------------------------------------------


class Source(StrEnum):
    """Where a span of the gold comes from.

    All who finished the article marked it so, more than half of them did, an adjudicator decided it, or one person alone
    was to mark the article.
    """

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    ADJUDICATED = "adjudicated"
    SINGLE = "single"


class LeftOut(StrEnum):
    """Why an article has no gold to export."""

    UNFINISHED = "unfinished"
    ONE_OF_SEVERAL = "one of several"
    WAITING = "waiting"
    UNSETTLED = "unsettled"
    CHANGED = "changed"


class ExportReport(Struct, frozen=True, kw_only=True):
    """How many articles an export wrote, and how many it left out, by reason; no reason stands for no article."""

    written: int
    left_out: dict[LeftOut, int] = {}


class RecordSpan(Struct, frozen=True, kw_only=True):
    """A span as it is exported; `text` is the article's text at ``[start, end)``.

    In gold `source` says where it comes from and `annotators` who marked exactly this range with this label; where it was
    decided, `adjudicator`, `decision` and `note` say by whom, how and why, and `created` when. In a layer `annotator`
    is whose it is.
    """

    id: str
    start: int
    end: int
    label: str
    text: str
    attributes: dict[str, str]
    annotator: str | None
    created: datetime
    source: Source | None
    annotators: list[str]
    adjudicator: str | None
    decision: Choice | None
    note: str


class Record(Struct, frozen=True, kw_only=True):
    """One exported article with its spans, sorted by start, then longest first."""

    id: str
    text: str
    sha256: str
    title: str
    date: str | None
    source: str | None
    url: str | None
    metadata: dict[str, Any]
    offset_unit: str
    annotators: list[str]
    spans: list[RecordSpan]
