"""Layers that no person made: they are kept and come out, and nothing that counts, compares or decides sees them."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.agreement.measuring import measure
from annotator.errors import UsageError
from annotator.model import (
    ImportOptions,
    LayerKind,
    Move,
    OtherLayers,
    Span,
    Status,
)
from annotator.project import Project
from annotator.project.checking import checked
from annotator.project.whole_files import back_up, recover
from annotator.store.file.migrations import STEPS
from tests.store import helpers
from tests.store.helpers import OTHER, SCHEMA, TEXT, adding, make, ours
from tests.store.importing.test_whole_export import LABELS, build, exported, projects
from tests.store.older import older_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.model import ImportReport

pytestmark = pytest.mark.tried("layers of models and references beside those of people")

MODEL, REFERENCE = "org/camelbert-ner@2024.1", "ANERcorp"
KINDS = {MODEL: LayerKind.MODEL, REFERENCE: LayerKind.REFERENCE}
AS = {name: ImportOptions(annotator=name, kind=kind) for name, kind in KINDS.items()}


def bring(
    project: Project, how: ImportOptions, *articles: tuple[str, list[tuple[int, int, str]]], **fields: Any
) -> ImportReport:
    """Import marks of texts as a record of ours has them, each with a score."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in.jsonl")
        lines = [
            {
                "text": text,
                "offset_unit": "codepoint",
                "spans": [
                    {"start": start, "end": end, "label": label, "attributes": {"score": "0.75"}}
                    for start, end, label in marks
                ],
                **fields,
            }
            for text, marks in articles
        ]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        return project.imports.add_files([path], how=how)


