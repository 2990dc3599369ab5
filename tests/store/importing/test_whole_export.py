"""A project that is exported with --layer all and comes in again is equal, history aside."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.model import (
    Choice,
    Decision,
    DecisionEdit,
    GoldSpan,
    GoldStep,
    ImportOptions,
    Incoming,
    Move,
    Selection,
    Span,
    Status,
)
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import SCHEMA, TEXT, incoming, make
from tests.store.listing import listed

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PEOPLE = ("هدى", "سامي", "salim")
LABELS = [label.name for label in SCHEMA.labels]
LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
TEXTS = st.text(st.sampled_from("قصف مَدْفَعِيّ🚑\r\n\u200f") | LETTERS, min_size=1, max_size=30).filter(
    lambda text: bool(text.replace("\ufeff", " ").strip())
)
IDS = st.text(LETTERS, min_size=1, max_size=8).filter(
    lambda text: (
        bool(text.strip()) and not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in text)
    )
)
LINES = st.text(LETTERS, max_size=8) | st.sampled_from(
    ["%TYPES", "start_offset", "_input_hash", "annotations", "offset_unit", "spans", "http://www.omg.org/XMI"]
)
"""Short texts, among them names of fields by which other tools' files are known."""
MOMENTS = st.integers(0, 10**9).map(
    lambda millis: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis)
)
METADATA = st.dictionaries(
    LINES, st.none() | st.booleans() | LINES | st.integers(-(2**53), 2**53), max_size=2
)


