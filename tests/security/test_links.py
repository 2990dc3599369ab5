"""Symbolic links in an imported folder: none brings in what is not in the folder, and each is told."""

from __future__ import annotations

import os
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.errors import InputError
from annotator.formats import find, links, read_found
from annotator.model import Incoming, Refusal
from annotator.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.cli.conftest import Run

SECRET = "سر لا يخرج من هنا"


@pytest.fixture
def outside(here: Path) -> Path:
    """A folder with a text and a folder in it, beside the imported one."""
    folder = here / "outside"
    (folder / "sub").mkdir(parents=True)
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    (folder / "sub" / "secret.txt").write_text(SECRET, encoding="utf-8")
    return folder


@pytest.fixture
def news(here: Path) -> Path:
    """The folder that is imported; it has one text of its own."""
    folder = here / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("وصل الوفد", encoding="utf-8")
    return folder


def texts(folder: Path) -> set[str]:
    """Return the texts of the project in a folder."""
    with Project.open(folder / "annotator.db") as opened:
        return {opened.articles.get(id_).text for id_ in opened.articles.select(None)}


def link(path: Path, target: Path | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize("relative", [True, False], ids=["relative", "absolute"])
@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("b.txt", "secret.txt"),
        ("sub/deep/b.txt", "secret.txt"),
        ("folder", ""),
        ("folder", "sub"),
        ("up", ".."),
    ],
)
def test_a_link_that_leads_out_of_an_imported_folder_is_not_followed(
    here: Path, run: Run, news: Path, outside: Path, name: str, target: str, *, relative: bool
) -> None:
    to = outside / target
    link(news / name, os.path.relpath(to, (news / name).parent) if relative else to)
    run("init")
    said = run("import", "news").stdout
    assert texts(here) == {"وصل الوفد"}
    assert "1 link in the folders not followed" in said
    assert f"news/{name} (to " in said


def test_links_to_links_and_links_in_a_circle_are_told(
    here: Path, run: Run, news: Path, outside: Path
) -> None:
    link(news / "one.txt", "two.txt")
    link(news / "two.txt", outside / "secret.txt")
    link(news / "round.txt", "again.txt")
    link(news / "again.txt", "round.txt")
    link(news / "self", ".")
    link(news / "nowhere.txt", "not/there.txt")
    link(news / "through.txt", "self/a.txt")
    run("init")
    said = run("import", "news").stdout
    assert texts(here) == {"وصل الوفد"}
    assert "6 links in the folders not followed" in said
    for name in ("self", "again.txt", "nowhere.txt", "one.txt", "round.txt"):
        assert f"news/{name} (to " in said
    assert " and 1 more;" in said


def test_a_link_to_a_file_of_the_folder_is_read_as_a_copy_of_it(run: Run, news: Path) -> None:
    link(news / "b.txt", "a.txt")
    link(news / "sub" / "c.txt", news / "a.txt")
    run("init")
    said = run("import", "news").stdout
    assert said.splitlines()[0] == "1 article added, 2 skipped (already there), 0 refused"
    assert "not followed" not in said


def test_a_link_to_a_folder_whose_files_come_in_is_told_as_what_it_is(
    here: Path, run: Run, news: Path
) -> None:
    link(news / "sub2", "sub")
    (news / "sub").mkdir(exist_ok=True)
    (news / "sub" / "b.txt").write_text("حلب", encoding="utf-8")
    run("init")
    said = run("import", "news").stdout
    assert texts(here) == {"وصل الوفد", "حلب"}
    assert "1 link in the folders not followed (only links to files" in said
    assert "news/sub2 (to sub)" in said
    assert "to no file" not in said


def test_a_link_to_a_hidden_file_is_not_followed(here: Path, run: Run, news: Path) -> None:
    (news / ".keys").mkdir()
    (news / ".keys" / "id.txt").write_text(SECRET, encoding="utf-8")
    link(news / "b.txt", ".keys/id.txt")
    run("init")
    assert "news/b.txt (to .keys/id.txt)" in run("import", "news").stdout
    assert texts(here) == {"وصل الوفد"}