def bring_lines(project: Path, folder: Path, *lines: dict[str, Any]) -> ImportReport:
    (folder / "raw.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    with Project.open(project) as opened:
        return opened.imports.add_files([folder / "raw.jsonl"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project in which two people finished the first article, and a model and a reference have spans in both."""
    path = tmp_path / "annotator.db"
    with make(path, TEXT, OTHER) as project:
        for name, start in (("huda", 0), ("salim", 5)):
            project.layers.add("1.txt", name, [Span.new(start, 12, "actor", name)], Status.DONE)
        for how in AS.values():
            bring(project, how, (TEXT, [(0, 12, "actor"), (5, 12, "claim")]), (OTHER, [(0, 3, "actor")]))
    return path


# --- whatever is in a project, they change nothing that is measured ---


def seen(project: Project) -> dict[str, Any]:
    """All that the program counts, compares, hands out, decides and publishes."""
    marks = list(project.finished.marks())
    ids = [row.id for row in project.work.library("nobody")]
    publishing: list[Any] = []
    found: dict[str, Any] = {
        "names": project.people.names(),
        "people": project.people.overview().people,
        "alike": project.people.overview().alike,
        "status": project.work.status(),
        "library": {name: project.work.library(name) for name in (*project.people.names(), "nobody")},
        "workload": {name: project.work.workload(name) for name in (*project.people.names(), "nobody")},
        "unassigned": project.assignments.unassigned(),
        "half done": project.assignments.half_done(),
        "awaited": {id_: project.assignments.awaited(id_) for id_ in ids},
        "marks": marks,
        "agreement": measure(iter(marks), LABELS, len(ids)),
        "layers": {id_: project.finished.layers(id_) for id_ in ids},
        "to adjudicate": list(project.finished.to_adjudicate()),
        "gold": {id_: (project.gold.get(id_), project.gold.steps(id_)) for id_ in ids},
        "published": list(project.records.select(leave=publishing.append)),
        "left out": publishing,
        "counts": project.records.counts(),
        "dealt": project.assignments.assign(["zaid", "umar"], per_article=2, keep=False)
        if not project.work.status().articles
        or not any(one.dynamic for one in project.work.status().articles)
        else None,
    }
    return found


@st.composite
def predictions(draw: st.DrawFn, texts: list[str]) -> list[tuple[str, list[tuple[int, int, str]]]]:
    found = []
    for text in texts:
        ranges = st.tuples(
            st.integers(0, len(text) - 1), st.integers(1, len(text)), st.sampled_from(LABELS)
        ).filter(lambda mark: mark[0] < mark[1])
        found.append((text, draw(st.lists(ranges, max_size=4, unique=True))))
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(projects(), st.sampled_from([None, "fixed", "pool"]), st.data())
def test_a_project_is_measured_as_if_they_were_not_there(
    tmp_path_factory: pytest.TempPathFactory,
    articles: list[dict[str, Any]],
    handing: str | None,
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("kinds")
    with build(folder / "old.db", articles, handing=handing) as old:
        before, whole = seen(old), exported(old)
        texts = (
            [old.articles.get(row.id).text for row in old.work.library("nobody")] if handing is None else []
        )
        texts = texts or [record["text"] for record in map(json.loads, whole.splitlines())]
        for how in AS.values():
            bring(old, how, *data.draw(predictions(texts)))
        assert seen(old) == before
        with checked(folder / "old.db") as project:
            assert list(project.faults()) == []
        with_them = exported(old)
        (folder / "out.jsonl").write_bytes(with_them)
        with Project.create(folder / "new.db", SCHEMA) as new:
            report = new.imports.add_files([folder / "out.jsonl"])
            assert (report.refused, report.stopped, report.unmapped, report.lost) == ((), False, {}, {})
            assert exported(new) == with_them
            assert {one.name: one for one in new.people.overview().others} == {
                one.name: one for one in old.people.overview().others if one.spans
            }
        for name in KINDS:
            if name in [one.name for one in old.people.overview().others]:
                old.people.remove(name)
        assert exported(old) == whole
        with checked(folder / "old.db") as project:
            assert list(project.faults()) == []


# --- the layers themselves ---


def test_they_have_spans_with_scores_and_a_history_and_no_work(path: Path) -> None:
    with Project.open(path) as project:
        for name, kind in KINDS.items():
            layer, found = project.layers.named("1.txt", name)
            assert found is kind
            assert [(span.mark, span.attributes) for span in layer.spans] == [
                ((0, 12, "actor"), {"score": "0.75"}),
                ((5, 12, "claim"), {"score": "0.75"}),
            ]
            assert len(project.layers.operations("1.txt", name)) == 2
            assert project.work.progress("1.txt", name).status is Status.TODO
        assert project.people.names() == ["huda", "salim"]
        assert project.people.overview().others == tuple(
            OtherLayers(name=name, kind=kind, former=(), articles=2, spans=3)
            for name, kind in sorted(KINDS.items())
        )
        assert [record.id for record in project.records.select(MODEL)] == ["1.txt", "2.txt"]
        assert {record.kinds.get(MODEL) for record in project.records.select(MODEL) if record.kinds} == {
            LayerKind.MODEL
        }


def test_a_person_gets_no_scores(path: Path, tmp_path: Path) -> None:
    with Project.open(path) as project:
        (tmp_path / "out.jsonl").write_bytes(exported(project))
        with make(tmp_path / "new.db") as new:
            report = new.imports.add_files([tmp_path / "out.jsonl"], how=ImportOptions(annotator="zaid"))
            assert report.lost["scores of spans"] == 6
            assert {tuple(span.attributes) for span in new.layers.get("1.txt", "zaid").spans} == {()}


def test_an_attribute_of_a_person_that_is_called_score_stays(tmp_path: Path) -> None:
    with make(tmp_path / "new.db") as project:
        report = bring(project, ImportOptions(annotator="zaid"), (TEXT, [(0, 4, "actor")]))
        assert report.lost == {}
        ((article,),) = [[row.id for row in project.work.library("zaid")]]
        assert project.layers.get(article, "zaid").spans[0].attributes == {"score": "0.75"}


def test_what_is_there_is_not_added_again(path: Path) -> None:
    with Project.open(path) as project:
        report = bring(project, AS[MODEL], (TEXT, [(0, 12, "actor"), (20, 24, "actor")]))
        assert (report.spans, report.there) == (1, 1)


# --- a name is of one kind ---


def test_a_model_says_its_version(path: Path) -> None:
    with Project.open(path) as project:
        for name in ("camelbert", "camelbert@", "@1", " @ "):
            with pytest.raises(UsageError, match="NAME@VERSION"):
                bring(project, ImportOptions(annotator=name, kind=LayerKind.MODEL), (TEXT, [(0, 4, "actor")]))
        with pytest.raises(UsageError, match="NAME@VERSION"):
            project.people.rename(MODEL, "camelbert")
        project.people.rename(MODEL, "camelbert@2")
        assert project.people.named(MODEL, kind=LayerKind.MODEL) == "camelbert@2"


WAYS: dict[str, Callable[[Project, str], object]] = {
    "a change": lambda project, name: project.layers.record(adding(20, 24, annotator=name)),
    "a layer": lambda project, name: project.layers.add("2.txt", name, [], Status.DONE),
    "a status": lambda project, name: project.work.set_status("1.txt", name, Status.DONE),
    "time": lambda project, name: project.work.add_time("1.txt", name, 1),
    "assigning": lambda project, name: project.assignments.assign([name], per_article=1),
    "taking back": lambda project, name: project.assignments.take_back([name]),
    "working": lambda project, name: project.people.named(name),
    "joining a person": lambda project, name: project.people.join(name, "huda"),
    "a person joining": lambda project, name: project.people.join("huda", name),
    "a person's name": lambda project, name: project.people.rename("huda", name),
    "a person's import": lambda project, name: bring(
        project, ImportOptions(annotator=name), (TEXT, [(0, 4, "actor")])
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [MODEL, REFERENCE, "anercorp"])
def test_nobody_works_under_their_names(path: Path, way: str, name: str) -> None:
    with Project.open(path) as project:
        before, whole = seen(project), exported(project)
        with pytest.raises(UsageError):
            WAYS[way](project, name)
        assert (seen(project), exported(project)) == (before, whole)


def test_they_get_nothing_from_the_pool(path: Path) -> None:
    with Project.open(path) as project:
        project.pool.open(per_article=2)
        with pytest.raises(UsageError, match="not a person"):
            project.pool.next_article(MODEL)


@pytest.mark.parametrize(
    "how",
    [
        ImportOptions(annotator="huda", kind=LayerKind.REFERENCE),
        ImportOptions(annotator=MODEL, kind=LayerKind.REFERENCE),
    ],
)
def test_the_names_of_people_and_of_models_are_theirs(path: Path, how: ImportOptions) -> None:
    with Project.open(path) as project, pytest.raises(UsageError, match="not a reference"):
        bring(project, how, (TEXT, [(0, 4, "actor")]))


def line(*names: str, **fields: Any) -> dict[str, Any]:
    spans = [{"start": 0, "end": 4, "label": "actor", "annotator": name} for name in names]
    return {"text": TEXT, "offset_unit": "codepoint", "spans": spans, **fields}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([line(MODEL)], "is a model in this project, not a person"),
        ([line("huda", kinds={"huda": "reference"})], "is a person in this project, not a reference"),
        (
            [line("new@1", kinds={"new@1": "model"}), line("new@1")],
            "is a person here and a model in a record",
        ),
        ([line("new", kinds={"new": "model"})], "NAME@VERSION"),
        ([line("new", kinds={"new": "robot"})], "kinds can't be read"),
        (
            [
                line(
                    "new@1",
                    kinds={"new@1": "model"},
                    state={"work": [{"annotator": "new@1", "status": "done"}]},
                )
            ],
            "only people have a status",
        ),
    ],
)
def test_a_file_that_names_them_otherwise_is_refused(
    path: Path, tmp_path: Path, lines: list[dict[str, Any]], said: str
) -> None:
    report = bring_lines(path, tmp_path, *lines)
    assert (report.added, report.spans, report.layers) == (0, 0, 0)
    assert any(said in refusal.reason for refusal in report.refused), report.refused
    with Project.open(path) as project:
        assert project.people.names() == ["huda", "salim"]


# --- removing ---


def test_a_layer_is_removed_by_name_and_the_history_keeps_it(path: Path) -> None:
    with Project.open(path) as project:
        before = exported(project)
        trial = project.people.remove(MODEL, keep=False)
        assert exported(project) == before
        assert project.people.remove(MODEL.upper()) == trial
        assert (trial.name, trial.kind, trial.articles, trial.spans) == (MODEL, LayerKind.MODEL, 2, 3)
        assert project.layers.get("1.txt", MODEL).spans == ()
        history = project.layers.operations("1.txt", MODEL)
        assert [(each.move, each.edit.what) for each in history] == [
            (Move.DO, "added"), (Move.DO, "added"), (Move.DO, "removed"), (Move.DO, "removed"),
        ]  # fmt: skip
        assert bring(project, AS[MODEL], (TEXT, [(0, 12, "actor")])).spans == 1
        with pytest.raises(UsageError, match="huda is a person"):
            project.people.remove("huda")
        with pytest.raises(UsageError, match="no annotator called zaid"):
            project.people.remove("zaid")
    with checked(path) as found:
        assert list(found.faults()) == []


# --- copies ---


def test_they_come_in_by_merging_in_both_directions(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    shutil.copy(path, other)
    with Project.open(other) as there:
        bring(there, AS[MODEL], (OTHER, [(4, 8, "claim")]))
        bring(there, ImportOptions(annotator="new@1", kind=LayerKind.MODEL), (TEXT, [(0, 4, "actor")]))
        there.people.remove(REFERENCE)
    with Project.open(path) as here, Project.open(other) as there:
        bring(here, ImportOptions(annotator="x@1", kind=LayerKind.MODEL), (TEXT, [(0, 4, "actor")]))
        before = seen(here)
        here.imports.merge([other])
        assert seen(here) == before
        there.imports.merge([path])
        assert exported(here) == exported(there)
        assert {one.name: (one.kind, one.spans) for one in here.people.overview().others} == {
            MODEL: (LayerKind.MODEL, 4), REFERENCE: (LayerKind.REFERENCE, 0),
            "new@1": (LayerKind.MODEL, 1), "x@1": (LayerKind.MODEL, 1),
        }  # fmt: skip
    for each in (path, other):
        with checked(each) as project:
            assert list(project.faults()) == []


def test_a_name_that_is_somebody_else_in_the_copy_is_not_merged(path: Path, tmp_path: Path) -> None:
    with make(tmp_path / "other.db", TEXT, OTHER) as other, Project.open(path) as project:
        other.layers.record(adding(0, 4, annotator=MODEL))
        before = exported(project)
        with pytest.raises(
            UsageError, match=r"is a model in .* and a person in .*other.db, so nothing was changed"
        ):
            project.imports.merge([other.path])
        assert exported(project) == before
        with pytest.raises(UsageError, match=r"is a person in .* and a model in "):
            other.imports.merge([path])


def test_copies_have_them(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy.db")
    recover(path, tmp_path / "saved.db")
    with Project.open(path) as project:
        for name in ("copy.db", "saved.db"):
            with Project.open(tmp_path / name) as copy:
                assert exported(copy) == exported(project)
                assert seen(copy) == seen(project)
                assert copy.people.overview() == project.people.overview()


def test_the_kind_is_recovered_from_its_checksum_or_from_what_is_left(path: Path, tmp_path: Path) -> None:
    helpers.raw(
        path,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE annotator SET kind = 'xodel' WHERE kind = 'model'",
    )
    recover(path, tmp_path / "saved.db")
    with Project.open(tmp_path / "saved.db") as saved:
        assert {one.name: one.kind for one in saved.people.overview().others} == KINDS
        assert saved.people.names() == ["huda", "salim"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE annotator SET kind = 'robot' WHERE kind = 'model'", "robot is no kind of a name"),
        (
            "INSERT INTO work (annotator, article, status) SELECT number, 1, 'done' FROM annotator WHERE kind = 'model'",
            f"{MODEL} is a model, and has rows (1) that only people have",
        ),
        (
            "INSERT INTO assignment (annotator, article, given, touched) SELECT number, 1, '2026-01-01T00:00:00+00:00', "
            "'2026-01-01T00:00:00+00:00' FROM annotator WHERE kind = 'reference'",
            f"{REFERENCE} is a reference, and has rows (1) that only people have",
        ),
    ],
)
def test_a_check_tells_what_no_model_can_have(path: Path, statement: str, said: str) -> None:
    ours(path, "PRAGMA ignore_check_constraints = ON", statement)
    with checked(path) as project:
        assert any(said in fault.what for fault in project.faults())


@pytest.mark.parametrize("steps", range(7, len(STEPS)))
def test_everybody_in_a_project_of_an_older_version_is_a_person(tmp_path: Path, steps: int) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT, OTHER) as project:
        project.layers.add("1.txt", "huda@work", [Span.new(0, 12, "actor", "huda@work")], Status.DONE)
        before = seen(project)
    older_version(path, steps)
    recover(path, tmp_path / "saved.db")
    for each in (path, tmp_path / "saved.db"):
        with Project.open(each) as project:
            assert seen(project) == before
            assert project.people.overview().others == ()
            assert bring(project, AS[MODEL], (TEXT, [(0, 4, "actor")])).spans == 1
            assert seen(project) == before
