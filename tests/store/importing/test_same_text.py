"""Importing spans into a layer that exists: what is there stays as people left it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.editing.session import Session
from annotator.model import Edit, ImportReport, Incoming, LayerKind, Mark, SameText, Status
from tests.store.helpers import HUDA, OTHER, SAMI, TEXT, adding, incoming, make, operation
from tests.store.importing.test_texts_with_spans import dump, span, take

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project


def marks(project: Project, name: str = HUDA, article: str = "1.txt") -> set[Mark]:
    return {one.mark for one in project.layers.get(article, name).spans}


def bring(project: Project, *spans: Any, **how: Any) -> ImportReport:
    return take(project, incoming(TEXT, spans=spans), **how)


def change(project: Project, mark: Mark, *, to: Mark | None, name: str = HUDA) -> None:
    before = next(one for one in project.layers.get("1.txt", name).spans if one.mark == mark)
    after = None
    if to is not None:
        after = msgspec.structs.replace(before, start=to[0], end=to[1], label=to[2])
    edition = project.articles.get("1.txt").edition
    edit = operation(Edit(before=before, after=after))
    project.layers.record(msgspec.structs.replace(edit, edition=edition))


def editing(project: Project) -> Session:
    layer, history = project.layers.get("1.txt", HUDA), project.layers.operations("1.txt", HUDA)
    return Session("1.txt", HUDA, len(TEXT), layer, history)


def test_equal_spans_are_skipped_and_nothing_changes(project: Project) -> None:
    bring(project, span(0, 4), span(5, 12, "claim"))
    before = dump(project), project.layers.operations("1.txt", HUDA)
    report = bring(project, span(0, 4), span(5, 12, "claim"))
    assert (report.spans, report.there, report.changed_since) == (0, 2, 0)
    assert (dump(project), project.layers.operations("1.txt", HUDA)) == before


@pytest.mark.parametrize(
    "to", [None, (0, 4, "claim"), (0, 9, "actor")], ids=["removed", "relabelled", "moved"]
)
def test_a_span_that_was_changed_since_is_not_added_again(project: Project, to: Mark | None) -> None:
    bring(project, span(0, 4), span(5, 12))
    change(project, (0, 4, "actor"), to=to)
    report = bring(project, span(0, 4), span(5, 12), span(13, 15))
    assert (report.stopped, report.spans, report.there, report.changed_since) == (False, 1, 1, 1)
    assert marks(project) == {(5, 12, "actor"), (13, 15, "actor")} | ({to} if to else set())


def test_what_undo_brought_back_is_there_and_what_it_took_away_is_changed(project: Project) -> None:
    bring(project, span(0, 4))
    session = editing(project)
    (there,) = session.layer.spans
    for step in (
        session.remove(there),
        session.undo(),
        session.add(5, 12, "claim"),
        session.undo(),
    ):
        assert step
        project.layers.record(*step)
    report = bring(project, span(0, 4), span(5, 12, "claim"))
    assert (report.spans, report.there, report.changed_since) == (0, 1, 1)
    step = session.redo()
    assert step
    project.layers.record(*step)
    assert bring(project, span(0, 4), span(5, 12, "claim")).there == 2


def test_a_range_under_another_label_stops_and_is_listed(project: Project) -> None:
    bring(project, span(0, 4))
    before = dump(project)
    report = take(
        project,
        incoming(OTHER + "١", id="new", spans=(span(0, 3),)),
        incoming(TEXT, spans=(span(0, 4, "claim"), span(5, 12))),
    )
    assert report.stopped
    assert report.added == report.spans == 0
    (one,) = report.conflicts
    assert (one.article, one.annotator, one.start, one.end) == ("1.txt", HUDA, 0, 4)
    assert (one.text, one.here, one.coming) == (TEXT[:4], ("actor",), ("claim",))
    assert dump(project) == before


@pytest.mark.parametrize(
    ("choice", "labels", "counts"),
    [
        (SameText.KEEP, {"actor"}, (1, 1, 0)),
        (SameText.ADD, {"actor", "claim"}, (2, 0, 0)),
        (SameText.REPLACE, {"claim"}, (1, 0, 1)),
    ],
)
def test_an_option_says_what_to_do_with_it(
    project: Project, choice: SameText, labels: set[str], counts: tuple[int, int, int]
) -> None:
    bring(project, span(0, 4))
    for times in range(2):
        report = bring(project, span(0, 4, "claim"), span(5, 12), same_text=choice)
        assert not report.stopped
        assert {label for start, _, label in marks(project) if start == 0} == labels
        if not times:
            assert (report.spans, report.kept, report.replaced) == counts
    assert (report.spans, report.replaced) == (0, 0)


def test_a_label_that_is_replaced_can_be_undone_and_the_article_stays_done(project: Project) -> None:
    bring(project, span(0, 4))
    bring(project, span(0, 4, "claim"), same_text=SameText.REPLACE)
    assert project.work.progress("1.txt", HUDA).status is Status.DONE
    history = project.layers.operations("1.txt", HUDA)
    assert [one.edit.what for one in history] == ["added", "relabelled"]
    step = editing(project).undo()
    assert step
    project.layers.record(*step)
    assert marks(project) == {(0, 4, "actor")}


def test_a_label_that_is_replaced_takes_the_attributes_and_the_score_of_the_file(project: Project) -> None:
    bring(project, span(0, 4, attributes={"role": "chief"}), span(5, 12, attributes={"role": "x"}))
    file = (span(0, 4, "claim", attributes={"geo": "x"}), span(5, 12, "claim"))
    assert bring(project, *file, same_text=SameText.REPLACE).replaced == 2
    here = project.layers.get("1.txt", HUDA).spans
    assert [(one.label, one.attributes) for one in here] == [("claim", {"geo": "x"}), ("claim", {})]
    step = editing(project).undo()
    assert step
    project.layers.record(*step)
    assert {one.start: one.attributes for one in project.layers.get("1.txt", HUDA).spans}[5] == {"role": "x"}
    of_model = {"annotator": "model@1", "kind": LayerKind.MODEL}
    bring(project, span(0, 4, score="0.97"), **of_model)
    bring(project, span(0, 4, "location", score="0.6"), **of_model, same_text=SameText.REPLACE)
    (one,) = project.layers.get("1.txt", "model@1").spans
    assert (one.label, one.attributes) == ("location", {"score": "0.6"})


def test_two_labels_that_the_file_has_itself_come_in(project: Project) -> None:
    both = (span(0, 4), span(0, 4, "claim"))
    assert bring(project, *both).spans == 2
    bring(project, span(5, 12))
    assert bring(project, span(5, 12), span(5, 12, "claim")).spans == 1
    assert bring(project, span(5, 12), span(5, 12, "weapon")).stopped


def test_a_second_file_is_compared_with_what_the_first_brought(project: Project) -> None:
    new = OTHER + "٣"
    first = incoming(new, "a.txt", id="new", spans=(span(0, 3),))
    second = incoming(new, "b.txt", id="new", spans=(span(0, 3, "claim"),))
    assert take(project, first, second).all_conflicts == 1
    assert take(project, first, second, same_text=SameText.REPLACE).replaced == 1
    again = take(project, first, second, same_text=SameText.REPLACE)
    assert (again.changed_since, again.there, again.replaced) == (1, 1, 0)


def test_labels_are_compared_as_they_are_mapped_and_layers_as_they_are_named(project: Project) -> None:
    bring(project, span(0, 4, "actor", SAMI))
    assert bring(project, span(0, 4, "PER", "x"), annotator=SAMI, labels={"PER": "actor"}).there == 1
    assert bring(project, span(0, 4, "PER", "x"), annotator=SAMI, labels={"PER": "claim"}).stopped
    assert bring(project, span(0, 4, "PER", "x"), annotator=HUDA, labels={"PER": "claim"}).spans == 1


def test_the_history_goes_with_people_who_are_renamed_or_joined(project: Project) -> None:
    bring(project, span(0, 4))
    change(project, (0, 4, "actor"), to=None)
    project.people.rename(HUDA, "Huda")
    assert bring(project, span(0, 4), annotator="Huda").changed_since == 1
    bring(project, span(5, 12), annotator=SAMI)
    project.people.join("Huda", SAMI)
    assert bring(project, span(0, 4), span(5, 12), annotator=SAMI).changed_since == 1
    assert marks(project, SAMI) == {(5, 12, "actor")}


def test_a_history_that_was_merged_counts(tmp_path: Path) -> None:
    with make(tmp_path / "ours.db", TEXT) as ours, make(tmp_path / "copy.db", TEXT) as copy:
        bring(copy, span(0, 4))
        change(copy, (0, 4, "actor"), to=(0, 9, "actor"))
        ours.imports.merge([copy.path])
        assert bring(ours, span(0, 4)).changed_since == 1
        assert marks(ours) == {(0, 9, "actor")}


def test_a_layer_that_somebody_has_begun_again_is_not_done_by_the_same_file(project: Project) -> None:
    bring(project, span(0, 4))
    project.work.set_status("1.txt", HUDA, Status.DOING)
    bring(project, span(0, 4))
    assert project.work.progress("1.txt", HUDA).status is Status.DOING
    bring(project, span(0, 4), span(5, 12))
    assert project.work.progress("1.txt", HUDA).status is Status.DONE


def test_a_trial_counts_the_same_and_stores_nothing(project: Project) -> None:
    from annotator.model import ImportOptions
    from annotator.store.importing.importing import import_articles
    from tests.store.helpers import SCHEMA

    bring(project, span(0, 4), span(5, 12))
    change(project, (5, 12, "actor"), to=None)
    before = dump(project)
    record = incoming(TEXT, spans=(span(0, 4, "claim"), span(5, 12)))
    for how in (ImportOptions(), ImportOptions(same_text=SameText.REPLACE)):
        trial = import_articles(project._connection, SCHEMA, lambda: [record], how, keep=False)
        assert dump(project) == before
        assert trial == import_articles(project._connection, SCHEMA, lambda: [record], how)
        assert (dump(project) == before) == trial.stopped


def at(text: str, path: str, line: int, *spans: Any) -> Incoming:
    return msgspec.structs.replace(incoming(text, path, spans=spans), line=line)


def test_a_range_under_two_labels_of_one_import_says_where_its_records_are(project: Project) -> None:
    new = OTHER + "٣"
    first, second = at(new, "a.jsonl", 1, span(0, 3)), at(new, "a.jsonl", 7, span(0, 3, "claim"))
    (one,) = take(project, first, second).conflicts
    assert (one.here, one.coming) == (("actor",), ("claim",))
    assert one.records == ("a.jsonl, line 1", "a.jsonl, line 7")
    take(project, first)
    assert [one.records for one in take(project, first, second).conflicts] == [()]


def test_records_with_one_text_and_other_spans_are_counted(project: Project) -> None:
    new = OTHER + "٣"
    report = take(
        project,
        at(new, "a.jsonl", 1, span(0, 3)),
        at(new, "a.jsonl", 2, span(0, 3)),
        at(new, "a.jsonl", 3, span(4, 5), span(0, 3, annotator=SAMI)),
        at(new, "a.jsonl", 4, span(0, 3, annotator=SAMI)),
    )
    assert (report.equal_texts, report.spans, report.layers) == (1, 3, 2)
    assert bring(project, span(0, 4)).equal_texts == 0
    assert bring(project, span(5, 12)).equal_texts == 0


OTHER_SCORES = "scores of spans that are there already with others"


def test_an_equal_span_with_another_score_is_counted(project: Project) -> None:
    how = {"annotator": "m@1", "kind": LayerKind.MODEL}
    scored = [span(0, 4, score="0.5"), span(5, 12)]
    assert bring(project, *scored, **how).lost == {}
    assert bring(project, *scored, **how).lost == {}
    assert bring(project, span(0, 4, score="0.50"), **how).lost == {}
    assert bring(project, span(0, 4), **how).lost == {}
    assert bring(project, span(0, 4, score="0.7"), span(5, 12, score="0.7"), **how).lost == {
        OTHER_SCORES: 1,
        "scores of spans that are there already without": 1,
    }
    assert [one.attributes for one in project.layers.get("1.txt", "m@1").spans] == [{"score": "0.5"}, {}]


def test_an_equal_span_with_other_attributes_is_counted(project: Project) -> None:
    assert bring(project, span(0, 4, attributes={"certain": "yes"})).lost == {}
    assert bring(project, span(0, 4)).lost == {}
    assert bring(project, span(0, 4, attributes={"certain": "no", "by": "x"})).lost == {
        "attributes of spans that are there already without them or with others": 2
    }


def test_a_span_that_is_twice_in_a_record_with_two_scores_is_counted(project: Project) -> None:
    how = {"annotator": "m@1", "kind": LayerKind.MODEL}
    report = bring(project, span(0, 4, score="0.1"), span(0, 4, score="0.9"), **how)
    assert (report.spans, report.there, report.lost) == (1, 1, {OTHER_SCORES: 1})


# --- against a model ------------------------------------------------------------------------------

MARKS = st.tuples(
    st.sampled_from([(0, 2), (0, 3), (2, 4)]), st.sampled_from(["actor", "claim", "weapon"])
).map(lambda one: (*one[0], one[1]))
FILES = st.lists(MARKS, max_size=5, unique=True)
CHOICES = st.none() | st.sampled_from(SameText)
ACTIONS = st.lists(
    st.tuples(st.just("import"), FILES, CHOICES)
    | st.tuples(st.just("add"), MARKS, st.none())
    | st.tuples(st.just("change"), MARKS, st.none() | MARKS),
    max_size=8,
)


class Model:
    """The marks of a layer, and those that were changed or removed, each as a plain set."""

    def __init__(self) -> None:
        self.here: set[Mark] = set()
        self.gone: set[Mark] = set()

    def bring(self, file: list[Mark], choice: SameText | None) -> bool:
        """Import a file; return whether it was stopped."""
        wanted = [mark for mark in file if mark not in self.here and mark not in self.gone]
        others: defaultdict[tuple[int, int], set[Mark]] = defaultdict(set)
        for mark in self.here:
            if mark not in file:
                others[mark[:2]].add(mark)
        against = [mark for mark in wanted if others[mark[:2]]]
        if against and choice is None:
            return True
        for mark in wanted:
            if mark in against and choice is SameText.KEEP:
                continue
            if mark in against and choice is SameText.REPLACE:
                self.here -= others[mark[:2]]
                self.gone |= others[mark[:2]]
            self.here.add(mark)
        return False


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(actions=ACTIONS, last=FILES, choice=st.sampled_from(SameText))
def test_any_history_and_any_files_give_what_a_model_gives(
    tmp_path_factory: pytest.TempPathFactory,
    actions: list[tuple[str, Any, Any]],
    last: list[Mark],
    choice: SameText,
) -> None:
    model = Model()

    def record(file: list[Mark]) -> Incoming:
        return incoming(TEXT, spans=tuple(span(*mark) for mark in file))

    with make(tmp_path_factory.mktemp("model") / "annotator.db", TEXT) as project:
        for what, value, how in actions:
            if what == "import":
                assert take(project, record(value), same_text=how).stopped == model.bring(value, how)
            elif what == "add" and value not in model.here:
                project.layers.record(adding(*value))
                model.here.add(value)
            elif what == "change" and value in model.here and how not in model.here:
                change(project, value, to=how)
                model.here.remove(value)
                model.gone.add(value)
                model.here |= {how} if how else set()
            assert marks(project) == model.here
        for times in range(2):
            take(project, record(last), same_text=choice)
            if not times:
                model.bring(last, choice)
            assert marks(project) == model.here


def test_fields_that_the_article_does_not_have_are_counted(tmp_path: Path) -> None:
    record = incoming(TEXT, id="1", title="عنوان", metadata={"desk": "اقتصاد", "page": 3})
    words = "fields of articles that are there already without them or with others"
    with make(tmp_path / "annotator.db") as project:
        for spans in ((), (span(0, 4),)):
            record = msgspec.structs.replace(record, spans=spans)
            assert take(project, record).lost == {}
            assert take(project, record).lost == {}
            other = msgspec.structs.replace(
                record, title="غيره", date="2026-03-01", metadata={"desk": "سياسة", "city": "حلب"}
            )
            assert take(project, other).lost == {words: 4}
            assert project.articles.get("1").title == "عنوان"
