"""The card of a project on the command line, and that it goes where the project goes."""

from __future__ import annotations

import json
import re
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from annotator import cards
from annotator.model import Card, CardAuthor
from annotator.project import Project
from tests.cli.conftest import only_line

if TYPE_CHECKING:
    from tests.cli.conftest import Run

CARD = """
title = "أخبار الساحل"
licence = "CC-BY-4.0"

[[authors]]
name = "خوري, مريم"
"""
READ = Card(title="أخبار الساحل", licence="CC-BY-4.0", authors=(CardAuthor(name="خوري, مريم"),))


@pytest.fixture
def file(here: Path) -> str:
    (here / "card.toml").write_text(CARD, encoding="utf-8")
    return "card.toml"


def stored(name: str = "annotator.db") -> Card:
    with Project.open(Path(name)) as project:
        return project.cards.get()


def test_without_a_card_a_form_is_printed_with_or_without_a_project(here: Path, run: Run) -> None:
    form = run("card").stdout
    assert form == cards.dump(Card())
    assert not (here / "annotator.db").exists()
    run("init")
    assert run("card").stdout == form
    assert "There is no project at other.db" in only_line(
        run("card", "--project", "other.db", status=1).stderr
    )


@pytest.mark.usefixtures("project")
def test_a_card_is_put_in_printed_changed_and_taken_away(here: Path, run: Run, file: str) -> None:
    first, missing = run("card", file).stdout.splitlines()
    assert first == "The card of annotator.db is now that of card.toml."
    assert missing.startswith("Not stated: summary, date, ")
    printed = run("card").stdout
    assert tomllib.loads(printed)["title"] == "أخبار الساحل"
    (here / "again.toml").write_text(printed, encoding="utf-8")
    assert run("card", "again.toml").stdout.startswith("The card of annotator.db says this already.\n")
    (here / "other.toml").write_text('title = "أخرى"', encoding="utf-8")
    assert "The former one is gone." in run("card", "other.toml").stdout
    assert stored() == Card(title="أخرى")
    (here / "none.toml").write_text(cards.dump(Card()), encoding="utf-8")
    assert "is taken away: none.toml states nothing." in only_line(run("card", "none.toml").stdout)
    assert stored() == Card()
    assert "states nothing, and annotator.db has no card." in only_line(run("card", "none.toml").stdout)


@pytest.mark.usefixtures("project")
def test_a_bad_card_is_told_and_the_former_one_stays(here: Path, run: Run, file: str) -> None:
    run("card", file)
    before = (here / "annotator.db").read_bytes()
    (here / "bad.toml").write_text('title = "أخرى"\nlicense = "CC-BY"\n', encoding="utf-8")
    told = only_line(run("card", "bad.toml", status=1).stderr)
    assert told.startswith(
        "bad.toml, line 2: licence is 'CC-BY', which is no identifier of SPDX; write CC-BY-4.0"
    )
    assert (here / "annotator.db").read_bytes() == before
    assert stored() == READ


@pytest.mark.usefixtures("project")
def test_backup_recover_and_restore_keep_it(run: Run, file: str) -> None:
    run("card", file)
    run("backup", "copy.db")
    run("recover", "annotator.db", "recovered.db")
    assert stored("copy.db") == stored("recovered.db") == READ
    assert not run("check").stderr


@pytest.mark.usefixtures("project")
def test_a_merge_takes_it_where_there_is_none_and_keeps_ours_otherwise(
    here: Path, run: Run, file: str
) -> None:
    run("backup", "copy.db")
    run("card", file, "--project", "copy.db")
    assert "its card came in, as there was none here" in run("merge", "copy.db", "--dry-run").stdout
    assert stored() == Card()
    assert "its card came in" in run("merge", "copy.db").stdout
    assert stored() == READ
    assert "card" not in run("merge", "copy.db").stdout
    (here / "mine.toml").write_text('title = "أخرى"', encoding="utf-8")
    run("card", "mine.toml")
    told = run("merge", "copy.db").stdout
    assert (
        "it has another card, and the one here stays; to see theirs: annotator card --project copy.db" in told
    )
    assert stored() == Card(title="أخرى")


