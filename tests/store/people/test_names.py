"""One rule for a person's name, for every way in: spellings of one name are one person, and some names nobody can have."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator import names
from annotator.adjudication import Adjudication
from annotator.command_line import quoted
from annotator.errors import UsageError
from annotator.model import ImportOptions, Status
from annotator.project import Project
from tests.store.helpers import SCHEMA, TEXT, adding, make, ours
from tests.store.listing import listed

pytestmark = pytest.mark.tried("spellings of names by every way in")

COMPOSED, DECOMPOSED = "أحمد", unicodedata.normalize("NFD", "أحمد")
ALIKE = [
    ("huda", "Huda"),
    ("huda", " HUDA\t"),
    (COMPOSED, DECOMPOSED),
    ("هُدَىّ", unicodedata.normalize("NFD", "هُدَىّ")),
    ("Weiß", "WEISS"),
    ("weiß", "WEIẞ"),
    ("ﬁras", "FIRAS"),
    ("É", "e\u0301"),
    ("İlker", "i\u0307lker"),
    ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
]
CONFLICT = [
    ("huda", "hudā"),
    ("İlker", "ilker"),
    ("ılker", "ilker"),
    ("أحمد", "احمد"),
    ("هدى", "هُدى"),
    ("هدى", "هدي"),
]
BAD = [
    "",
    " \t",
    "a\nb",
    "a\u202eb",
    "ي" * 65,
    "all",
    "ALL",
    "Gold",
    " gold",
    "marks",
    "Model",
    "REFERENCE",
    "ﬁ\x07",
    "ﻯﺪﻫ",
    "ﭖ",
    "ﺎﻧﻻ 2",
]

spellings = st.one_of(
    st.sampled_from([name for pair in ALIKE for name in pair]),
    st.text(st.sampled_from("aAßẞﬁİıiأإآاوىيئءَِّeéSsΣσς\u0301\u0307\u0654 "), min_size=1, max_size=8),
)
changes = st.sampled_from(
    [str, str.upper, str.lower, str.casefold, str.swapcase, lambda name: f" {name}\t", *(
        lambda name, form=form: unicodedata.normalize(form, name) for form in ("NFC", "NFD")
    )]
)  # fmt: skip


# --- the rule -------------------------------------------------------------------------------------


@given(spellings, st.lists(changes, max_size=3))
def test_a_cleaned_name_is_in_nfc_and_stays(name: str, how: list[object]) -> None:
    for change in how:
        name = change(name)  # type: ignore[operator]
    assume(not names.fault(name))
    cleaned = names.clean(name)
    assert cleaned == names.clean(cleaned) == cleaned.strip() == unicodedata.normalize("NFC", cleaned)
    assert names.key(cleaned) == names.key(name)
    assert 0 < len(cleaned) <= 64


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(("one", "other"), CONFLICT)
def test_other_names(one: str, other: str) -> None:
    assert names.key(one) != names.key(other)


def test_length_counts_what_is_stored() -> None:
    assert names.clean("e\u0301" * 64) == "é" * 64
    with pytest.raises(UsageError, match="at most 64 characters; this one has 65"):
        names.clean("é" * 65)


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_nobody_can_have(name: str) -> None:
    with pytest.raises(UsageError):
        names.clean(name)


# --- every way in ---------------------------------------------------------------------------------


def record(project: Project, name: str) -> None:
    start = len(project.layers.get("1.txt", name).spans)
    project.layers.record(adding(start, start + 1, annotator=name))


def read(project: Project, name: str, **fields: object) -> None:
    """Bring a record in that names somebody, or the person of the options."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "in.jsonl")
        line = {"id": "1.txt", "text": TEXT, "offset_unit": "codepoint", **fields}
        file.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
        how = ImportOptions(annotator=name) if fields.get("spans") == [ANYBODYS] else ImportOptions()
        report = project.imports.add_files([file], how=how)
        if report.refused:
            assert report.stopped
            raise UsageError(report.refused[0].reason)


def span(name: str | None) -> dict[str, object]:
    return {"start": 0, "end": 4, "label": "actor", "annotator": name}


ANYBODYS = {"start": 0, "end": 4, "label": "actor"}


def state(project: Project, name: str) -> None:
    read(project, name, spans=[], state={"work": [{"annotator": name, "status": "done"}]})


