"""Layers that no person made: they are kept and come out, and nothing that counts, compares or decides sees them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import UsageError
from annotator.model import ImportOptions, LayerKind, Move, OtherLayers, Span, Status
from annotator.project import Project
from annotator.project.checking import checked
from tests.store.helpers import OTHER, SCHEMA, TEXT, adding, make
from tests.store.importing.test_whole_export import LABELS, build, exported, projects
from tests.store.listing import listed
from tests.store.people.kinds import AS, KINDS, MODEL, REFERENCE, bring, project_with_kinds, seen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.model import ImportReport


def bring_lines(project: Path, folder: Path, *lines: dict[str, Any]) -> ImportReport:
    (folder / "raw.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    with Project.open(project) as opened:
        return opened.imports.add_files([folder / "raw.jsonl"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return project_with_kinds(tmp_path / "annotator.db")


# --- whatever is in a project, they change nothing that is measured ---


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
        texts = [record["text"] for record in map(json.loads, whole.splitlines())]
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


def test_the_gold_of_one_who_works_alone_stays_gold(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT, OTHER) as project:
        for article in ("1.txt", "2.txt"):
            project.layers.add(article, "huda", [Span.new(0, 4, "actor", "huda")], Status.DONE)
        before = list(project.records.select())
        assert [record.id for record in before] == ["1.txt", "2.txt"]
        for how in AS.values():
            bring(project, how, (TEXT, [(0, 12, "actor")]), (OTHER, [(0, 3, "claim")]))
        assert list(project.records.select()) == before


# --- the layers themselves ---


def test_they_have_spans_with_scores_and_a_history_and_no_work(path: Path) -> None:
    with Project.open(path) as project:
        for name in KINDS:
            layer = project.layers.get("1.txt", name)
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
        ((article,),) = [[row.id for row in listed(project, "zaid")]]
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
