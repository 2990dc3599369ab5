"""Recovering layers: reading their rows, and inserting what `layer_repair` gives."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator import names
from annotator.model import Operation, Span
from annotator.sentences import how_many
from annotator.store import from_rows
from annotator.store.file import json_columns
from annotator.store.people import names_in_values
from annotator.store.recover import layer_repair
from annotator.store.recover.layer_repair import Layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.model import Mark
    from annotator.store.recover.articles import RecoveredArticle
    from annotator.store.recover.draft import Draft
    from annotator.store.recover.findings import Findings
    from annotator.store.recover.tables import Key, ReadTables, Row, Table

    ArticleAndPerson = tuple[int, int]
    """The numbers of an article and of a person."""


class RecoveredLayers(NamedTuple):
    """The layers that were inserted, and those of them where spans are lost or may be, as article and person."""

    there: set[ArticleAndPerson]
    lacking: set[ArticleAndPerson]


class _Lost(NamedTuple):
    """What indexes give of unreadable rows of spans, by layer."""

    ids: defaultdict[ArticleAndPerson, set[str]]
    marks: defaultdict[ArticleAndPerson, set[Mark]]


def recover_layers(
    tables: ReadTables,
    draft: Draft,
    people: Mapping[int, str],
    articles: Mapping[int, RecoveredArticle],
    labels: frozenset[str],
    findings: Findings,
) -> RecoveredLayers:
    """Insert the layers of the recovered people in the recovered articles."""
    spans, history = tables.tables["span"], tables.tables["operation"]
    stored = _by_pair(spans.rows)
    entries = _by_pair(history.rows)
    lost, lost_entries = _lost_spans(spans), _by_pair(history.lost)
    unknown = not spans.all_known and not history.all_known
    there: set[ArticleAndPerson] = set()
    lacking: set[ArticleAndPerson] = set()
    numbered_rows: list[tuple[int, Row]] = []
    for pair in sorted(
        (article, person)
        for article, person in stored.keys()
        | entries.keys()
        | lost.ids.keys()
        | lost.marks.keys()
        | lost_entries.keys()
        if article in articles and person in people
    ):
        kept, name = articles[pair[0]], people[pair[1]]
        read = {key: _span(spans.rows[key], name, kept, labels) for key in stored[pair]}
        good = {span.id: (key, span) for key, span in read.items() if span is not None}
        numbered = [
            (_number(key), _operation(history.rows[key], kept, name, labels))
            for key in sorted(entries[pair], key=_number)
        ]
        layer = Layer(
            article=kept.id,
            edition=kept.edition,
            annotator=name,
            spans={id_: span for id_, (_, span) in good.items()},
            sure=frozenset(id_ for id_, (key, _) in good.items() if spans.is_sure(key)),
            lost_ids=frozenset(lost.ids[pair]),
            lost_marks=frozenset(lost.marks[pair]),
            all_known=spans.all_known and len(good) == len(read),
            entries=[operation for _, operation in numbered],
            complete=history.all_known and not lost_entries[pair],
        )
        repaired = layer_repair.repair(layer)
        for line in repaired.lines:
            findings.add(f"{name} in {kept.id}: {line}.")
        if lost_entries[pair]:
            findings.add(
                f"{name} in {kept.id}: {len(lost_entries[pair]):,} of the entries of the history are lost."
            )
        _insert_spans(draft, pair, repaired.spans)
        numbers = {id(operation): number for number, operation in numbered}
        last = max((number for number, _ in numbered), default=0)
        numbered_rows += [(numbers.get(id(one), last), _entry(pair, one)) for one in repaired.operations]
        there.add(pair)
        if repaired.lacks or unknown:
            lacking.add(pair)
    _tell_left_out(tables, people, articles, findings)
    for _, row in sorted(numbered_rows, key=lambda one: one[0]):
        draft.insert_sound("operation", row)
    return RecoveredLayers(there, lacking)


def _tell_left_out(
    tables: ReadTables,
    people: Mapping[int, str],
    articles: Mapping[int, RecoveredArticle],
    findings: Findings,
) -> None:
    """Add findings on rows of articles and people that were not recovered."""
    for table, what in (("span", "spans"), ("operation", "entries of the history")):
        rows = tables.tables[table].rows.values()
        count = sum(row.get("article") not in articles or row.get("annotator") not in people for row in rows)
        if count:
            they = "is left out, because it belongs" if count == 1 else "are left out, because they belong"
            findings.add(f"{how_many(count, what)} {they} to articles or people that are.")


def _insert_spans(draft: Draft, pair: ArticleAndPerson, spans: list[Span]) -> None:
    for span in spans:
        draft.insert_sound(
            "span",
            {
                "id": span.id,
                "article": pair[0],
                "annotator": pair[1],
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "attributes": json_columns.text(span.attributes),
                "created": span.created.astimezone(UTC).isoformat(),
                "changed": span.changed.astimezone(UTC).isoformat(),
            },
        )


def _entry(pair: ArticleAndPerson, operation: Operation) -> Row:
    before, after = operation.edit.before, operation.edit.after
    return {
        "article": pair[0],
        "annotator": pair[1],
        "at": operation.when.isoformat(),
        "move": operation.move.value,
        "what": operation.edit.what,
        "before": None if before is None else json_columns.text(before),
        "after": None if after is None else json_columns.text(after),
        "edition": operation.edition,
        "correction": int(operation.correction),
        "step": operation.step,
    }


def _number(key: Key) -> int:
    return key[0] if isinstance(key[0], int) else 0


def _by_pair(rows: Mapping[Key, Row]) -> defaultdict[ArticleAndPerson, list[Key]]:
    found: defaultdict[ArticleAndPerson, list[Key]] = defaultdict(list)
    for key, row in rows.items():
        article, person = row.get("article"), row.get("annotator")
        if isinstance(article, int) and isinstance(person, int):
            found[article, person].append(key)
    return found


def _lost_spans(table: Table) -> _Lost:
    found = _Lost(defaultdict(set), defaultdict(set))
    for row in table.lost.values():
        article, person, id_ = row.get("article"), row.get("annotator"), row.get("id")
        if not (isinstance(article, int) and isinstance(person, int)):
            continue
        if isinstance(id_, str):
            found.ids[article, person].add(id_)
        start, end, label = row.get("start"), row.get("end"), row.get("label")
        if isinstance(start, int) and isinstance(end, int) and isinstance(label, str):
            found.marks[article, person].add((start, end, label))
    return found


def _span(
    row: Mapping[str, Any], name: str, article: RecoveredArticle, labels: frozenset[str]
) -> Span | None:
    """Return the span of a row, None if it is not valid."""
    try:
        span = Span(
            id=row["id"],
            start=row["start"],
            end=row["end"],
            label=row["label"],
            annotator=name,
            created=datetime.fromisoformat(row["created"]),
            changed=datetime.fromisoformat(row["changed"]),
            attributes=json_columns.attributes(row["attributes"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError, msgspec.MsgspecError):
        return None
    return span if _is_sound(span, article.length, labels) else None


def _is_sound(span: Span, length: int, labels: frozenset[str]) -> bool:
    try:
        inside = 0 <= span.start < span.end <= length
    except TypeError:
        return False
    aware = span.created.tzinfo is not None and span.changed.tzinfo is not None
    return inside and aware and span.label in labels and isinstance(span.id, str)


def _operation(
    row: Mapping[str, Any], article: RecoveredArticle, name: str, labels: frozenset[str]
) -> Operation | None:
    """Return the operation of a row, None if it is not valid."""
    try:
        values = [row[column] for column in ("at", "move", "before", "after")]
        values += [row.get("edition", 0), row.get("correction", 0), row.get("step", "")]
        operation = from_rows.operation(article.id, name, tuple(values))
    except (KeyError, TypeError, ValueError, RecursionError, msgspec.MsgspecError):
        return None
    sides = [side for side in (operation.edit.before, operation.edit.after) if side is not None]
    if not sides or len({side.id for side in sides}) > 1 or operation.edit.what != row["what"]:
        return None
    if not 0 <= operation.edition <= article.edition:
        return None
    if not all(
        _is_sound(side, article.longest, labels) and names.key(side.annotator) == names.key(name)
        for side in sides
    ):
        return None
    return names_in_values.operation(operation, lambda _: name) if operation.when.tzinfo is not None else None
