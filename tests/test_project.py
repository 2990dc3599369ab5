"""From files to an export, through nothing but `Project`."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from annotator.editing import Session
from annotator.errors import UsageError
from annotator.model import ExportReport, LeftOut, Selection, Status
from annotator.project import Project
from tests.store.helpers import HUDA, OTHER, SCHEMA, TEXT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "أخبار"
    folder.mkdir()
    (folder / "قافلة.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    (folder / "نفي.txt").write_bytes(OTHER.encode())
    (folder / "مكسور.txt").write_bytes(b"\xff\xfe\x00")
    line = json.dumps({"id": "x", "text": OTHER + "تتمة", "lang": "ar"}, ensure_ascii=False)
    (folder / "واردات.jsonl").write_text(f"{line}\n{{broken\n", encoding="utf-8")
    return folder


def session(project: Project, article: str) -> Session:
    length = len(project.articles.get(article).text)
    return Session(
        article, HUDA, length, project.layers.get(article, HUDA), project.layers.operations(article, HUDA)
    )


def test_import_tag_close_reopen_undo_export(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "annotator.db"
    with Project.create(path, SCHEMA) as project:
        told: list[int] = []
        report = project.imports.add_files([folder], progress=told.append)
        assert (report.added, report.skipped) == (3, 0)
        assert sorted((refusal.path.name, refusal.line) for refusal in report.refused) == [
            ("مكسور.txt", 1),
            ("واردات.jsonl", 2),
        ]
        assert told[-1] == 5
        assert project.imports.add_files([folder]).skipped == 3
        article = project.articles.get("قافلة")
        assert article.text == TEXT.replace("\n", "\r\n")
        editing = session(project, article.id)
        start = article.text.index("المتحدث")
        project.layers.record(*editing.add(start, start + 7, "actor"))
        project.layers.record(*editing.add(start, start + 20, "actor"))
        project.layers.record(*editing.add(start, start + 20, "claim"))

    with Project.open(path) as project:
        editing = session(project, "قافلة")
        undone = editing.undo()
        assert undone
        project.layers.record(*undone)
        project.work.set_status("قافلة", HUDA, Status.DONE)

    with Project.open(path) as project:
        editing = session(project, "قافلة")
        assert editing.layer == project.layers.get("قافلة", HUDA)
        redone = editing.redo()
        assert redone
        project.layers.record(*redone)
        out = io.BytesIO()
        assert project.exports.write("jsonl", out) == ExportReport(
            written=1, rows=1, left_out={LeftOut.UNFINISHED: 2}
        )
    (line,) = out.getvalue().decode().splitlines()
    record = json.loads(line)
    assert record["text"] == TEXT.replace("\n", "\r\n")
    assert record["annotators"] == [HUDA]
    assert [(span["start"], span["label"], span["text"]) for span in record["spans"]] == [
        (start, "actor", article.text[start : start + 20]),
        (start, "claim", article.text[start : start + 20]),
        (start, "actor", "المتحدث"),
    ]


def test_what_can_be_exported_and_whose(tmp_path: Path, folder: Path) -> None:
    with Project.create(tmp_path / "annotator.db", SCHEMA) as project:
        project.imports.add_files([folder])
        nothing = ExportReport(written=0, left_out={LeftOut.UNFINISHED: 3})
        assert project.exports.write("jsonl", io.BytesIO()) == nothing
        assert project.exports.write("jsonl", io.BytesIO(), selection=Selection(layers=("gold",))) == nothing
        assert project.exports.write(
            "jsonl", io.BytesIO(), selection=Selection(layers=("all",))
        ) == ExportReport(written=3, rows=3)
        with pytest.raises(UsageError, match="There is no annotator called هدى in this project"):
            project.exports.write("jsonl", io.BytesIO(), selection=Selection(layers=(HUDA,)))
        with pytest.raises(UsageError, match="docx"):
            project.exports.write("docx", io.BytesIO())


def test_a_later_run_undoes_what_an_earlier_one_did_step_by_step(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "annotator.db"
    with Project.create(path, SCHEMA) as project:
        project.imports.add_files([folder])
    layers = []
    for run in range(6):
        with Project.open(path) as project:
            layers.append(project.layers.get("نفي", HUDA))
            project.layers.record(*session(project, "نفي").add(run, run + 3, "actor"))
    for expected in reversed(layers):
        with Project.open(path) as project:
            operation = session(project, "نفي").undo()
            assert operation
            project.layers.record(*operation)
            assert project.layers.get("نفي", HUDA) == expected
    with Project.open(path) as project:
        assert session(project, "نفي").undo() == ()