def test_pipes_sockets_and_links_to_devices_are_passed_over(run: Run, news: Path) -> None:
    os.mkfifo(news / "b.txt")
    link(news / "c.txt", "/dev/zero")
    link(news / "d.txt", "b.txt")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(Path(os.path.relpath(news / "e.txt"))))
        run("init")
        said = run("import", "news").stdout
    assert said.splitlines()[0] == "1 article added, 0 skipped (already there), 0 refused"
    assert "2 pipes, sockets or devices in the folders passed over: news/b.txt, news/e.txt" in said
    assert "of other kinds" not in said
    assert "news/c.txt (to /dev/zero)" in said
    assert "news/d.txt (to b.txt)" in said


def test_a_link_that_is_named_is_followed(here: Path, run: Run, news: Path, outside: Path) -> None:
    link(news / "b.txt", outside / "secret.txt")
    link(here / "other", news)
    run("init")
    run("import", "news/b.txt")
    run("import", "other")
    assert texts(here) == {SECRET, "وصل الوفد"}


def test_a_folder_below_a_link_is_the_folder_itself(here: Path, run: Run, news: Path) -> None:
    link(news / "b.txt", news / "a.txt")
    link(here / "through", here)
    run("init")
    said = run("import", "through/news").stdout
    assert said.splitlines()[0] == "1 article added, 1 skipped (already there), 0 refused"


def test_many_links_are_counted_and_the_first_of_them_named(run: Run, news: Path, outside: Path) -> None:
    for number in range(30):
        link(news / f"link-{number:02}.txt", outside / "secret.txt")
    run("init")
    said = run("import", "news").stdout
    assert "30 links in the folders not followed" in said
    assert "link-04.txt" in said
    assert "link-05.txt" not in said
    assert "and 25 more" in said


def test_the_names_of_links_are_told_without_what_a_terminal_obeys(
    run: Run, news: Path, outside: Path
) -> None:
    link(news / "b\x1b[2J.txt", outside / "secret\x1b]0;x\x07.txt")
    run("init")
    said = run("import", "news").output
    assert "b\\x1b[2J.txt (to " in said
    assert not {"\x1b", "\x07"} & set(said)


def test_links_are_told_also_where_labels_are_taken(run: Run, news: Path, outside: Path) -> None:
    (news / "a.ann").write_text("T1\tactor 0 3\tوصل\n", encoding="utf-8")
    link(news / "b.txt", outside / "secret.txt")
    assert "1 link in the folders not followed" in run("init", "--labels-from", "news").stderr


# --- files that are read beside another one -------------------------------------------------------


def found_in(paths: Iterable[Path]) -> list[Incoming | Refusal]:
    return list(read_found(find(paths)))


@pytest.mark.parametrize("named", [False, True], ids=["folder", "file"])
@pytest.mark.parametrize(("own", "linked"), [("a.ann", "a.txt"), ("a.txt", "a.ann")])
def test_the_other_file_of_brat_is_not_read_through_a_link_out_of_the_folder(
    here: Path, outside: Path, own: str, linked: str, *, named: bool
) -> None:
    folder = here / "brat"
    folder.mkdir()
    content = {"a.txt": SECRET, "a.ann": "T1\tactor 0 2\tسر\n"}
    (folder / own).write_text(content[own], encoding="utf-8")
    (outside / linked).write_text(content[linked], encoding="utf-8")
    link(folder / linked, outside / linked)
    (refused,) = found_in([folder / own if named else folder])
    assert isinstance(refused, Refusal)
    assert f"{linked} beside it is a link to" in refused.reason
    assert "not followed" in refused.reason


def test_the_other_file_of_brat_is_read_through_a_link_that_stays_in_the_folder(here: Path) -> None:
    (here / "brat" / "texts").mkdir(parents=True)
    (here / "brat" / "texts" / "a.txt").write_text("وصل الوفد", encoding="utf-8")
    for name in ("huda", "salim"):
        link(here / "brat" / name / "a.txt", "../texts/a.txt")
        (here / "brat" / name / "a.ann").write_text("T1\tactor 4 9\tالوفد\n", encoding="utf-8")
    found = [one for one in found_in([here / "brat"]) if isinstance(one, Incoming)]
    assert [len(one.spans) for one in found] == [1, 1, 0]


