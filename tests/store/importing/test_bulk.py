"""What comes in together is stored as if each record had come in by itself."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model import (
    ImportOptions,
    Incoming,
    IncomingSpan,
    LayerKind,
    PersonWork,
    SameText,
    State,
    Status,
)
from annotator.project.checking import checked
from annotator.store import articles
from annotator.store.file import checksums, json_columns
from annotator.store.importing import records as checking_records
from annotator.store.importing import spool, storing
from annotator.store.importing.checks import UnfitError
from annotator.store.importing.importing import import_articles
from annotator.store.importing.new_layers import span_ids
from tests.store.helpers import SCHEMA, incoming, make, raw

if TYPE_CHECKING:
    from annotator.model import Fault
    from annotator.project import Project
    from annotator.store.importing.records import CheckedRecord

TEXTS = ("نفى مصدر محلي وصول أي قافلة.", "وصلت القافلة مساء أمس.", "عاد الوفد.", "لم تُسجَّل إصابات.")


@st.composite
def spans(draw: st.DrawFn) -> IncomingSpan:
    start = draw(st.integers(0, 3))
    return IncomingSpan(
        start=start,
        end=draw(st.integers(start + 1, 6)),
        label=draw(st.sampled_from(["actor", "claim"])),
        annotator=draw(st.sampled_from(["huda", "سامي", "ner@1"])),
        id=draw(st.sampled_from([None, None, "s1", "s2", "s3"])),
        attributes=draw(st.sampled_from([{}, {}, {"certain": "no"}])),
    )


def plain_spans() -> st.SearchStrategy[IncomingSpan]:
    """Return spans of one person with a range and a label, which are the most there are."""
    return st.builds(
        IncomingSpan,
        start=st.integers(0, 2),
        end=st.integers(3, 5),
        label=st.sampled_from(["actor", "claim"]),
        annotator=st.just("huda"),
    )


@st.composite
def records(draw: st.DrawFn) -> Incoming:
    work = st.builds(
        PersonWork,
        annotator=st.sampled_from(["huda", "ليلى"]),
        status=st.sampled_from(Status),
        note=st.sampled_from(["", "سؤال"]),
        seconds=st.sampled_from([0, 1.5, 60]),
    )
    works = draw(st.none() | st.lists(work, max_size=2, unique_by=lambda one: one.annotator))
    tagged = draw(st.lists(spans(), max_size=4) | st.lists(plain_spans(), max_size=4))
    return incoming(
        draw(st.sampled_from(TEXTS)),
        draw(st.sampled_from(["أ.txt", "ب.txt"])),
        id=draw(st.sampled_from([None, "a", "b", "c", "d"])),
        title=draw(st.sampled_from([None, "عنوان"])),
        source=draw(st.sampled_from([None, "صحيفة"])),
        metadata=draw(st.sampled_from([{}, {"page": 3}])),
        spans=tuple(tagged),
        kinds={"ner@1": LayerKind.MODEL} if any(span.annotator == "ner@1" for span in tagged) else {},
        state=None if works is None else State(work=tuple(works)),
    )


def tables(project: Project) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of all tables, but for times and the ids of spans, and for numbers of people and operations."""
    people = "JOIN annotator ON annotator.number = {0}.annotator"
    queries = {
        "article": "SELECT number, id, title, source, metadata, sha256, length, words, edition FROM article",
        "article_text": "SELECT * FROM article_text",
        "annotator": "SELECT name, kind FROM annotator",
        "span": f'SELECT article, name, start, "end", label, attributes FROM span {people.format("span")}',
        "operation": f"SELECT article, name, move, what, before, after, edition, correction FROM operation {people.format('operation')}",
        "work": f"SELECT article, name, status, note, seconds FROM work {people.format('work')}",
        "part": f"SELECT article, name, assigned, status, spans, seconds, words FROM part {people.format('part')}",
        "tally": f"SELECT name, block, status, assigned, tagged, articles, words FROM tally {people.format('tally')}",
        "article_tally": "SELECT * FROM article_tally",
        "case_count": "SELECT article, layers, people FROM case_count",
        "listed": "SELECT * FROM listed",
    }
    found = {name: project._connection.rows(sql) for name, sql in queries.items()}
    found["operation"] = [tuple(_without_id(value) for value in row) for row in found["operation"]]
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def faults(path: Path) -> list[Fault]:
    with checked(path) as project:
        return [*project.faults()]


def _without_id(value: object) -> object:
    if not (isinstance(value, str) and value.startswith("{")):
        return value
    span = json.loads(value)
    return str({name: one for name, one in span.items() if name not in ("id", "created", "changed")})