@st.composite
def projects(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What is done to each article of a project."""
    made = []
    for text in draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True)):
        ranges = st.tuples(
            st.integers(0, len(text) - 1), st.integers(1, len(text)), st.sampled_from(LABELS)
        ).filter(lambda mark: mark[0] < mark[1])
        layers = {}
        for name in draw(st.lists(st.sampled_from(PEOPLE), unique=True)):
            marks = draw(st.lists(ranges, max_size=4, unique=True))
            layers[name] = {
                "marks": [
                    (mark, draw(MOMENTS), draw(MOMENTS), draw(st.dictionaries(LINES, LINES, max_size=1)))
                    for mark in marks
                ],
                "status": draw(st.sampled_from(Status)),
                "note": draw(LINES),
                "seconds": draw(st.integers(0, 10**6)) / 4,
            }
        made.append(
            {
                "text": text,
                "id": draw(st.none() | IDS),
                "title": draw(st.none() | LINES),
                "date": draw(st.none() | LINES),
                "source": draw(st.none() | LINES),
                "url": draw(st.none() | LINES),
                "metadata": draw(METADATA),
                "layers": layers,
                "gold": draw(
                    st.lists(
                        st.tuples(ranges, MOMENTS, st.sampled_from(Choice), LINES),
                        max_size=3,
                        unique_by=lambda one: one[0],
                    )
                ),
                "settled": draw(st.booleans()),
            }
        )
    return made


def build(path: Path, articles: list[dict[str, Any]], *, handing: str | None) -> Project:
    project = Project.create(path, SCHEMA)
    add_articles(
        project,
        (
            Incoming(
                path=path,
                text=one["text"],
                **{name: one[name] for name in ("id", "title", "date", "source", "url", "metadata")},
            )
            for one in articles
        ),
    )
    for number, one in enumerate(articles, 1):
        if number > len(listed(project, "x")):
            break
        found = project.articles.get(listed(project, "x")[number - 1].id)
        if found.text != one["text"]:
            break  # an id came twice, and the article was refused
        fill(project, found.id, one)
    if handing == "fixed":
        project.assignments.assign(["سامي", "salim"], per_article=1)
    elif handing == "pool":
        project.pool.open(per_article=2)
        project.pool.next_article("هدى")
    return project


def fill(project: Project, article: str, one: dict[str, Any]) -> None:
    for name, layer in one["layers"].items():
        spans = [
            msgspec.structs.replace(
                Span.new(mark[0], mark[1], mark[2], name),
                created=created,
                changed=changed,
                attributes=attributes,
            )
            for mark, created, changed, attributes in layer["marks"]
        ]
        project.layers.add(article, name, spans, layer["status"], layer["note"])
        project.work.add_time(article, name, layer["seconds"])
    sources = tuple(span for name in one["layers"] for span in project.layers.get(article, name).spans)
    for place, (mark, when, choice, note) in enumerate(one["gold"]):
        start, end, label = mark
        decision = Decision(
            id=f"{article}/{place}",
            article=article,
            adjudicator="مريم",
            when=when,
            choice=choice,
            people=tuple(sorted(one["layers"])),
            sources=sources if place == 0 else (),
            spans=(
                GoldSpan(
                    id=f"{article}/{place}/g", start=start, end=end, label=label, attributes={"a": note}
                ),
            ),
            policy=note,
            note=note,
        )
        edit = DecisionEdit(before=None, after=decision)
        project.gold.decide(
            GoldStep(article=article, adjudicator="مريم", when=when, move=Move.DO, edits=(edit,))
        )
    if one["settled"]:
        project.gold.decide(
            GoldStep(
                article=article,
                adjudicator="سليم",
                when=datetime(2026, 3, 4, 5, 6, 7, 8000, UTC),
                move=Move.DO,
                edits=(),
                settled=(False, True),
            )
        )


def exported(project: Project, kind: str = "jsonl") -> bytes:
    out = io.BytesIO()
    project.exports.write(kind, out, selection=Selection(layers=("all",)))
    return out.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(projects(), st.sampled_from([None, "fixed", "pool"]))
def test_a_whole_project_comes_in_again_equal(
    tmp_path_factory: pytest.TempPathFactory, articles: list[dict[str, Any]], handing: str | None
) -> None:
    folder = tmp_path_factory.mktemp("whole")
    with build(folder / "old.db", articles, handing=handing) as old:
        data = exported(old)
        (folder / "out.jsonl").write_bytes(data)
        with Project.create(folder / "new.db", SCHEMA) as new:
            report = new.imports.add_files([folder / "out.jsonl"])
            assert (report.refused, report.stopped, report.unmapped, report.lost) == ((), False, {}, {})
            assert exported(new) == data
            assert new.people.names() == old.people.names()
            rows = [row.id for row in listed(old, "هدى")]
            assert listed(new, "هدى") == listed(old, "هدى")
            assert new.work.status() == old.work.status()
            for id_ in rows:
                assert new.articles.get(id_) == old.articles.get(id_)
                assert new.gold.get(id_) == old.gold.get(id_)
                for name in old.people.names():
                    assert new.layers.get(id_, name) == old.layers.get(id_, name)
                    assert new.work.progress(id_, name) == old.work.progress(id_, name)
            again = new.imports.add_files([folder / "out.jsonl"])
            assert (again.added, again.spans, again.lost) == (0, 0, {})
            assert exported(new) == data


def test_each_span_that_came_in_is_in_the_history(tmp_path: Path) -> None:
    with make(tmp_path / "old.db", TEXT) as old:
        old.layers.add("1.txt", "هدى", [Span.new(0, 4, "actor", "هدى")], Status.DOING)
        (tmp_path / "out.jsonl").write_bytes(exported(old))
        with Project.create(tmp_path / "new.db", SCHEMA) as new:
            new.imports.add_files([tmp_path / "out.jsonl"])
            (operation,) = new.layers.operations("1.txt", "هدى")
            assert operation.edit.before is None
            assert operation.edit.after == old.layers.get("1.txt", "هدى").spans[0]
            assert new.work.progress("1.txt", "هدى").status is Status.DOING


def test_what_is_here_already_is_not_overwritten(tmp_path: Path) -> None:
    with make(tmp_path / "old.db", TEXT) as old:
        old.layers.add("1.txt", "هدى", [Span.new(0, 4, "actor", "هدى")], Status.DOING)
        old.assignments.assign(["هدى"], per_article=1)
        (tmp_path / "out.jsonl").write_bytes(exported(old))
        with make(tmp_path / "new.db") as new:
            add_articles(new, [incoming(TEXT, id="other")])
            new.layers.add("other", "هدى", [Span.new(5, 12, "actor", "هدى")], Status.FLAGGED, "سؤال")
            report = new.imports.add_files([tmp_path / "out.jsonl"], how=ImportOptions())
            assert (report.added, report.skipped, report.spans) == (0, 1, 1)
            assert report.lost == {"assignments or gold of articles that have others here": 1}
            assert len(new.layers.get("other", "هدى").spans) == 2
            assert (new.work.progress("other", "هدى").status, new.work.progress("other", "هدى").note) == (
                Status.FLAGGED,
                "سؤال",
            )