def decide(project: Project, name: str) -> None:
    adjudication = Adjudication(
        project.articles.get("2.txt"), name, [], project.gold.get("2.txt"), project.gold.steps("2.txt")
    )
    project.gold.decide(adjudication.add(len(adjudication.cases), 5, "actor"))


WAYS = {
    "record": record,
    "add_layer": lambda project, name: project.layers.add("1.txt", name, [], Status.DOING),
    "set_status": lambda project, name: project.work.set_status("1.txt", name, Status.FLAGGED, "لماذا"),
    "add_time": lambda project, name: project.work.add_time("2.txt", name, 2.5),
    "assign": lambda project, name: project.assignments.assign([name], per_article=1),
    "decide": decide,
    "import --as": lambda project, name: read(project, name, spans=[ANYBODYS]),
    "span": lambda project, name: read(project, name, spans=[span(name)]),
    "work": state,
}


@pytest.mark.times(60)
@settings(max_examples=60)
@given(spellings, st.lists(st.tuples(st.sampled_from(sorted(WAYS)), changes), min_size=1, max_size=6))
def test_whoever_comes_in_whatever_the_way_and_the_spelling_is_one_person(
    name: str, ways: list[tuple[str, object]]
) -> None:
    assume(not names.fault(name))
    spelled = [(way, change(name)) for way, change in ways]  # type: ignore[operator]
    assume(len({names.key(one) for _, one in spelled} | {names.key(name)}) == 1)
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "a.db"), TEXT, "نص ثان قصير.") as project:
        for way, one in spelled:
            WAYS[way](project, one)
        assert project.people.names() == [names.clean(spelled[0][1])]
        (known,) = project.people.names()
        for one in (name, *(one for _, one in spelled)):
            assert project.people.named(one) == known
            assert project.layers.get("1.txt", one) == project.layers.get("1.txt", known)
            assert project.layers.operations("1.txt", one) == project.layers.operations("1.txt", known)
            assert project.work.progress("1.txt", one) == project.work.progress("1.txt", known)
            assert listed(project, one) == listed(project, known)
            assert project.library.totals(one) == project.library.totals(known)
            assert project.pool.next_article(one) == project.pool.next_article(known)
            assert list(project.records.select(one)) == list(project.records.select(known))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_name_comes_in_nowhere(project: Project, name: str) -> None:
    for way in WAYS.values():
        with pytest.raises(UsageError):
            way(project, name)
    assert project.people.names() == []


@pytest.mark.parametrize(
    "where", ["adjudicator", "people", "sources", "settled", "who settled", "policy", "assignment"]
)
@pytest.mark.parametrize("name", ["ALL", "ي" * 80])
def test_names_inside_the_gold_that_comes_in_are_looked_at(project: Project, where: str, name: str) -> None:
    def at(place: str, other: object = "huda") -> object:
        return name if place == where else other

    made = {"created": "2026-01-01T00:00:00Z", "changed": "2026-01-01T00:00:00Z"}
    decision = {
        "id": "d", "article": "1.txt", "adjudicator": at("adjudicator"), "when": "2026-01-01T00:00:00Z", "choice": "taken",
        "people": [at("people")], "sources": [{**ANYBODYS, "id": "s", "annotator": at("sources"), **made}],
        "spans": [{**ANYBODYS, "id": "g"}], "policy": f"adjudicator:{at('policy')}",
    }  # fmt: skip
    settled = {"adjudicator": at("who settled"), "when": "2026-01-01T00:00:00Z", "people": [at("settled")]}
    given_at = {"dynamic": False, "given": "2026-01-01T00:00:00Z", "touched": "2026-01-01T00:00:00Z"}
    whole = {
        "decisions": [decision], "settled": settled, "assignments": [{"annotator": at("assignment"), **given_at}],
    }  # fmt: skip
    with pytest.raises(UsageError, match="annotator's name"):
        read(project, "", spans=[], state=whole)
    assert project.people.names() == []


