"""Recovering gold: reading its rows, and inserting what `gold_repair` gives."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.model import Choice, Decision, GoldSpan, GoldStep, Settled
from annotator.store import from_rows
from annotator.store.file import json_columns
from annotator.store.people import names_in_values
from annotator.store.recover.gold_repair import Gold, repair

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.store.recover.articles import RecoveredArticle
    from annotator.store.recover.draft import Draft
    from annotator.store.recover.findings import Findings
    from annotator.store.recover.tables import Key, ReadTables, Row

_STEP = ("at", "move", "edits", "settled_before", "settled_after", "people")


def recover_gold(
    tables: ReadTables,
    draft: Draft,
    people: Mapping[int, str],
    articles: Mapping[int, RecoveredArticle],
    labels: frozenset[str],
    findings: Findings,
) -> None:
    """Insert the gold of all recovered articles."""
    rows = _Rows(tables, people, articles, labels)
    numbers = {name: number for number, name in people.items()}
    numbered_rows: list[tuple[int, Row]] = []
    for article in sorted(rows.articles() & articles.keys()):
        numbered = rows.steps(article)
        gold = rows.gold(article, [step for _, step in numbered])
        repaired = repair(gold, articles[article].id, articles[article].edition)
        for line in repaired.lines:
            findings.add(f"The gold of {articles[article].id}: {line}.")
        for decision in repaired.decisions:
            _insert_decision(draft, article, numbers[decision.adjudicator], decision)
        if repaired.settled is not None:
            draft.insert_sound(
                "settled",
                {
                    "article": article,
                    "adjudicator": numbers[repaired.settled.adjudicator],
                    "at": _stamp(repaired.settled.when),
                    "people": json_columns.text(repaired.settled.people),
                },
            )
        entry_numbers = {id(step): number for number, step in numbered}
        last = max((number for number, _ in numbered), default=0)
        numbered_rows += [
            (entry_numbers.get(id(step), last), _step_row(article, numbers[step.adjudicator], step))
            for step in repaired.steps
        ]
    for _, row in sorted(numbered_rows, key=lambda one: one[0]):
        draft.insert_sound("gold_step", row)


# --- what can be read -----------------------------------------------------------------------------


class _Rows:
    """The rows of gold by article."""

    def __init__(
        self,
        tables: ReadTables,
        people: Mapping[int, str],
        articles: Mapping[int, RecoveredArticle],
        labels: frozenset[str],
    ) -> None:
        self._decisions, self._spans = tables.tables["decision"], tables.tables["gold_span"]
        self._settled, self._steps = tables.tables["settled"], tables.tables["gold_step"]
        self._people, self._articles, self._labels = people, articles, labels
        self._by_article = {
            table.definition.name: _by(table.rows, "article") for table in (self._decisions, self._steps)
        }
        self._lost = {
            table.definition.name: _by(table.lost, "article")
            for table in (self._decisions, self._spans, self._steps)
        }
        self._spans_of = _by(self._spans.rows, "decision")
        self._lost_spans_of = _by(self._spans.lost, "decision")

    def articles(self) -> set[int]:
        """Return the numbers of the articles with any rows, also lost ones."""
        found = [*self._by_article.values(), *self._lost.values()]
        numbers = {number for rows in found for number in rows} | {key[0] for key in self._settled.rows}
        return {number for number in numbers if isinstance(number, int)}

    def steps(self, article: int) -> list[tuple[int, GoldStep | None]]:
        """Return the entries of an article's history with their numbers; None for an unreadable one."""
        keys = sorted(
            self._by_article["gold_step"][article], key=lambda key: (isinstance(key[0], int), key[0])
        )
        return [
            (key[0] if isinstance(key[0], int) else 0, self._step(self._steps.rows[key], article))
            for key in keys
        ]

    def gold(self, article: int, steps: Sequence[GoldStep | None]) -> Gold:
        """Return what can be read of an article's gold."""
        numbered_rows: dict[str, Decision] = {}
        sure = set()
        unread = set()
        for key in self._by_article["decision"][article]:
            row = self._decisions.rows[key]
            decision = self._decision(row, article)
            if decision is None:
                unread.add(str(row.get("id")))
                continue
            numbered_rows[decision.id] = decision
            spans = self._spans_of[decision.id]
            if self._decisions.is_sure(key) and all(self._spans.is_sure(one) for one in spans):
                sure.add(decision.id)
        lost = {
            row.get("id")
            for key, row in self._decisions.lost.items()
            if row.get("article") in (article, None)
        }
        settled = self._settled_in(article)
        return Gold(
            decisions=numbered_rows,
            sure=frozenset(sure),
            lost=frozenset(id_ for id_ in (lost | unread) if isinstance(id_, str)),
            all_known=self._decisions.all_known and self._spans.all_known and not unread,
            settled=settled,
            settled_sure=self._settled.whole
            and (settled is not None or (article,) not in self._settled.rows),
            steps=steps,
            complete=self._steps.all_known and not self._lost["gold_step"][article],
        )

    def _decision(self, row: Mapping[str, Any], article: int) -> Decision | None:
        """Return the decision of a row, None if it or one of its spans can't be read."""
        if self._lost_spans_of[row.get("id")] or not self._spans.all_known:
            return None
        ordered = sorted(self._spans_of[row.get("id")], key=lambda key: (isinstance(key[0], int), key[0]))
        spans = [self._spans.rows[key] for key in ordered]
        try:
            decision = Decision(
                id=row["id"],
                article=self._articles[article].id,
                adjudicator=self._people[row["adjudicator"]],
                when=datetime.fromisoformat(row["at"]),
                choice=Choice(row["choice"]),
                people=json_columns.people(row["people"]),
                sources=json_columns.sources(row["sources"]),
                spans=tuple(_gold_span(span, article) for span in spans),
                policy=row["policy"],
                note=row["note"],
            )
            right = names_in_values.marks(decision.sources) == row["marks"] or row["marks"] == "[]"
        except (KeyError, TypeError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        length = self._articles[article].length
        return decision if right and self._is_sound(decision, article, length) else None

    def _settled_in(self, article: int) -> Settled | None:
        row: Mapping[str, Any] = self._settled.rows.get((article,), {})
        try:
            settled = from_rows.settled((self._people[row["adjudicator"]], row["at"], row["people"]))
        except (KeyError, TypeError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        return settled if settled.when.tzinfo is not None else None

    def _step(self, row: Mapping[str, Any], article: int) -> GoldStep | None:
        try:
            values = [*(row[column] for column in _STEP), row.get("edition", 0), row.get("correction", 0)]
            step = from_rows.step(self._articles[article].id, (self._people[row["adjudicator"]], *values))
        except (KeyError, TypeError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        if step.when.tzinfo is None or (not step.edits and step.settled[0] == step.settled[1]):
            return None
        if not 0 <= step.edition <= self._articles[article].edition:
            return None
        longest = self._articles[article].longest
        for edit in step.edits:
            sides = [side for side in (edit.before, edit.after) if side is not None]
            if (
                not sides
                or len({side.id for side in sides}) > 1
                or not all(self._is_sound(side, article, longest) for side in sides)
            ):
                return None
        return step

    def _is_sound(self, decision: Decision, article: int, length: int) -> bool:
        kept = self._articles[article]
        inside = all(
            0 <= span.start < span.end <= length and span.label in self._labels for span in decision.spans
        )
        known = decision.adjudicator in self._people.values()
        return inside and known and decision.article == kept.id and decision.when.tzinfo is not None


def _by(rows: Mapping[Key, Row], column: str) -> defaultdict[Any, list[Key]]:
    found: defaultdict[Any, list[Key]] = defaultdict(list)
    for key, row in rows.items():
        if row.get(column) is not None:
            found[row[column]].append(key)
    return found


def _gold_span(row: Mapping[str, Any], article: int) -> GoldSpan:
    if row["article"] != article:
        raise ValueError("a gold span of another article")
    return GoldSpan(
        id=row["id"],
        start=row["start"],
        end=row["end"],
        label=row["label"],
        attributes=json_columns.attributes(row["attributes"]),
    )


# --- rows -----------------------------------------------------------------------------------------


def _insert_decision(draft: Draft, article: int, person: int, decision: Decision) -> None:
    marks = names_in_values.marks(decision.sources)
    if draft.rows("SELECT 1 FROM decision WHERE article = ? AND marks = ?", [article, marks]):
        marks = "[]"  # of two people who were joined
    draft.insert_sound(
        "decision",
        {
            "id": decision.id,
            "article": article,
            "adjudicator": person,
            "at": _stamp(decision.when),
            "choice": decision.choice.value,
            "people": json_columns.text(decision.people),
            "sources": json_columns.text(decision.sources),
            "marks": marks,
            "policy": decision.policy,
            "note": decision.note,
        },
    )
    for span in decision.spans:
        draft.insert_sound(
            "gold_span",
            {
                "id": span.id,
                "decision": decision.id,
                "article": article,
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "attributes": json_columns.text(span.attributes),
            },
        )


def _step_row(article: int, person: int, step: GoldStep) -> Row:
    return {
        "article": article,
        "adjudicator": person,
        "at": _stamp(step.when),
        "move": step.move.value,
        "edits": json_columns.text(step.edits),
        "settled_before": int(step.settled[0]),
        "settled_after": int(step.settled[1]),
        "people": json_columns.text(step.people),
        "edition": step.edition,
        "correction": int(step.correction),
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