@settings(deadline=None, max_examples=25)
@given(
    st.lists(records(), min_size=1, max_size=8),
    st.sampled_from([1, 2, 2_500]),
    st.sampled_from([0, 60, 8_000_000]),
    st.sampled_from([1, 100]),
)
def test_all_tables_are_the_same(coming: list[Incoming], batch: int, in_memory: int, many: int) -> None:
    how = ImportOptions(skip_bad=True, same_text=SameText.ADD)
    with tempfile.TemporaryDirectory() as folder:
        with (
            make(Path(folder) / "one.db", "نص أول.") as one,
            make(Path(folder) / "all.db", "نص أول.") as together,
        ):
            for record in coming:
                import_articles(one._connection, SCHEMA, lambda: [record], how)  # noqa: B023
            with (
                patch.object(storing, "BATCH_RECORDS", batch),
                patch.object(spool, "IN_MEMORY", in_memory),
                patch.object(spool, "_BLOCK_RECORDS", 2),
                patch.object(articles, "_MANY", many),
            ):
                import_articles(together._connection, SCHEMA, lambda: coming, how)
            assert tables(together) == tables(one)
            for (after,) in together._connection.rows("SELECT after FROM operation"):
                assert after == json_columns.text(json_columns.span(after))
        assert faults(Path(folder) / "all.db") == []


FIT = st.builds(
    IncomingSpan,
    start=st.integers(0, 1),
    end=st.integers(2, 3),
    label=st.sampled_from(["actor", "claim"]),
    annotator=st.just("huda"),
    id=st.sampled_from([None, "s1", "s2"]),
    created=st.sampled_from([None, datetime(2026, 3, 1, tzinfo=UTC)]),
    changed=st.sampled_from([None, datetime(2026, 3, 2, tzinfo=UTC)]),
)
CHANGES: dict[str, list[Any]] = {
    "start": [-1, 2],
    "end": [0, 99],
    "label": ["", "place"],
    "annotator": [None, "sami"],
    "id": ["", "a\nb", "\ud800"],
    "created": [datetime(2026, 3, 1), datetime(1, 1, 1, tzinfo=UTC)],
    "attributes": [{"certain": "no"}],
    "score": ["0.5"],
}
CHANGED = st.sampled_from([*CHANGES]).flatmap(
    lambda name: st.builds(
        lambda span, value: msgspec.structs.replace(span, **{name: value}),
        FIT,
        st.sampled_from(CHANGES[name]),
    )
)
OF_ONE = st.lists(FIT, max_size=4) | st.lists(FIT | CHANGED, max_size=4)


@settings(max_examples=500)
@given(OF_ONE, st.sampled_from([None, "huda", "salim"]))
def test_spans_that_are_checked_at_once_are_taken_as_if_each_was_by_itself(
    found: list[IncomingSpan], name: str | None
) -> None:
    record, how = incoming(TEXTS[0], spans=tuple(found)), ImportOptions(annotator=name)

    def checked_record() -> CheckedRecord | str:
        try:
            return checking_records.check_record(record, how, frozenset(["actor", "claim"]))
        except UnfitError as error:
            return str(error)

    at_once = checked_record()
    with patch.object(checking_records, "_whose", lambda *_: None):
        assert checked_record() == at_once


def test_a_row_keeps_the_checksum_that_it_brings(tmp_path: Path) -> None:
    """A wrong one is told as damage, so whoever brings one must be right."""
    path = tmp_path / "annotator.db"
    with make(path) as project:
        with project._connection.writing():
            project._connection.execute(
                "INSERT INTO annotator (name, created, kind) VALUES ('huda', '2026-03-01T00:00:00+00:00', 'person')"
            )
            project._connection.insert("annotator", [(2, "salim", "2026-03-01T00:00:00+00:00", "person")])
        rows = project._connection.rows("SELECT number, name, created, kind, checksum FROM annotator")
        assert [checksums.checksum("annotator", row[:-1]) for row in rows] == [row[-1] for row in rows]
    assert faults(path) == []
    raw(
        path,
        "INSERT INTO annotator (number, name, created, kind, checksum) VALUES (3, 'layla', '2026-03-01T00:00:00+00:00', 'person', 5)",
    )
    assert [fault.table for fault in faults(path)] == ["annotator"]


def test_ids_of_spans_are_uuids_that_grow_with_time() -> None:
    ids = span_ids(2_000)
    assert len(set(ids)) == 2_000
    for one in ids[:50]:
        assert [len(part) for part in one.split("-")] == [8, 4, 4, 4, 12]
        assert (one[14], one[19] in "89ab") == ("7", True)
    assert max(one[:13] for one in ids) <= min(one[:13] for one in span_ids(5))