def test_gold_that_comes_in_is_of_the_people_there_are(project: Project) -> None:
    project.work.set_status("2.txt", "huda", Status.DOING)
    settled = {"adjudicator": "NADIA", "when": "2026-01-01T00:00:00Z", "people": ["HUDA"]}
    read(
        project,
        "",
        spans=[span("Huda")],
        state={"work": [{"annotator": "Huda", "status": "done"}], "settled": None},
    )
    assert project.people.names() == ["huda"]
    with pytest.raises(UsageError, match="Huda and HUDA are two spellings of one name; write one of them"):
        read(project, "", spans=[span("Huda")], state={"settled": settled})
    read(project, "", spans=[], state={"settled": settled})
    found = project.gold.get("1.txt").settled
    assert found is not None
    assert (found.adjudicator, found.people) == ("NADIA", ("huda",))


def test_two_spellings_in_one_record_are_refused_and_across_records_one_person(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.db", SCHEMA) as project:
        with pytest.raises(UsageError, match="huda and Huda are two spellings of one name"):
            read(project, "", spans=[span("huda"), {**span("Huda"), "start": 1}])
        assert project.people.names() == []
        read(project, "", spans=[span("huda")])
        read(project, "", spans=[{**span("Huda"), "start": 1}, {**span(f"{DECOMPOSED} "), "start": 2}])
        assert project.people.names() == ["huda", COMPOSED]
        assert len(project.layers.get("1.txt", "HUDA").spans) == 2


# --- pairs and bad names that are there already ---------------------------------------------------


@pytest.fixture
def older(project: Project) -> Project:
    """A project with people whom an older version let in."""
    for name in ("huda", "Huda", "ALL", COMPOSED, DECOMPOSED):
        ours(
            project.path,
            f"INSERT INTO annotator (name, created) VALUES ('{name}', '2026-01-01T00:00:00+00:00')",
        )
    return project


@pytest.mark.parametrize("name", ["huda", "Huda", COMPOSED, DECOMPOSED])
def test_people_of_a_pair_work_each_under_their_own_spelling(older: Project, name: str) -> None:
    assert older.people.named(name) == name
    before = older.people.names()
    for way in ("record", "set_status", "add_time", "assign", "decide", "import --as"):
        WAYS[way](older, name)
    assert older.people.names() == before
    assert {one.annotator for one in older.layers.get("1.txt", name).spans} == {name}
    (row,) = (one for one in older.people.overview().people if one.name == name)
    assert (row.spans, row.flagged, row.assigned, row.decisions, row.seconds) == (2, 1, 2, 1, 2.5)
    others = [one for one in older.people.overview().people if one.name != name]
    assert not any(one.spans or one.assigned or one.decisions for one in others)


def test_another_spelling_of_a_pair_is_nobodys(older: Project) -> None:
    for way in WAYS.values():
        with pytest.raises(UsageError, match=r"HUDA can be Huda or huda.*annotator people join Huda huda"):
            way(older, "HUDA")
    assert set(older.people.overview().alike) == {("Huda", "huda"), tuple(sorted((COMPOSED, DECOMPOSED)))}


def test_a_file_does_not_say_whom_of_a_pair_it_means(older: Project) -> None:
    with pytest.raises(UsageError, match="can be two people here"):
        read(older, "", spans=[span(DECOMPOSED)])
    assert not older.layers.get("1.txt", COMPOSED).spans


def test_a_bad_name_is_told_how_to_get_a_good_one(older: Project) -> None:
    with pytest.raises(UsageError, match="annotator people rename ALL NEW"):
        older.people.named("ALL")
    with pytest.raises(UsageError, match="annotator people rename ALL NEW"):
        older.assignments.assign(["ALL"], per_article=1)
    (bad,) = (one for one in older.people.overview().people if one.fault)
    assert bad.name == "ALL"
    older.people.rename("ALL", "nadia")
    assert older.people.named("nadia") == "nadia"
    with pytest.raises(UsageError, match="can't be an annotator's name"):
        older.people.named("all")


def test_what_a_shell_reads_of_a_quoted_name_is_the_name() -> None:
    import subprocess

    for name in (
        "huda",
        "هدى",
        COMPOSED,
        DECOMPOSED,
        "a b",
        "o'hara",
        "e\u0301'\\",
        "a\x1bb",
        "\U0001d4d0\u0301x",
    ):
        told = subprocess.run(
            ["bash", "-c", f"printf %s {quoted(name)}"], capture_output=True, check=True,
            env={"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        assert told.stdout.decode() == name
    assert quoted(COMPOSED) != quoted(DECOMPOSED)
