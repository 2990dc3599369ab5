"""A text that was corrected at its source: spans move with their characters, and it can be undone."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator.editing.session import Session
from annotator.errors import ChangeError, StaleSpanError
from annotator.model import (
    Corrected,
    ImportOptions,
    ImportReport,
    Status,
)
from annotator.project.checking import checked
from annotator.store.importing.importing import import_articles
from tests.store.helpers import HUDA, OTHER, SAMI, SCHEMA, adding, incoming, make
from tests.store.importing.test_same_text import change, marks
from tests.store.importing.test_texts_with_spans import dump, span, take
from tests.store.importing.test_whole_export_without_a_label import layers, settle
from tests.store.listing import listed

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project

BEFORE = "وصل وفد المجلس إلى ميناء الغضا أمس."
AFTER = "وصل ظهراً وفد المجلس إلى ميناء الغضى."
DELEGATION, PORT, YESTERDAY = (4, 14, "actor"), (19, 30, "location"), (31, 34, "claim")
MOVED, ALTERED = (10, 20, "actor"), (25, 36, "location")


@pytest.fixture
def project(tmp_path: Path) -> Any:
    with make(tmp_path / "annotator.db", BEFORE, OTHER) as made:
        yield made
    with checked(tmp_path / "annotator.db") as found:
        assert not list(found.faults())


def update(project: Project, text: str = AFTER, *spans: Any, **how: Any) -> ImportReport:
    return take(project, incoming(text, id="1.txt", spans=spans), update=True, **how)


def one(report: ImportReport) -> Corrected:
    (found,) = report.corrected
    return found


def everything(project: Project) -> tuple[Any, ...]:
    article = project.articles.get("1.txt")
    people = project.people.names()
    return (
        article.text,
        project.gold.get("1.txt"),
        *(project.layers.get("1.txt", name) for name in people),
        *(project.work.progress("1.txt", name) for name in people),
    )


def test_without_the_option_the_text_is_refused_and_the_option_is_named(project: Project) -> None:
    report = take(project, incoming(AFTER, id="1.txt", spans=(span(*MOVED),)))
    assert report.stopped
    assert "--update" in report.refused[0].reason
    assert project.articles.get("1.txt").text == BEFORE


def test_spans_move_with_their_characters_and_what_does_not_is_listed(project: Project) -> None:
    layers(project, [(0, 3, "claim"), DELEGATION, PORT, YESTERDAY], [DELEGATION])
    corrected = one(update(project))
    assert project.articles.get("1.txt").text == AFTER
    assert marks(project) == {(0, 3, "claim"), MOVED, ALTERED}
    assert marks(project, SAMI) == {MOVED}
    sami, huda = sorted(corrected.layers, key=lambda layer: layer.annotator)
    assert (sami.annotator, sami.stay, sami.move) == (SAMI, 0, 1)
    assert (huda.stay, huda.move) == (1, 1)
    assert [(found.text, found.now) for found in huda.altered] == [("ميناء الغضا", "ميناء الغضى")]
    assert [(found.start, found.end, found.label, found.text) for found in huda.fallen] == [
        (*YESTERDAY, "أمس")
    ]
    assert corrected.done == (SAMI, HUDA)
    assert project.work.progress("1.txt", HUDA).status is Status.DONE


def test_a_trial_says_the_same_and_stores_nothing(project: Project) -> None:
    layers(project, [DELEGATION, PORT, YESTERDAY], [])
    before = dump(project)
    record = incoming(AFTER, id="1.txt")
    how = ImportOptions(update=True)
    trial = import_articles(project._connection, SCHEMA, lambda: [record], how, keep=False)
    assert dump(project) == before
    assert trial == import_articles(project._connection, SCHEMA, lambda: [record], how)


@pytest.mark.parametrize("way", ["command", "old text"])
def test_undoing_it_gives_back_everything(project: Project, way: str) -> None:
    layers(project, [DELEGATION, PORT, YESTERDAY], [PORT])
    settle(project, ([(HUDA, DELEGATION)], [DELEGATION]), ([(HUDA, YESTERDAY)], [YESTERDAY]))
    before = everything(project)
    assert one(update(project)).gold is not None
    assert everything(project) != before
    report = project.imports.undo_updates(["1.txt"]) if way == "command" else update(project, BEFORE)
    assert one(report).back
    assert everything(project) == before
    assert one(project.imports.undo_updates(["1.txt"])).back  # and forward again
    assert marks(project) == {MOVED, ALTERED}


def test_undoing_it_keeps_what_was_done_since(project: Project) -> None:
    layers(project, [DELEGATION, PORT, YESTERDAY], [])
    update(project)
    change(project, MOVED, to=None)
    record(project, adding(4, 9, "weapon"))  # characters that only the corrected text has
    record(project, adding(0, 3, "actor"))
    project.imports.undo_updates(["1.txt"])
    assert marks(project) == {(0, 3, "actor"), PORT, YESTERDAY}


def record(project: Project, operation: Any) -> None:
    edition = project.articles.get("1.txt").edition
    project.layers.record(msgspec.structs.replace(operation, edition=edition))


def test_an_article_that_was_never_corrected_can_not_go_back(project: Project) -> None:
    with pytest.raises(ChangeError, match=r"1\.txt was not corrected"):
        project.imports.undo_updates(["1.txt"])


def test_undo_stops_at_the_correction(project: Project) -> None:
    """What was done before had other offsets."""
    record(project, adding(*DELEGATION))
    record(project, adding(*YESTERDAY))
    change(project, YESTERDAY, to=None)
    update(project)
    article = project.articles.get("1.txt")
    session = Session(
        "1.txt",
        HUDA,
        len(article.text),
        project.layers.get("1.txt", HUDA),
        project.layers.operations("1.txt", HUDA),
        article.edition,
    )
    assert session.undo() == ()
    operation = session.add(0, 3, "claim")
    project.layers.record(*operation)
    undone = session.undo()
    assert undone
    project.layers.record(*undone)
    assert marks(project) == {MOVED}


def test_a_change_of_the_former_text_is_refused(project: Project) -> None:
    update(project)
    with pytest.raises(StaleSpanError, match=r"The text of 1\.txt was corrected since it was read"):
        project.layers.record(adding(0, 3))


def test_a_decision_moves_with_all_its_spans_or_falls_away_and_the_article_opens(project: Project) -> None:
    layers(project, [DELEGATION, YESTERDAY], [PORT])
    settle(project, ([(HUDA, DELEGATION)], [DELEGATION]), ([(HUDA, YESTERDAY)], [(0, 3, "claim")]))
    gold = one(update(project)).gold
    assert gold is not None
    assert (gold.stay, gold.move, gold.fallen, gold.opened) == (0, 1, 1, True)
    there = project.gold.get("1.txt")
    assert there.settled is None
    (decision,) = there.decisions
    assert [source.mark for source in decision.sources] == [MOVED]
    assert [found.mark for found in decision.spans] == [MOVED]
    assert not list(project.records.select("gold"))


def test_spans_of_the_file_are_compared_with_those_that_moved(project: Project) -> None:
    layers(project, [DELEGATION, YESTERDAY], [])
    change(project, YESTERDAY, to=None)
    report = update(project, AFTER + " أمس", span(*MOVED), span(len(AFTER) + 1, len(AFTER) + 4, "claim"))
    assert (report.there, report.spans, report.changed_since, report.stopped) == (1, 0, 1, False)
    assert update(project, AFTER + " أمس", span(0, 3, "claim")).spans == 1
    before = everything(project)
    again = update(project, AFTER + " أمس", span(*MOVED), span(len(AFTER) + 1, len(AFTER) + 4, "claim"))
    assert (again.corrected, again.skipped, again.there, again.spans) == ((), 1, 1, 0)
    assert everything(project) == before
    assert update(project, AFTER, span(*MOVED[:2], "weapon")).all_conflicts == 1
    assert everything(project) == before


def test_what_was_removed_before_the_correction_is_not_added_again(project: Project) -> None:
    layers(project, [DELEGATION], [])
    change(project, DELEGATION, to=None)
    assert update(project, AFTER, span(*MOVED)).changed_since == 1
    assert marks(project) == set()


def test_a_former_text_is_skipped_and_its_spans_are_counted(project: Project) -> None:
    update(project)
    for record_of_old in (
        incoming(BEFORE, id="1.txt", spans=(span(*DELEGATION),)),
        incoming(BEFORE, "x.txt", spans=(span(*DELEGATION),)),
        incoming(BEFORE, "x.txt"),
    ):
        report = take(project, record_of_old)
        assert (report.former, report.added, report.stopped) == (1, 0, False)
        assert report.unread == len(record_of_old.spans)
    assert len(listed(project, HUDA)) == 2


def test_a_file_by_its_name(project: Project) -> None:
    """A text file has no other id."""
    report = take(project, incoming(AFTER, "1.txt.txt"), update=True)
    assert one(report).article == "1.txt"
    assert take(project, incoming("نص جديد", "2.txt.txt"), update=True).corrected[0].article == "2.txt"
    assert take(project, incoming("نص آخر", "3.txt"), update=True).added == 1


@pytest.mark.parametrize(
    "texts", [(BEFORE, AFTER), (AFTER, BEFORE), (AFTER, AFTER + "!")], ids=["old first", "new first", "two"]
)
def test_two_texts_for_one_id_are_refused(project: Project, texts: tuple[str, str]) -> None:
    report = take(project, *(incoming(text, id="1.txt") for text in texts), update=True)
    assert report.stopped
    assert "with different texts" in report.refused[0].reason
    assert project.articles.get("1.txt").text == BEFORE


def test_both_texts_of_an_article_are_left_out_in_any_order(project: Project) -> None:
    """Where the project has one of the two, it neither goes back nor forward."""
    update(project)
    other = incoming(OTHER + "!", "more.jsonl", line=1, id="2.txt")
    for texts in ((BEFORE, AFTER), (AFTER, BEFORE), (AFTER, AFTER, BEFORE, AFTER)):
        records = [incoming(text, "x.jsonl", line=at, id="1.txt") for at, text in enumerate(texts, 1)]
        report = take(project, *records, other, update=True, skip_bad=True)
        assert [article.article for article in report.corrected] in (["2.txt"], [])
        assert [(str(one.path), one.line) for one in report.refused] == [
            ("x.jsonl", at) for at in range(1, len(texts) + 1)
        ]
        assert {one.reason for one in report.refused} == {
            "the article 1.txt is in these files with different texts; leave one of them out."
        }
        assert project.articles.get("1.txt").text == AFTER
    assert project.articles.get("2.txt").text == OTHER + "!"


def test_a_record_under_another_id_is_told_whose_text_it_has(project: Project) -> None:
    """Its own id is not the one that is there twice."""
    report = take(project, incoming(BEFORE, id="c"), incoming(AFTER, id="1.txt"), update=True, skip_bad=True)
    assert [one.reason.partition(";")[0] for one in report.refused] == [
        "its text is that of 1.txt, which is in these files with another text, too",
        "the article 1.txt is in these files with different texts",
    ]
    update(project)
    report = take(project, incoming(AFTER + "!", id="1.txt"), incoming(BEFORE, id="c"), update=True)
    assert (report.refusals, len(report.corrected), report.former) == (0, 1, 1)


@pytest.mark.parametrize("spans", [(), (span(0, 3),)], ids=["texts", "with spans"])
def test_a_file_with_the_name_of_an_article_and_another_text_is_told(project: Project, spans: Any) -> None:
    """It may be a corrected text, so the option is named."""
    told = "1 file is a new article beside the one that has its name and another text (1.txt: 1.txt-2); "
    told += "corrected texts are taken as such with --update"
    report = take(project, incoming(AFTER, "1.txt.txt", spans=spans))
    assert (report.added, report.notes) == (1, (told,))
    assert take(project, incoming(AFTER, "1.txt.txt", spans=spans)).notes == ()
    # two files of one name in two folders, both new, are no corrections; nor are rows of a table
    pair = [incoming(f"نص {number}", f"{number}/new.txt", spans=spans) for number in range(2)]
    assert take(project, *pair, incoming("نص ثالث", "2.txt.csv", line=2, spans=spans)).notes == ()
    many = [incoming(f"نص آخر {number}", f"{number}/1.txt.txt", spans=spans) for number in range(5)]
    (note,) = take(project, *many).notes
    assert note.startswith("5 files are new articles beside those that have their names and other texts (")
    assert "1.txt: 1.txt-3, 1.txt: 1.txt-4, 1.txt: 1.txt-5, …" in note


def test_the_text_of_another_article_is_refused(project: Project) -> None:
    report = update(project, OTHER)
    assert report.stopped
    assert "is that of 2.txt" in report.refused[0].reason


def test_texts_alone(project: Project) -> None:
    layers(project, [DELEGATION], [])
    report = update(project, AFTER, span(0, 3, "nothing"), spans=False)
    assert (len(report.corrected), report.unread, report.stopped) == (1, 1, False)
    assert marks(project) == {MOVED}


def test_people_who_are_renamed_or_joined_have_their_spans_after_undo(project: Project) -> None:
    layers(project, [DELEGATION, YESTERDAY], [PORT])
    update(project)
    project.people.rename(HUDA, "Huda")
    project.people.join("Huda", SAMI)
    project.imports.undo_updates(["1.txt"])
    assert marks(project, SAMI) == {DELEGATION, PORT, YESTERDAY}


def test_the_table_refuses_a_text_whose_former_one_is_not_kept(project: Project) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never altered"):
        project._connection.execute("UPDATE article_text SET text = 'x' WHERE article = 1")


# --- when something goes wrong --------------------------------------------------------------------

KILLED = """
import os, sys
from annotator.store.importing import correcting
replace, count = correcting.replace_text, 0
def killed(*given):
    global count
    replace(*given)
    count += 1
    if count == 2:
        os._exit(9)
