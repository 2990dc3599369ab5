"""Spans that come in with articles: into whose layer, under which label, all or none of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Status
from annotator.project import Project
from tests.cli.conftest import FIRST, SECOND, Run, only_line
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Mark = tuple[int, int, str]
BOTH = [(5, 15, "PER"), (37, 47, "LOC")]
MAPS = ("--map", "PER=actor", "--map", "LOC=location")


def ours(text: str, marks: Sequence[Mark], name: str | None = None, **fields: Any) -> str:
    """A line of our own kind, without what an export knows of itself."""
    spans = [
        {"start": start, "end": end, "label": label, "annotator": name, "text": text[start:end]}
        for start, end, label in marks
    ]
    return json.dumps({"text": text, "offset_unit": "codepoint", "sha256": None, "spans": spans, **fields})


def put(here: Path, *lines: str, name: str = "old.jsonl") -> None:
    (here / name).write_text("".join(f"{line}\n" for line in lines))


def layer(here: Path, article: str, name: str) -> list[Mark]:
    with Project.open(here / "annotator.db") as project:
        return [(span.start, span.end, span.label) for span in project.layers.get(article, name).spans]


def count(here: Path) -> int:
    with Project.open(here / "annotator.db") as project:
        return len(listed(project, "anybody"))


@pytest.fixture(autouse=True)
def empty(run: Run, request: pytest.FixtureRequest) -> None:
    if "project" not in request.fixturenames:
        run("init")


def test_spans_go_into_the_layer_of_the_person_named(here: Path, run: Run) -> None:
    put(here, ours(FIRST, BOTH, id="one"), ours(SECOND, [], id="two"))
    result = run("import", "old.jsonl", "--as", " huda ", *MAPS)
    assert result.stdout.splitlines() == [
        "2 articles added, 0 skipped (already there), 0 refused",
        "2 spans added to 1 layer",
    ]
    assert not result.stderr
    assert layer(here, "one", "huda") == [(5, 15, "actor"), (37, 47, "location")]
    with Project.open(here / "annotator.db") as project:
        assert project.people.names() == ["huda"]
        assert [project.work.progress(id_, "huda").status for id_ in ("one", "two")] == [Status.DONE] * 2


def test_the_file_says_who_unless_somebody_is_named(here: Path, run: Run) -> None:
    put(here, ours(FIRST, [(5, 15, "actor")], "salim", id="one"))
    run("import", "old.jsonl")
    assert layer(here, "one", "salim") == [(5, 15, "actor")]
    run("import", "old.jsonl", "--as", "huda")
    assert layer(here, "one", "huda") == [(5, 15, "actor")]


@pytest.mark.parametrize(
    ("option", "name"), [("--as", "nadia"), ("--as-model", "a@1"), ("--as-reference", "pub")]
)
def test_names_in_the_file_that_a_name_on_the_line_goes_before_are_counted(
    here: Path, run: Run, option: str, name: str
) -> None:
    put(
        here,
        ours(FIRST, [(5, 15, "actor"), (37, 47, "location")], "huda", id="one"),
        ours(FIRST, [(5, 15, "actor")], "ben", id="one"),
        ours(FIRST, [(5, 10, "claim")], id="one"),
        ours(FIRST, [(22, 32, "weapon")], name.upper(), id="one"),
    )
    said = f"3 spans that the files give to other names were taken as {name}'s (huda: 2, ben: 1)"
    for more in (["--dry-run"], []):
        assert said in run("import", "old.jsonl", option, name, *more).stdout.splitlines()


def test_a_name_on_the_line_that_the_file_has_too_is_not_told(here: Path, run: Run) -> None:
    put(here, ours(FIRST, [(5, 15, "actor")], "huda"))
    assert "taken as" not in run("import", "old.jsonl", "--as", "Huda").stdout
    assert "taken as" not in run("import", "old.jsonl").stdout


def test_spans_of_nobody_stop_the_import(here: Path, run: Run) -> None:
    put(here, ours(SECOND, []), ours(FIRST, [(5, 15, "actor"), (5, 10, "claim")]))
    result = run("import", "old.jsonl", status=1)
    assert result.stderr.splitlines() == [
        "2 spans do not say who marked them: name the person with --as NAME, or take the texts only with --no-spans.",
        "Nothing was stored: where there are spans, all comes in or nothing.",
    ]
    assert count(here) == 0


def test_labels_that_the_schema_does_not_have_stop_the_import(here: Path, run: Run) -> None:
    put(here, ours(FIRST, [*BOTH, (5, 10, "PER")]), ours(SECOND, [(0, 4, "claim")]))
    result = run("import", "old.jsonl", "--as", "huda", "--map", "LOC=location", status=1)
    assert result.stderr.splitlines() == [
        "Labels that the schema does not have (it has actor, location, weapon, claim):",
        "  2 spans PER",
        "Leave these spans out with --skip-unmapped, or say what it is, with a label of the schema for LABEL:",
        "  --map PER=LABEL",
        "Nothing was stored: where there are spans, all comes in or nothing.",
    ]
    assert count(here) == 0
    result = run("import", "old.jsonl", "--as", "huda", "--map", "LOC=location", "--skip-unmapped")
    assert result.stdout.splitlines()[1] == "2 spans added to 2 layers"
    assert result.stderr.splitlines()[1:] == ["  2 spans PER", "These spans were left out."]
    assert layer(here, "old", "huda") == [(37, 47, "location")]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--map", "PER"], "--map PER is no pair of labels: write --map FROM=TO, as in --map PER=actor."),
        (["--map", "=actor"], "--map =actor is no pair of labels"),
        (
            ["--map", "PER=person"],
            "The schema has no label person. There are: actor, location, weapon, claim.",
        ),
        (["--map", "A=actor", "--map", "A=claim"], "--map A is given twice, for actor and for claim"),
        (["--no-spans", "--as", "huda"], "--as is about spans, and --no-spans leaves them out"),
        (["--as", "gold"], "'gold' can't be an annotator's name"),
        (["--as", " "], "An annotator's name can't be empty"),
        (["--format", "docx"], "'docx' is not a format that can be imported; there is auto, txt, jsonl"),
        (["--tags", "bilou"], "annotator import has no option --tags"),
        (
            ["--tsv-layer", "x"],
            "--tsv-layer is an option of webanno, and what is imported here is jsonl: leave it out, "
            "or say what the files are with --format.",
        ),
        (
            ["--format", "jsonl", "--tsv-layer", "x"],
            "--tsv-layer is no option of the format jsonl; it has --ends, --fields, --offsets, --tag-names.",
        ),
    ],
)
def test_options_that_make_no_sense(here: Path, run: Run, options: list[str], said: str) -> None:
    put(here, ours(FIRST, [(5, 15, "actor")]))
    assert said in run("import", "old.jsonl", *options, status=2).stderr
    assert count(here) == 0


def test_many_and_long_labels_are_counted_and_not_all_told(here: Path, run: Run) -> None:
    marks = [(0, 1, "x" * 500_000), *((0, 1, f"l{number:03}") for number in range(90))]
    put(here, ours(FIRST, marks))
    told = run("import", "old.jsonl", "--as", "huda", status=1).stderr
    assert len(told) < 5_000
    assert "  71 spans with 71 more labels" in told
    assert told.count("--map l") == 20
    assert "  and 71 more labels likewise\n" in told


def test_a_long_label_is_told_shortened_and_not_as_an_option(here: Path, run: Run) -> None:
    put(here, ours(FIRST, [(0, 1, "x" * 500_000), (0, 2, "PER")]))
    told = run("import", "old.jsonl", "--as", "huda", status=1).stderr
    assert f"  1 span {'x' * 30} … {'x' * 30}" in told
    assert "  --map PER=LABEL\n  and 1 more label likewise\n" in told
    assert len(told) < 1_000


def test_a_label_may_have_an_equals_sign(here: Path, run: Run) -> None:
    put(here, ours(FIRST, [(5, 15, "a=b")]))
    run("import", "old.jsonl", "--as", "huda", "--map", "a=b=actor")
    assert layer(here, "old", "huda") == [(5, 15, "actor")]


BAD = [
    (json.dumps({"text": "قصف", "offset_unit": "codepoint", "spans": [{"start": 0, "end": 2, "label": "actor", "text": "x"}]}),
     "the span labelled 'actor' at [0, 2) has the text 'x', and the article has another one there."),
    (json.dumps({"text": "قصف", "offset_unit": "codepoint", "spans": [{"start": 0, "end": 9, "label": "actor"}]}),
     "the span labelled 'actor' at [0, 9) is outside the text, which has 3 characters; mend its offsets."),
    (json.dumps({"text": "قصف", "offset_unit": "codepoint", "spans": [{"start": -1, "end": 2, "label": "actor"}]}),
     "the span labelled 'actor' at [-1, 2) is outside the text"),
    (json.dumps({"text": "قصف", "offset_unit": "codepoint", "spans": [{"start": 2, "end": 2, "label": "actor"}]}),
     "the span labelled 'actor' at [2, 2) is empty; take it out or mend its offsets."),
    (json.dumps({"text": "قصف", "offset_unit": "codepoint", "spans": [{"start": 0, "end": 2}]}),
     "spans can't be read: Object missing required field `label`"),
    (json.dumps({"text": "قصف", "offset_unit": "codepoint", "spans": [{"start": 0, "end": 2, "label": ""}]}),
     "the span at [0, 2) has no label; give it one."),
    (json.dumps({"text": "قصف", "offset_unit": "codepoint", "spans": 7}), "spans can't be read: Expected `array`"),
    (json.dumps({"text": "قصف", "offset_unit": "codepoint", "spans": [{"start": 0, "end": 2, "label": "actor",
     "created": "2026-01-01T00:00:00"}]}), "has a time without a zone"),
    (ours("قصف", [(0, 2, "actor")], "all"), "'all' can't be an annotator's name"),
    (ours("قصف", [(0, 2, "actor")], "a\x07"), "has characters that can't be seen"),
    (ours("قصف", [], state={"work": [{"annotator": "a", "status": "asleep"}]}), "state can't be read: Invalid enum value"),
    (ours("قصف", [], state={"work": [{"annotator": "a", "status": "done"}] * 2}), "a works twice on this article"),
    (ours("قصف", [], state={"pool": {"people": 0, "return_after": 1}}), "the pool has no people"),
    ('{"text": "قصف', "is not valid JSON"),
    ('{"id": "one", "text": "نص آخر"}', "the id one belongs to an article with another text"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), BAD)
def test_one_bad_record_stops_all_of_them(here: Path, run: Run, line: str, said: str) -> None:
    put(here, ours(FIRST, [(5, 15, "actor")], "huda", id="one"), line, ours(SECOND, [], id="three"))
    result = run("import", "old.jsonl", status=1)
    assert result.stderr.startswith("old.jsonl, line 2: ")
    assert said in result.stderr
    assert (
        result.stderr.splitlines()[-1]
        == "Nothing was stored: where there are spans, all comes in or nothing."
    )
    assert count(here) == 0


def test_many_refusals_are_counted(here: Path, run: Run) -> None:
    put(here, ours(FIRST, [(5, 15, "actor")]), *(f'{{"text": ""}} {number}' for number in range(30)))
    told = run("import", "old.jsonl", "--as", "huda", status=1).stderr.splitlines()
    assert len(told) == 23
    assert told[19].startswith("old.jsonl, line 21: ")
    assert told[20:] == [
        "and 10 more records are refused.",
        "To leave out what is refused and take the rest, say --skip-bad.",
        "Nothing was stored: where there are spans, all comes in or nothing.",
    ]


def test_texts_alone_come_in_as_ever(here: Path, run: Run) -> None:
    put(here, ours(FIRST, []), '{"text": ""}', '{"text": "خبر"}')
    result = run("import", "old.jsonl", status=1)
    assert result.stdout == "2 articles added, 0 skipped (already there), 1 refused\n"
    assert only_line(result.stderr).startswith("old.jsonl, line 2: the text is empty")


def test_texts_only(here: Path, run: Run) -> None:
    put(here, ours(FIRST, BOTH), '{"text": ""}')
    result = run("import", "old.jsonl", "--no-spans", status=1)
    assert result.stdout.splitlines() == [
        "1 article added, 0 skipped (already there), 1 refused",
        "2 spans in the files not read (--no-spans)",
    ]
    assert layer(here, "old", "huda") == []


def test_the_same_again_is_skipped_and_more_is_added(here: Path, run: Run) -> None:
    put(here, ours(FIRST, [(5, 15, "actor")], id="one"))
    run("import", "old.jsonl", "--as", "huda")
    before = run("export", "--layer", "all").stdout_bytes
    result = run("import", "old.jsonl", "--as", "huda")
    assert result.stdout.splitlines() == [
        "0 articles added, 1 skipped (already there), 0 refused",
        "0 spans added to 0 layers, 1 skipped (already there)",
    ]
    assert run("export", "--layer", "all").stdout_bytes == before
    put(here, ours(FIRST, [(5, 15, "actor"), (5, 15, "PER"), (0, 4, "claim")], id="another id"))
    result = run("import", "old.jsonl", "--as", "huda", "--map", "PER=actor")
    assert result.stdout.splitlines()[1] == "1 span added to 1 layer, 2 skipped (already there)"
    assert layer(here, "one", "huda") == [(0, 4, "claim"), (5, 15, "actor")]


def test_two_people_in_two_files_of_the_same_articles(here: Path, run: Run) -> None:
    put(here, ours(FIRST, [(5, 15, "actor")], "huda", id="one"), name="a.jsonl")
    put(here, ours(FIRST, [(37, 47, "location")], "salim", id="one"), name="b.jsonl")
    result = run("import", "a.jsonl", "b.jsonl")
    assert result.stdout.splitlines() == [
        "1 article added, 1 skipped (already there), 0 refused",
        "2 spans added to 2 layers",
    ]


def test_work_that_is_begun_here_is_done_afterwards_and_a_flag_stays(
    here: Path, run: Run, project: Path
) -> None:
    put(here, ours(FIRST, [(0, 4, "claim")], "salim"), ours(FIRST, [(0, 4, "claim")], "huda"))
    with Project.open(project) as opened:
        opened.work.set_status("first", "huda", Status.FLAGGED, "سؤال")
    run("import", "old.jsonl")
    with Project.open(project) as opened:
        assert opened.work.progress("first", "salim").status is Status.DONE
        assert opened.work.progress("first", "huda").note == "سؤال"


def test_gold_comes_in_as_somebodys_and_what_it_says_of_itself_is_counted(here: Path, run: Run) -> None:
    line = json.loads(ours(FIRST, [(5, 15, "actor")]))
    line["spans"][0]["source"] = "unanimous"
    put(here, json.dumps(line))
    assert "1 span does not say who marked it: name the person" in run("import", "old.jsonl", status=1).stderr
    result = run("import", "old.jsonl", "--as", "nadia")
    assert result.stdout.splitlines()[-1] == "not read: 1 where a gold span comes from"


@pytest.mark.usefixtures("project")
def test_a_table_comes_back_with_its_spans(here: Path, run: Run) -> None:
    run("export", "--layer", "all", "--format", "csv", "-o", "all.csv")
    run("init", "--project", "new.db")
    result = run("import", "all.csv", "--project", "new.db")
    assert result.stdout.splitlines() == [
        "2 articles added, 0 skipped (already there), 0 refused",
        "4 spans added to 2 layers",
    ]
    again = run("export", "--layer", "all", "--format", "csv", "--project", "new.db")
    assert again.stdout_bytes == (here / "all.csv").read_bytes()
