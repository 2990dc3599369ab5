"""One adjudicator in one article: its cases in memory, and everything that can be done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.adjudication.board import Board, Tally
from annotator.adjudication.deciding import as_gold, decided, gold_span
from annotator.adjudication.grouping import groups
from annotator.adjudication.ledger import Ledger, gone, twice
from annotator.adjudication.policies import UNANIMOUS, Policy, verdict
from annotator.adjudication.values import Case, Version
from annotator.errors import StaleSpanError, StillOpenError
from annotator.model import Decision, DecisionEdit, Gold, GoldSpan, GoldStep, Settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.model import Article, Layer, Mark


class Adjudication:
    """The decisions of an article and their history. Each change applies at once and returns the step that is to be recorded.

    `layers` are those of the people who finished the article, `gold` and `steps`, oldest first, what is stored of it.
    A change that raises leaves everything as it was; any but `settle` takes back that the article is settled. Cases are
    known by their keys, so one that was handed out earlier stands for what it is now; `StaleSpanError` is raised for
    one that is gone.
    """

    def __init__(
        self,
        article: Article,
        adjudicator: str,
        layers: Sequence[Layer],
        gold: Gold,
        steps: Sequence[GoldStep] = (),
        policy: Policy = UNANIMOUS,
    ) -> None:
        self.article = article
        self.adjudicator = adjudicator
        self.people = tuple(sorted(layer.annotator for layer in layers))
        self.policy = policy
        self._spans = _spans(layers)
        self._board = Board(groups(article.text, layers), gold.decisions, self.people, policy)
        self._ledger = Ledger(article, adjudicator, self._board, gold.settled, steps)
        self._notes: dict[str, str] = {}  # of cases, by their keys, for when they are decided

    def is_about(self, layers: Sequence[Layer]) -> bool:
        """Say whether these layers have the same spans as those that it was made from."""
        return _spans(layers) == self._spans

    # --- looking ----------------------------------------------------------------------------------

    @property
    def cases(self) -> tuple[Case, ...]:
        """All cases in text order."""
        return self._board.cases

    @property
    def gold(self) -> Gold:
        """The gold as it is now."""
        return self._ledger.gold

    @property
    def settled(self) -> Settled | None:
        """Who settled the article and when; None while it is not."""
        return self._ledger.settled

    @property
    def tally(self) -> Tally:
        """How many cases are open, stale and decided."""
        return self._board.tally

    def changed(self) -> set[str]:
        """Return the keys of the cases that came, went or changed since this was asked last; at first, all."""
        return self._board.changed()

    def case(self, key: str) -> Case | None:
        """Return the case with this key, or None."""
        return self._board.case(key)

    def open(self) -> list[Case]:
        """Return the cases that are still to be decided, in text order."""
        return [case for case in self.cases if case.open]

    def note_of(self, case: Case) -> str:
        """Return the note of a case's decision, or the one that its decision will have."""
        decision = self._current(case).decision
        return self._notes.get(case.key, "") if decision is None else decision.note

    def notes(self) -> dict[str, str]:
        """Return the notes on cases that have no decision yet, by their keys."""
        return dict(self._notes)

    def put_notes(self, notes: Mapping[str, str]) -> None:
        """Take notes as `notes` gave them before the article was read again."""
        for key, text in notes.items():
            case = self.case(key)
            if case is not None and case.decision is None:
                self._notes[key] = text

    # --- deciding ---------------------------------------------------------------------------------

    def take(self, case: Case, versions: Sequence[Version]) -> GoldStep:
        """Give gold one version or several, in the place of what was decided earlier.

        Raises `DuplicateSpanError` when gold has one of them from elsewhere, `StaleSpanError` when one is not of this case.
        """
        case = self._current(case)
        for version in versions:
            self._check_version(case, version)
        return self._decide(case, [as_gold(version, case.decision) for version in versions])

    def none(self, case: Case) -> GoldStep:
        """Decide for none of the versions. A decision without a group is taken back."""
        case = self._current(case)
        return self.remove(case) if case.group is None else self._decide(case, [])

    def keep(self, case: Case) -> GoldStep:
        """Let a decision stand as it is, as the adjudicator's, about today's spans and people.

        Where nothing is left of what it was about, its spans are added ones from now on; if it gives none, it is taken back.
        """
        case, decision = self._with_decision(case)
        if case.group is None and not decision.spans:
            return self.remove(case)
        return self._decide(case, decision.spans)

    def change(self, case: Case, span: Version | GoldSpan, start: int, end: int, label: str) -> GoldStep:
        """Give gold a version, or a span of the decision, with another range or label.

        A version takes the place of what was decided earlier; a gold span that of itself. Raises `SpanRangeError`,
        `DuplicateSpanError`, and `StaleSpanError` when the span is not of this case.
        """
        case = self._current(case)
        mark = (start, end, label)
        self._check_promised(mark, case)
        if isinstance(span, Version):
            self._check_version(case, span)
            return self._decide(case, [gold_span(mark, attributes=span.spans[0].attributes)])
        spans = () if case.decision is None else case.decision.spans
        if span not in spans:
            raise gone(f"The span labelled {span.label} at {span.start}–{span.end}")
        changed = gold_span(mark, attributes=span.attributes, id_=span.id)
        return self._decide(case, [changed if other == span else other for other in spans])

    def add(self, start: int, end: int, label: str) -> GoldStep:
        """Give gold a span that nobody had. Raises `SpanRangeError`, `DuplicateSpanError`."""
        mark = (start, end, label)
        self._check_promised(mark, None)
        return self._decide(None, [gold_span(mark)])

    def remove(self, case: Case) -> GoldStep:
        """Take back a decision; for an added span, the span goes. Raises `StaleSpanError` when there is none."""
        _, decision = self._with_decision(case)
        return self._do(DecisionEdit(before=decision, after=None))

    def note(self, case: Case, text: str) -> GoldStep | None:
        """Note something on a decision. Where there is none yet, it is kept for it and nothing is to be recorded."""
        case = self._current(case)
        if case.decision is None:
            self._notes[case.key] = text
            return None
        if case.decision.note == text:
            return None
        noted = msgspec.structs.replace(case.decision, note=text)
        return self._do(DecisionEdit(before=case.decision, after=noted))

    def accept(self, *, settle: bool = False) -> GoldStep | None:
        """Decide all that the policy would, in one step; None: nothing. With `settle`, where nothing is open then, settle.

        That is what is not decided yet, and what a policy decided and is stale. What the adjudicator decided stays, and
        so does what would give gold a span twice.
        """
        edits: list[DecisionEdit] = []
        before = -1
        while before < len(edits):  # what was in the way of one may have gone with another
            before = len(edits)
            for case in self.cases:
                edit = self._by_policy(case, self.policy)
                if edit is not None and self._ledger.fits(edit):
                    self._ledger.apply([edit])
                    edits.append(edit)
        settled = settle and not self.tally.open
        if not edits and (not settled or self.settled is not None):
            return None
        return self._ledger.record(edits, settled=settled)

    def settle(self) -> GoldStep | None:
        """Say that the article is settled; what all agree on goes to gold with it. None: it is settled already.

        Raises `StillOpenError` when something is still to be decided.
        """
        open_ = self.open()
        if open_:
            raise StillOpenError(len(open_), open_[0].start, open_[0].end)
        edits = [edit for case in self.cases if (edit := self._by_policy(case, UNANIMOUS)) is not None]
        if not edits and self.settled is not None:
            return None
        self._ledger.apply(edits)
        return self._ledger.record(edits, settled=True)

    # --- taking back ------------------------------------------------------------------------------

    def undo(self) -> GoldStep | None:
        """Take back the last step that is in force, or return None when there is none left."""
        return self._ledger.undo()

    def redo(self) -> GoldStep | None:
        """Do again what was last taken back, or return None when there is nothing left."""
        return self._ledger.redo()

    # --- within -----------------------------------------------------------------------------------

    def _decide(self, case: Case | None, spans: Iterable[GoldSpan]) -> GoldStep:
        return self._do(self._edit(case, spans))

    def _do(self, edit: DecisionEdit) -> GoldStep:
        self._ledger.apply([edit])
        return self._ledger.record([edit], settled=False)

    def _edit(self, case: Case | None, spans: Iterable[GoldSpan], rule: str = "") -> DecisionEdit:
        """Return the edit that gives a case these spans."""
        after = decided(
            case,
            spans,
            article=self.article.id,
            adjudicator=self.adjudicator,
            people=self.people,
            policy=rule,
            note="" if case is None else self.note_of(case),
        )
        return DecisionEdit(before=None if case is None else case.decision, after=after)

    def _by_policy(self, case: Case, policy: Policy) -> DecisionEdit | None:
        """Return the edit by which a policy decides a case that is left to it, or None."""
        if case.group is None or (case.decision is not None and not (case.stale and case.decision.policy)):
            return None
        said = verdict(policy, case.group, self.people)
        if said is None:
            return None
        versions, rule = said
        return self._edit(case, [as_gold(version, case.decision) for version in versions], rule)

    def _current(self, case: Case) -> Case:
        current = self.case(case.key)
        if current is None:
            raise gone(f"What was to be decided at {case.start}–{case.end}")
        return current

    def _with_decision(self, case: Case) -> tuple[Case, Decision]:
        case = self._current(case)
        if case.decision is None:
            raise StaleSpanError(
                f"Nothing is decided at {case.start}–{case.end} yet, so nothing was changed."
            )
        return case, case.decision

    def _check_version(self, case: Case, version: Version) -> None:
        if case.group is None or version not in case.group.versions:
            raise gone(f"The version labelled {version.label} at {version.start}–{version.end}")

    def _check_promised(self, mark: Mark, case: Case | None) -> None:
        """Refuse a span that goes to gold with another group anyway, as all agree on it."""
        other = self._board.having(mark)
        if other is None or other.open or other.decision is not None or (case and case.key == other.key):
            return
        raise twice(mark)


def _spans(layers: Sequence[Layer]) -> frozenset[tuple[str, frozenset[Mark]]]:
    """Return what each person marked, as far as it matters here."""
    return frozenset(
        (layer.annotator, frozenset((span.start, span.end, span.label) for span in layer.spans))
        for layer in layers
    )