correcting.replace_text = killed
from annotator.cli.group import program
program(["import", sys.argv[1], "--update", "--project", sys.argv[2]])
"""


def test_a_program_that_is_killed_meanwhile_leaves_all_as_it_was(project: Project, tmp_path: Path) -> None:
    layers(project, [DELEGATION, PORT, YESTERDAY], [])
    before = everything(project)
    lines = [{"id": "1.txt", "text": AFTER}, {"id": "2.txt", "text": OTHER + "!"}]
    file = tmp_path / "new.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", KILLED, str(file), str(project.path)], check=False)
    assert done.returncode == 9
    assert everything(project) == before
    assert project.articles.get("2.txt").text == OTHER
    assert len(project.imports.add_files([file], how=ImportOptions(update=True)).corrected) == 2


def test_a_title_that_is_the_first_line_follows_the_text(project: Project) -> None:
    assert project.articles.get("1.txt").title == BEFORE
    update(project)
    assert project.articles.get("1.txt").title == AFTER
    project.imports.undo_updates(["1.txt"])
    assert project.articles.get("1.txt").title == BEFORE


def test_a_title_of_its_own_stays(project: Project) -> None:
    take(project, incoming("نص أول", id="5", title="عنوان"))
    take(project, incoming("نص ثان", id="5"), update=True)
    assert project.articles.get("5").title == "عنوان"
