"""Notes in what is exported, and as they come in again."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator.model import ImportOptions, Note, Selection, Status, threads
from annotator.project import Project
from annotator.project.checking import checked
from tests.store.helpers import HUDA, SAMI, SCHEMA, TEXT, adding

if TYPE_CHECKING:
    from pathlib import Path

LEAD = "ليلى"


def note(text: str = "أين الفاعل؟", person: str | None = HUDA, author: str = LEAD, **fields: object) -> Note:
    return msgspec.structs.replace(Note.new("1.txt", 5, 12, person, author, text), **fields)


def written(project: Project, *layers: str, **fields: Any) -> dict[str, Any]:
    """Return the record of the first article as it is exported."""
    out = io.BytesIO()
    project.exports.write("jsonl", out, selection=Selection(layers=layers, **fields))
    found: dict[str, Any] = json.loads(out.getvalue().splitlines()[0])
    return found


@pytest.fixture
def noted(project: Project) -> Project:
    """A project with a closed thread, an open one with huda, with whom the article is, one with sami and one of adjudicators."""
    for person in (HUDA, SAMI):
        project.layers.record(adding(5, 12, annotator=person))
        project.work.set_status("1.txt", person, Status.DONE)
    closed = Note.new("1.txt", 0, 4, HUDA, LEAD, "انتهى؟")
    project.notes.write(closed)
    project.notes.write(Note.new("1.txt", 0, 4, HUDA, HUDA, "", closes=(closed.id,)))
    project.notes.send_back([note("انظر.", sends_back=True)])
    project.notes.write(note("سأنظر.", author=HUDA))
    project.notes.write(note("ولسامي", SAMI))
    project.notes.write(note("للجنة", None))
    return project


def test_a_layer_has_its_open_threads(noted: Project) -> None:
    (thread,) = written(noted, HUDA)["threads"]
    assert (thread["start"], thread["end"], thread["text"], thread["annotator"]) == (5, 12, TEXT[5:12], HUDA)
    assert [(one["author"], one["text"], one["open"]) for one in thread["notes"]] == [
        (LEAD, "انظر.", True),
        (HUDA, "سأنظر.", True),
    ]
    assert "threads" not in written(noted, "marks")


def test_all_layers_have_all_of_them(noted: Project) -> None:
    assert {thread["annotator"] for thread in written(noted, "all")["threads"]} == {HUDA, SAMI, None}
    assert [thread["annotator"] for thread in written(noted, "all", people=(SAMI,))["threads"]] == [SAMI]


def test_pseudonyms_hold_and_what_was_written_stays_out(noted: Project) -> None:
    for layer in (HUDA, "all"):
        out = io.BytesIO()
        report = noted.exports.write("jsonl", out, selection=Selection(layers=(layer,), pseudonyms=True))
        data = out.getvalue().decode()
        for name in (HUDA, SAMI, LEAD, "انظر", "للجنة", "سأنظر"):
            assert name not in data.replace(TEXT.strip(), "")
        found = {one["annotator"]: one["notes"] for one in json.loads(data.splitlines()[0])["threads"]}
        assert {one["author"] for one in found["A"]} == {"A", "C"}
        assert report.not_chosen.notes == {HUDA: 2, "all": 5}[layer]


def test_a_whole_export_brings_all_notes_and_what_was_sent_back(noted: Project, tmp_path: Path) -> None:
    out = tmp_path / "all.jsonl"
    with out.open("wb") as file:
        noted.exports.write("jsonl", file, selection=Selection(layers=("all",)))
    with Project.create(tmp_path / "new.db", SCHEMA) as new:
        for _ in range(2):
            report = new.imports.add_files([out], how=ImportOptions(spans=True))
            assert "open threads of notes" not in report.lost
            assert new.notes.of_article("1.txt") == noted.notes.of_article("1.txt")
            assert [one.person for one in new.notes.all_back()] == [HUDA]
        assert written(new, "all")["state"]["notes"] == written(noted, "all")["state"]["notes"]
        new.work.set_status("1.txt", HUDA, Status.DONE)
        new.imports.add_files([out], how=ImportOptions(spans=True))
        assert new.notes.all_back() == ()
    with checked(tmp_path / "new.db") as found:
        assert not list(found.faults())


def test_a_layer_comes_in_without_its_notes_and_that_is_told(noted: Project, tmp_path: Path) -> None:
    out = tmp_path / "layer.jsonl"
    with out.open("wb") as file:
        noted.exports.write("jsonl", file, selection=Selection(layers=(HUDA,)))
    with Project.create(tmp_path / "new.db", SCHEMA) as new:
        report = new.imports.add_files([out], how=ImportOptions(spans=True))
        assert report.added == 1
        assert report.lost["open threads of notes"] == 1
        assert new.notes.of_article("1.txt") == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": "ط" * 10_001}, "10,001 characters"),
        ({"end": 10_000}, "10000"),
        ({"text": " "}, "has no text"),
        ({"when": "2026-12-01T12:00:00"}, "time without a zone"),
        ({"person": None, "sends_back": True}, "to nobody"),
        ({"text": "أ\0"}, "NUL"),
        ({"id": ""}, "has none"),
    ],
)
def test_a_note_that_is_none_is_refused(
    noted: Project, tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    record = written(noted, "all")
    record["state"]["notes"][0] |= {"closes": []} | changes
    out = tmp_path / "bad.jsonl"
    out.write_text(json.dumps(record))
    with Project.create(tmp_path / "new.db", SCHEMA) as new:
        report = new.imports.add_files([out], how=ImportOptions(spans=True))
        assert report.added == 0
        assert told in report.refused[0].reason


def test_the_same_notes_on_another_article_get_ids_of_their_own(noted: Project, tmp_path: Path) -> None:
    record = written(noted, "all")
    out = tmp_path / "other.jsonl"
    text = record["text"] + "وانتهى البيان."
    for span in record["spans"]:
        span["id"] += "x"
    record |= {"id": "3.txt", "text": text, "title": "عنوان"}
    del record["sha256"]
    out.write_text(json.dumps(record))
    report = noted.imports.add_files([out], how=ImportOptions(spans=True))
    assert report.added == 1
    mine, other = (threads(noted.notes.of_article(id_)) for id_ in ("1.txt", "3.txt"))
    assert [thread.is_open for thread in mine] == [thread.is_open for thread in other]
    ids = [{one.id for thread in found for one in thread.notes} for found in (mine, other)]
    assert not ids[0] & ids[1]
    noted.imports.add_files([out], how=ImportOptions(spans=True))
    assert threads(noted.notes.of_article("3.txt")) == other