def test_the_configuration_of_brat_is_not_read_through_a_link_out_of_the_folder(
    here: Path, outside: Path
) -> None:
    (outside / "visual.conf").write_text("[labels]\nlabel_1 | سر\n", encoding="utf-8")
    (here / "brat").mkdir()
    (here / "brat" / "a.txt").write_text("وصل الوفد", encoding="utf-8")
    link(here / "brat" / "visual.conf", outside / "visual.conf")
    (here / "brat" / "a.ann").write_text("T1\tlabel_1 4 9\tالوفد\n", encoding="utf-8")
    (refused,) = found_in([here / "brat"])
    assert isinstance(refused, Refusal)
    assert "visual.conf beside it is a link to" in refused.reason


@pytest.mark.skipif(find_spec("cassis") is None, reason="the extra cas is not installed")
def test_a_type_system_is_not_read_through_a_link_out_of_the_folder(
    here: Path, run: Run, project: Path, outside: Path
) -> None:
    assert project.exists()
    run("export", "--format", "cas-xmi", "--layer", "all", "-o", "cas")
    types = here / "cas" / "TypeSystem.xml"
    types.rename(outside / "TypeSystem.xml")
    link(types, outside / "TypeSystem.xml")
    found = found_in([here / "cas"])
    assert [type(one) for one in found] == [Refusal, Refusal]
    assert all(
        "TypeSystem.xml beside it is a link to" in one.reason for one in found if isinstance(one, Refusal)
    )


def test_a_file_that_becomes_a_link_after_it_was_found_is_not_read(news: Path, outside: Path) -> None:
    found = find([news])
    (news / "a.txt").unlink()
    link(news / "a.txt", outside / "secret.txt")
    (refused,) = read_found(found)
    assert isinstance(refused, Refusal)
    assert "has become a link" in refused.reason


def test_the_rule_compares_real_paths(here: Path, news: Path, outside: Path) -> None:
    link(here / "alias", news)
    link(news / "b.txt", here / "alias" / "a.txt")
    link(news / "c.txt", outside / "secret.txt")
    (here / "newsroom").mkdir()
    (here / "newsroom" / "d.txt").write_text(SECRET, encoding="utf-8")
    link(news / "d.txt", "../newsroom/d.txt")
    assert links.stays_in(news / "b.txt", here / "alias")
    assert not links.stays_in(news / "c.txt", news)
    assert not links.stays_in(news / "d.txt", news)
    with pytest.raises(InputError, match="is not followed"):
        links.file_beside(news / "d.txt", None)


# --- links that are written to -------------------------------------------------------------------


def test_no_file_that_the_program_names_is_written_through_a_link(
    here: Path, run: Run, project: Path
) -> None:
    """Files beside the output, backups, parts that are not finished and the files of SQLite."""
    assert project.exists()
    own = here / "bashrc"
    own.write_text("mine", encoding="utf-8")
    link(here / "out.labels.xml", own)
    export = ("export", "--layer", "all", "--format", "label-studio", "-o", "out.json")
    assert "out.labels.xml is written beside the output and is a link" in run(*export, status=2).stderr
    link(here / "copy.db", own)
    assert "is there already" in run("backup", "copy.db", status=1).stderr
    for ending in ("-wal", "-shm", "-journal"):
        link(here / f"annotator.db{ending}", own)
        run("status", status=1)
        run("assign", "salim", "--per-article", "1", status=1)
        (here / f"annotator.db{ending}").unlink()
    for number in range(3):
        link(here / f".out.jsonl.{os.getpid()}{f'-{number}' if number else ''}.part", own)
    run("export", "--layer", "all", "-o", "out.jsonl")
    assert own.read_text(encoding="utf-8") == "mine"
    run("status")


def test_a_link_that_is_named_for_an_export_is_written_through(here: Path, run: Run, project: Path) -> None:
    assert project.exists()
    (here / "real.jsonl").touch()
    link(here / "out.jsonl", here / "real.jsonl")
    run("export", "--layer", "all", "-o", "out.jsonl")
    assert (here / "out.jsonl").is_symlink()
    assert (here / "real.jsonl").stat().st_size
