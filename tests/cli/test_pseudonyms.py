"""Pseudonyms: no name of anybody is in any byte of what is exported, and a letter stays with its person."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator.adjudication import Adjudication, policy
from annotator.formats import every_format
from annotator.model import (
    Choice,
    Decision,
    DecisionEdit,
    GoldSpan,
    GoldStep,
    ImportOptions,
    Incoming,
    LayerKind,
    Move,
    Selection,
    Span,
    State,
    Status,
    now,
)
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import HUDA, OTHER, SAMI, SCHEMA, TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

ZAYN, OMM, QUOTED, ADJUDICATOR = 'زين، "أبو ليث"', "O'Brien, Nadia <nadia@example.org>", "a|b\\c", "Ḥākim"
NAMES = (HUDA, ZAYN, OMM, QUOTED, ADJUDICATOR)
MODEL = "ner@2024"

TEXTS = (
    TEXT,
    OTHER,
    "وصلت شاحنات الإغاثة إلى قرية عين السدر صباحًا بعد أيام من الانتظار عند المعبر.",
    "قال مدير المستشفى إن الجرحى نُقلوا إلى العاصمة، وإن حالة اثنين منهم خطيرة.",
    "أغلقت البلدية الطريق الساحلي لإصلاح الجسر الذي تضرّر في عاصفة الشتاء الماضي.",
)

LIBRARIES = {"cas": "cassis", "spacy": "spacy", "parquet": "pyarrow"}


@pytest.fixture
def odd(here: Path) -> Path:
    """A project in which people with odd names have marked, noted, flagged and decided, and fields name them, too."""
    path = here / "annotator.db"
    with Project.create(path, SCHEMA) as project:
        articles = [
            Incoming(
                text=text,
                path=here / "x",
                id=f"{number}",
                metadata={
                    "annotator": QUOTED,
                    "readers": [HUDA, {"first": f" {OMM} "}],
                    "desk": "أمن",
                    QUOTED: 1,
                },
                source=ZAYN if number == 3 else None,
            )
            for number, text in enumerate(TEXTS, 1)
        ]
        assert add_articles(project, articles).added == 5
        for number in range(1, 6):
            for name in (HUDA, ZAYN, OMM):
                spans = [Span.new(0, 4, "actor", name), Span.new(5, 9 + len(name) % 3, "claim", name)]
                project.layers.add(str(number), name, spans, Status.DONE)
        flagged = [msgspec.structs.replace(Span.new(3, 8, "weapon", QUOTED), attributes={"by": QUOTED})]
        project.layers.add("1", QUOTED, flagged, Status.FLAGGED, note=f"سألت {HUDA}")
        import_others(project, here, MODEL, LayerKind.MODEL)
        for number in range(1, 6):
            project.gold.decide(_decided(str(number), project))
    return path


def _decided(article: str, project: Project) -> GoldStep:
    """Return a step that settles an article by a rule with a name in it, and adds a span with a note that names somebody."""
    working = Adjudication(
        project.articles.get(article),
        ADJUDICATOR,
        project.finished.layers(article),
        project.gold.get(article),
        policy=policy(f"adjudicator:{ZAYN}", project.people.names()),
    )
    step = working.apply_policy(settle=True)
    assert isinstance(step, GoldStep)
    added = Decision(
        id=f"0f6c4a52-3a0e-4d55-9a0b-1f7f0a2f9a7{article}", article=article, adjudicator=ADJUDICATOR, when=now(),
        choice=Choice.ADDED, people=(HUDA, OMM, ZAYN), sources=(),
        spans=(GoldSpan(id=f"1f6c4a52-3a0e-4d55-9a0b-1f7f0a2f9a7{article}", start=10, end=14, label="location"),),
        note=f"هذا رأي {OMM}",
    )  # fmt: skip
    edits = (*step.edits, DecisionEdit(before=None, after=added))
    return msgspec.structs.replace(step, edits=edits, move=Move.DO)


def spellings(name: str) -> set[bytes]:
    """Return the ways in which files of any format write a name."""
    found = {
        name,
        json.dumps(name)[1:-1],
        json.dumps(name, ensure_ascii=False)[1:-1],
        name.replace('"', '""'),
    }
    found |= {
        name.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"),
        name.replace("<", "&lt;"),
    }
    return {text.encode(code) for text in found for code in ("utf-8", "utf-16-le")}


def found_in(path: Path) -> list[tuple[str, str]]:
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    return [
        (file.name, name)
        for file in files
        for name in NAMES
        if any(text in file.name.encode() + b"\n" + _plain(file) for text in spellings(name))
    ]


def _plain(file: Path) -> bytes:
    """Return the bytes of a file, and those of what it holds in another form."""
    data = file.read_bytes()
    if file.suffix == ".parquet":
        import pyarrow.parquet as pq

        data += json.dumps(pq.read_table(file).to_pylist(), ensure_ascii=False, default=str).encode()
    if file.suffix == ".spacy":
        import zlib

        data += zlib.decompress(data)
    return data


WRITERS = [kind for kind in every_format() if kind.writes]


@pytest.mark.parametrize(
    "chosen", [(), ("--layer", "all"), ("--layer", HUDA, "--layer", ZAYN), ("--layer", "marks")], ids=str
)
@pytest.mark.parametrize("kind", WRITERS, ids=lambda kind: kind.name)
def test_no_name_is_in_any_byte(kind: Any, chosen: tuple[str, ...], odd: Path, run: Run) -> None:
    if kind.extra:
        pytest.importorskip(LIBRARIES[kind.extra])
    if chosen == ("--layer", "marks") and not kind.marks:
        return
    out = odd.parent / "out"
    options = ["--format", kind.name, *chosen, "-o", str(out), "--losses", str(odd.parent / "losses.jsonl")]
    run("export", *options)
    if kind.name in ("jsonl", "hf", "csv", "label-studio"):
        assert found_in(out)  # the test would find them
    if out.is_dir():
        out.rename(odd.parent / "named")
    run("export", *options, "--pseudonyms")
    assert found_in(out) == []
    assert found_in(odd.parent / "losses.jsonl") == []


@pytest.mark.parametrize("kind", [kind for kind in WRITERS if kind.splits], ids=lambda kind: kind.name)
def test_no_name_is_in_a_data_set(kind: Any, odd: Path, run: Run) -> None:
    if kind.extra:
        pytest.importorskip(LIBRARIES[kind.extra])
    out = odd.parent / "set"
    for chosen in (
        ["--layer", ZAYN],
        ["--layer", "all", "--people", f"{HUDA},{QUOTED}"],
        ["--layer", HUDA, "--layer", OMM],
    ):
        run("export", "--format", kind.name, *chosen, "--split", "60/40", "--pseudonyms", "-o", str(out))
        assert found_in(out) == []
        assert "People are called by letters." in (out / "README.md").read_text()
        out.rename(odd.parent / f"set {len(list(odd.parent.iterdir()))}")


def test_a_letter_is_the_same_everywhere_and_stays(odd: Path, run: Run) -> None:
    run("export", "--pseudonyms", "--key", "who.csv", "-o", "one.jsonl")
    with (odd.parent / "who.csv").open(newline="") as file:
        key = {row["name"]: row["pseudonym"] for row in csv.DictReader(file)}
    assert key.keys() == {*NAMES}
    assert sorted(key.values()) == ["A", "B", "C", "D", "F"]  # E's place is that of the model
    with Project.open(odd) as project:
        project.layers.add("2", SAMI, [Span.new(0, 4, "actor", SAMI)], Status.DOING)
        assert {**project.people.pseudonyms(), SAMI: ""} == {**key, SAMI: ""}
    for options in (
        ("--people", OMM),
        ("--label", "claim"),
        ("--articles", "2-3"),
        ("--layer", OMM),
        ("--layer", "marks"),
    ):
        names = {name for one in exported(run, *options, "--pseudonyms") for name in one["annotators"]}
        assert key[OMM] in names <= {*key.values()}
    with_names, with_letters = (
        exported(run, "--layer", "all"),
        exported(run, "--layer", "all", "--pseudonyms"),
    )
    for one, other in zip(with_names, with_letters, strict=True):
        for name in {*one["annotators"]} & key.keys():
            theirs = [span["id"] for span in one["spans"] if span["annotator"] == name]
            assert [span["id"] for span in other["spans"] if span["annotator"] == key[name]] == theirs
    report = json.loads(run("agreement", "--pseudonyms", "--by", "pair", "--format", "json").stdout)
    assert {*report["overall"]["people"]} == {key[HUDA], key[ZAYN], key[OMM]}


def exported(run: Run, *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("export", *options).stdout.splitlines()]


@pytest.mark.parametrize("by", ["label", "pair", "article"])
@pytest.mark.parametrize("kind", ["table", "json", "csv"])
def test_no_name_is_in_an_agreement(kind: str, by: str, odd: Path, run: Run) -> None:
    named = run("agreement", "--by", by, "--format", kind, "--html", "named.html").stdout
    hidden = run("agreement", "--by", by, "--format", kind, "--html", "hidden.html", "--pseudonyms").stdout
    (odd.parent / "out").write_text(hidden)
    assert found_in(odd.parent / "named.html")
    assert found_in(odd.parent / "out") == found_in(odd.parent / "hidden.html") == []
    assert len(hidden.splitlines()) == len(named.splitlines())


@pytest.mark.parametrize("by", ["person", "label", "article", "error"])
@pytest.mark.parametrize("against", ["gold", HUDA])
def test_no_name_is_in_a_comparison_with_a_reference(against: str, by: str, odd: Path, run: Run) -> None:
    options = ("--against", against, "--by", by)
    for kind in ("table", "json", "csv"):
        named = run("agreement", *options, "--format", kind, "--html", "named.html").stdout
        hidden = run("agreement", *options, "--format", kind, "--html", "hidden.html", "--pseudonyms").stdout
        (odd.parent / "out").write_text(hidden)
        assert found_in(odd.parent / "named.html")
        assert found_in(odd.parent / "out") == found_in(odd.parent / "hidden.html") == []
        assert hidden.count("\n") == named.count("\n")


def test_what_is_hidden_is_counted(odd: Path, run: Run) -> None:
    said = run("export", "--layer", "all", "--pseudonyms", "-o", "all.jsonl").stderr.splitlines()
    assert "6 notes are left out, as what people write may name somebody." in said
    assert "The field annotator was somebody's name in 5 articles: their letter stands there." in said
    assert "The field source was somebody's name in 1 article: their letter stands there." in said
    (one, *_) = exported(run, "--articles", "1", "--pseudonyms")
    assert one["metadata"]["desk"] == "أمن"
    assert (one["metadata"]["annotator"], one["metadata"]["D"]) == ("D", 1)
    assert one["metadata"]["readers"] == ["A", {"first": "C"}]
    assert odd.exists()


def test_a_whole_export_comes_in_again_and_says_that_names_are_letters(odd: Path, run: Run) -> None:
    run("export", "--layer", "all", "--pseudonyms", "-o", "all.jsonl")
    run("init", "--project", "new.db", "--schema", _schema(odd))
    result = run("import", "all.jsonl", "--project", "new.db")
    assert "people are called by pseudonyms in it" in result.output
    again = exported(run, "--layer", "all", "--project", "new.db")
    first = [json.loads(line) for line in (odd.parent / "all.jsonl").read_text().splitlines()]
    assert all(one.pop("pseudonyms") for one in first)
    for one, other in zip(first, again, strict=True):
        assert one["state"]["work"] == other["state"]["work"]
        assert {span["id"] for span in one["spans"]} == {span["id"] for span in other["spans"]}


def _schema(odd: Path) -> str:
    from annotator import labels

    path = odd.parent / "schema.toml"
    path.write_text(labels.dump(SCHEMA))
    return str(path)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("set/key.csv", "would lie in the folder that is exported"),
        ("set", "The key of the pseudonyms can't go where the articles or losses go"),
        ("losses.jsonl", "The key of the pseudonyms can't go where the articles or losses go"),
        ("annotator.db", "annotator.db is the project itself; name another file after --key."),
        ("set/../set/deeper/key.csv", "would lie in the folder that is exported"),
    ],
)
def test_the_key_lies_nowhere_near(key: str, said: str, odd: Path, run: Run) -> None:
    before = odd.read_bytes()
    options = ("--split", "60/40", "--pseudonyms", "-o", "set", "--losses", "losses.jsonl")
    result = run("export", *options, "--key", key, status=2)
    assert said in result.stderr
    assert odd.read_bytes() == before
    assert not (odd.parent / "set").exists()


def test_the_key_is_no_file_beside_the_output(odd: Path, run: Run) -> None:
    options = ("--format", "label-studio", "-o", "gold.json", "--pseudonyms")
    said = run("export", *options, "--key", "gold.labels.xml", status=2).stderr
    assert said == "gold.labels.xml is written beside the output: name another file after --key.\n"
    assert not (odd.parent / "gold.json").exists()


def test_no_key_is_written_without_an_export(odd: Path, run: Run) -> None:
    run("export", "--source", "single", "--pseudonyms", "--key", "key.csv", "-o", "none.jsonl", status=1)
    assert not (odd.parent / "key.csv").exists()


def test_a_reference_called_as_a_letter_is_refused(odd: Path, run: Run) -> None:
    with Project.open(odd) as project:
        import_others(project, odd.parent, "b", LayerKind.REFERENCE)
    said = run("export", "--pseudonyms", "-o", "out.jsonl", status=2).stderr
    assert said.startswith("b is no person here and is called as somebody would be with --pseudonyms")
    run("export", "-o", "out.jsonl")


def import_others(project: Project, folder: Path, name: str, kind: LayerKind) -> None:
    """Import a layer that no person made."""
    file = folder / f"{kind}.jsonl"
    span = {"start": 0, "end": 4, "label": "actor"}
    file.write_text(json.dumps({"id": "1", "text": TEXT, "spans": [span]}) + "\n")
    report = project.imports.add_files([file], how=ImportOptions(annotator=name, kind=kind))
    assert not report.stopped, report


def test_notes_of_flags_are_left_out(odd: Path, run: Run) -> None:
    assert odd.exists()
    state = msgspec.convert(exported(run, "--layer", "all", "--pseudonyms")[0]["state"], State)
    assert all(one.note == "" for one in state.work)
    assert [one.status for one in state.work].count(Status.FLAGGED) == 1


def test_fields_that_get_one_name_all_stay(here: Path) -> None:
    with Project.create(here / "annotator.db", SCHEMA) as project:
        add_articles(
            project, [Incoming(text=TEXT, path=here / "x", id="1", metadata={"huda": 1, "HUDA": 2, "A": 3})]
        )
        project.layers.add("1", "huda", [Span.new(0, 4, "actor", "huda")], Status.DONE)
        (record,) = project.records.select(Selection(pseudonyms=True))
    assert record.metadata == {"A'": 1, "A''": 2, "A": 3}


@pytest.mark.parametrize("layer", ["gold", "all", "marks"])
def test_no_statement_is_run_for_a_span(layer: str, here: Path) -> None:
    counts = []
    for spans in (1, 12):
        with Project.create(here / f"{spans}.db", SCHEMA) as project:
            add_articles(
                project, [Incoming(text=text, path=here / "x", id=str(at)) for at, text in enumerate(TEXTS)]
            )
            for at in range(len(TEXTS)):
                made = [Span.new(start, start + 2, "actor", HUDA) for start in range(spans)]
                project.layers.add(str(at), HUDA, made, Status.DONE)
            ran: list[str] = []
            project._connection.database.set_trace_callback(ran.append)
            chosen = Selection(layers=(layer,), people=(HUDA,), labels=("actor",), pseudonyms=True)
            assert sum(len(record.spans) for record in project.records.select(chosen)) == spans * len(TEXTS)
            counts.append(len(ran))
    assert counts[0] == counts[1] > 0