@pytest.mark.usefixtures("project")
def test_a_whole_export_has_it_once_and_an_import_takes_it_where_there_is_none(
    here: Path, run: Run, file: str
) -> None:
    run("card", file)
    run("export", "--layer", "all", "-o", "all.jsonl")
    records = [json.loads(line) for line in (here / "all.jsonl").read_bytes().splitlines()]
    assert ["card" in record for record in records] == [True, False]
    assert cards.card_of(records[0]["card"]) == READ
    jsonschema.validate(records[0], json.loads(run("schema", "--record").stdout))
    assert "card" not in run("export", "--layer", "huda").stdout
    run("init", "--project", "new.db")
    assert "The card of the project came in, too." in run("import", "all.jsonl", "--project", "new.db").stdout
    assert stored("new.db") == READ
    assert "card" not in run("import", "all.jsonl", "--project", "new.db").stdout
    (here / "mine.toml").write_text('title = "أخرى"', encoding="utf-8")
    run("card", "mine.toml", "--project", "new.db")
    again = run("import", "all.jsonl", "--project", "new.db").stdout
    assert "not read: 1 card of projects, as there is another one here" in again
    assert stored("new.db") == Card(title="أخرى")
    run("init", "--project", "third.db")
    assert (
        "not read: 1 card of projects"
        in run("import", "all.jsonl", "--as", "salim", "--project", "third.db").stdout
    )
    assert stored("third.db") == Card()


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("kind", ["conll", "csv", "label-studio", "prodigy", "doccano", "brat", "webanno"])
def test_a_whole_export_that_can_not_hold_it_tells_so(kind: str, run: Run, file: str) -> None:
    lost = "\n  the card of the project (data sets have one)\n"
    assert lost not in run("export", "--layer", "all", "--format", kind, "-o", "before").stderr
    run("card", file)
    assert lost in run("export", "--layer", "all", "--format", kind, "-o", "after").stderr
    assert lost not in run("export", "--layer", "huda", "--format", kind, "-o", "layer").stderr


@pytest.mark.usefixtures("project")
def test_a_card_in_an_export_that_somebody_changed_is_refused(here: Path, run: Run, file: str) -> None:
    run("card", file)
    run("export", "--layer", "all", "-o", "all.jsonl")
    text = (here / "all.jsonl").read_text(encoding="utf-8")
    (here / "bad.jsonl").write_text(
        text.replace('"licence":"CC-BY-4.0"', '"licence":"mine"'), encoding="utf-8"
    )
    run("init", "--project", "new.db")
    result = run("import", "bad.jsonl", "--project", "new.db", status=1)
    assert "bad.jsonl, line 1: card: licence is 'mine', which is no identifier of SPDX" in result.stderr
    assert stored("new.db") == Card()


@pytest.mark.usefixtures("project")
def test_a_card_that_was_damaged_is_told_and_not_used(here: Path, run: Run, file: str) -> None:
    run("card", file)
    with closing(sqlite3.connect(here / "annotator.db")) as database, database:
        database.execute("UPDATE card SET card = replace(card, 'CC-BY-4.0', 'CC-BY-3.0')")
    told = only_line(run("card", status=1).stderr)
    assert "is damaged (table card, row 1: its values are not those that were written last)" in told
    assert "card" in run("check", status=1).stdout
    said = run("recover", "annotator.db", "recovered.db", status=1)
    assert "The card can't be read; bring it in again with annotator card FILE." in said.stdout + said.stderr
    assert stored("recovered.db") == Card()


@pytest.mark.usefixtures("project")
def test_a_card_that_is_gone_is_told_and_no_empty_one_is_put_in_its_place(
    here: Path, run: Run, file: str
) -> None:
    run("card", file)
    with closing(sqlite3.connect(here / "annotator.db")) as database, database:
        ((made,),) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'card_is_never_deleted'")
        database.execute("DROP TRIGGER card_is_never_deleted")
        database.execute("DELETE FROM card")
        database.execute(made)
    gone = "its card is gone)"
    for args in (
        ("card",),
        ("card", file),
        ("export", "--layer", "all"),
        ("export", "--split", "50/50", "-o", "set"),
    ):
        assert gone in run(*args, status=1).stderr
    assert "its card is gone" in run("check", status=1).stdout
    said = run("recover", "annotator.db", "recovered.db", status=1)
    assert "The card can't be read; bring it in again with annotator card FILE." in said.stdout + said.stderr
    assert stored("recovered.db") == Card()


@pytest.mark.usefixtures("project")
def test_a_damaged_card_is_not_written_over(here: Path, run: Run, file: str) -> None:
    run("card", file)
    with closing(sqlite3.connect(here / "annotator.db")) as database, database:
        database.execute("UPDATE card SET card = replace(card, 'CC-BY-4.0', 'CC-BY-3.0')")
    before = (here / "annotator.db").read_bytes()
    assert "is damaged" in only_line(run("card", file, status=1).stderr)
    assert (here / "annotator.db").read_bytes() == before


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("card", [{"titel": "x"}, {"licence": "ours"}, {"authors": 3}, {"title": 3}, 3])
def test_what_is_wrong_with_a_card_of_a_record_is_told_in_a_sentence(
    card: object, here: Path, run: Run
) -> None:
    run("export", "--layer", "all", "-o", "all.jsonl")
    first, *_ = map(json.loads, (here / "all.jsonl").read_bytes().splitlines())
    (here / "bad.jsonl").write_text(json.dumps({**first, "card": card}), encoding="utf-8")
    run("init", "--project", "new.db")
    told = run("import", "bad.jsonl", "--project", "new.db", status=1).stderr.splitlines()[0]
    assert told.startswith("bad.jsonl, line 1: card")
    assert re.search(r"[^.]\.$", told)
