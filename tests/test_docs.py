"""The documentation holds: its commands run and print what is shown, its links lead somewhere, its keys are ours."""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator import keys, labels
from annotator.cli.commands import COMMANDS
from annotator.formats import FORMATS
from annotator.model import Label, LabelSchema, Status
from annotator.tui.annotating import keys as annotating
from annotator.tui.key_names import all_shown, shown
from tests.docs import formattables, keytables, named, rooms
from tests.docs.pages import DOCS, PAGES, ROOT, Block, Command, anchors, blocks, commands, links, name
from tests.docs.shell import Shell, matches

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.listing import Listed

NOT_RUN = {
    "chgrp news . annotator.db": "needs a group of that name; test_team_rights.py runs it with another",
    "make demo": "sets up an environment from a package index, then opens screens",
    "make test": "would run this test again",
    "make check": "is run beside the tests",
    "make faults": "takes an hour",
    "make terminals": "takes a quarter of an hour and installs terminals",
    ".venv/bin/python -m pytest -n 2 tests/text": "is run beside the tests, in an environment in the checkout",
    "make training": "takes minutes; tests/benchmarks/test_training.py runs it with little of all",
    "make bench": "takes minutes and prints other figures on each machine",
    "annotator import PATH...": "stands for any path; importing is run with real ones on the same page",
    "python -m pip install .": "needs a package index; the wheel is tested in test_wheel.py",
    "pipx install .": "needs a package index and pipx",
}
"""Commands in the documentation that are not run here, and why."""

TRAINING = DOCS / "training.md"
"""Its commands take long, so that it is run once, with all libraries that are there."""

IN_DEMO = ("docs/adjudicating.md", "docs/arabic.md", "docs/terminals.md")
"""Pages whose commands are said of any project; they run in the demo's, with its first article for ARTICLE."""

LIBRARIES = {"datasets", "mlcroissant", "pycrfsuite", "seqeval", "sklearn", "tokenizers"}
"""What examples import that neither the program nor its tests need."""

EXTRAS = {
    "--format hf": "pyarrow",
    "--format spacy": "spacy",
    "-m spacy": "spacy",
    "predictions.conll": "pycrfsuite",
    "pipeline": "spacy",
    "--format cas-json": "cassis",
    "--format cas-xmi": "cassis",
}
"""What commands need that only an extra brings; without it they are not run here."""

HOSTS = {"keepachangelog.com", "semver.org", "example.org", "www.omg.org", "orcid.org", "spdx.org"}
"""What pages may point to outside; everything else they need comes with them."""

each_page = pytest.mark.parametrize("page", PAGES, ids=name)


# --- what is run ----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [page for page in PAGES if page != TRAINING], ids=name)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    run_page(page, tmp_path, without=LIBRARIES)


@pytest.mark.parametrize(
    ("page", "library"),
    [("exporting.md", "datasets"), ("data-sets.md", "datasets"), ("card.md", "mlcroissant")],
)
def test_what_is_shown_with_other_libraries_happens(page: str, library: str, tmp_path: Path) -> None:
    if find_spec(library) is None:
        pytest.skip(f"the library {library} is not installed")
    run_page(DOCS / page, tmp_path, without=set())


def test_what_is_shown_of_training_happens(tmp_path: Path) -> None:
    """What no library is there for is left out, and told."""
    lacking = {library for library in {*LIBRARIES, *EXTRAS.values()} if find_spec(library) is None}
    run_page(TRAINING, tmp_path, without=lacking)
    if lacking:
        pytest.skip(f"all but what needs {', '.join(sorted(lacking))}, which is not installed, was run")


def run_page(page: Path, tmp_path: Path, without: set[str]) -> None:
    """Do all that a page shows, but for the examples that import one of the libraries in `without`."""
    folder = tmp_path / "folder"
    folder.mkdir()
    shell = Shell(folder)
    if name(page) in IN_DEMO:
        run(shell, Command("annotator demo --no-open && cd demo", None, 0), page)
    for block in blocks(page):
        if block.file is not None:
            write(shell, block)
        elif block.kind == "python":
            if not imported(block) & without:
                run_python(shell, block, page)
        else:
            for command in commands(block):
                run(shell, command, page)


def write(shell: Shell, block: Block) -> None:
    """Make the file that a block shows."""
    assert block.file is not None
    file = shell.folder / block.file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(block.text, encoding="utf-8", newline="")


def run(shell: Shell, command: Command, page: Path) -> None:
    """Run a command, which has to succeed and to print what is shown."""
    if command.text in NOT_RUN or any(find_spec(library) is None for library in needed(command)):
        return
    place = f"{name(page)}, line {command.line}: {command.text}"
    text = re.sub(r"\bARTICLE\b", "1", command.text) if name(page) in IN_DEMO else command.text
    status, printed = shell.run(text)
    assert status == 0, f"{place}\nended with status {status}:\n{printed}"
    if command.output is not None:
        assert matches(command.output, printed), (
            f"{place}\nprinted, to be written below it if it is meant:\n{printed}"
        )


def needed(command: Command) -> list[str]:
    """Return the libraries of extras that a command needs."""
    return [library for option, library in EXTRAS.items() if option in command.text]


def imported(block: Block) -> set[str]:
    """Return the modules that an example imports."""
    return set(re.findall(r"^(?:import|from) (\w+)", block.text, re.MULTILINE))


def run_python(shell: Shell, block: Block, page: Path) -> None:
    """Run an example in Python."""
    (shell.folder / "example.py").write_text(block.text, encoding="utf-8")
    run(shell, Command("python example.py", None, block.line), page)


@each_page
def test_each_block_is_of_a_kind_that_is_checked(page: Path) -> None:
    kinds = {"console", "sh", "python", "indented"}
    for block in blocks(page):
        made = page == rooms.PAGE and block.kind == "text"  # of the code, by tests.docs.rooms
        checked = block.kind in kinds or block.file is not None or block.kind == "json" or made
        assert checked, f"{name(page)}, line {block.line}: {block.kind or 'no language'}"


def test_what_is_not_run_is_still_there() -> None:
    told = {command.text for page in PAGES for block in blocks(page) for command in commands(block)}
    optional = {"make bench"}  # its page is written beside the measurements
    assert NOT_RUN.keys() - optional <= told
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {text.split()[1] for text in NOT_RUN if text.startswith("make ")} <= set(targets)


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (Command("annotator no-such-command", None, 1), "ended with status 2"),
        (Command("annotator schema", "name = 'other'\n", 1), r'printed.*:\s+name = "conflict"'),
        (Command("annotator annotate", None, 1), "did not come up"),
        (Command("false | cat", None, 1), "ended with status 1"),
    ],
)
def test_a_command_that_fails_is_noticed(command: Command, problem: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(AssertionError, match=problem):
        run(Shell(tmp_path / "folder"), command, PAGES[0])


# --- what is said ---------------------------------------------------------------------------------


@each_page
def test_each_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name(page)} links to {link}"
        assert target.is_relative_to(ROOT), f"{name(page)} links to {link}, outside"
        if anchor:
            assert anchor in anchors(target), f"{name(page)} links to {link}, and there is no such heading"


def test_each_page_is_in_the_index() -> None:
    listed = {link for link in links(DOCS / "index.md") if not link.startswith("..")}
    assert listed == {page.name for page in DOCS.glob("*.md")} - {"index.md"}


def test_the_readme_leads_to_each_page() -> None:
    listed = set(links(ROOT / "README.md"))
    assert {f"docs/{page.name}" for page in DOCS.glob("*.md")} - {"docs/index.md"} <= listed


def test_each_picture_is_used_and_small() -> None:
    used = {(page.parent / link).resolve() for page in PAGES for link in links(page)}
    for picture in (DOCS / "images").iterdir():
        assert picture in used, f"{picture.name} is on no page"
        assert picture.stat().st_size < 200_000, f"{picture.name} is larger than 200 kB"


@pytest.mark.parametrize("path", keytables.TABLES, ids=name)
def test_the_tables_of_keys_are_those_of_the_program(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert page == keytables.renewed(path), "bring them up to date with: python -m tests.docs.keytables"


def test_the_tables_of_formats_are_those_of_the_program() -> None:
    page = formattables.PAGE.read_text(encoding="utf-8")
    assert page == formattables.renewed(page), "bring them up to date with: python -m tests.docs.formattables"


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind.reads], ids=lambda kind: kind.name)
def test_each_reader_has_a_part_with_what_it_reads_and_tells_and_its_command(kind: Listed) -> None:
    page = formattables.PAGE.read_text(encoding="utf-8")
    part = page.split(f"### {kind.name}\n")[1].split(formattables.OPTIONS[0].format(kind.name))[0]
    assert re.findall(r"^\*\*(\w+)\*\*", part, re.MULTILINE) == ["Reads", "Tells"]
    assert "<!-- file: " in part
    assert "$ annotator import " in part


def test_the_page_on_formats_says_who_reads_each() -> None:
    page = formattables.PAGE.read_text(encoding="utf-8")
    table = page.split("## Which reader proved which format")[1]
    told = {
        word.strip() for row in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for word in row.split(",")
    }
    lacking = {kind.name for kind in FORMATS if kind.writes} - told
    assert not lacking, f"{lacking} has no row in the table at the end of docs/formats.md"


@pytest.mark.parametrize("path", keytables.TABLES, ids=name)
def test_each_key_and_action_is_told(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    for _, table in keytables.TABLES[path]:
        for entry in table.entries:
            assert entry.help in page
            told = [all_shown(entry.keys)] if len(entry.keys) > 2 else [shown(key) for key in entry.keys]
            assert all(f"`{key}`" in page for key in told)


def test_each_status_is_told() -> None:
    page = (DOCS / "annotating.md").read_text(encoding="utf-8")
    assert all(f" {status.value} |" in page for status in Status)


def test_keys_in_the_readme_do_what_it_says() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## Ten keys")[1].split("##")[0]
    told = dict(re.findall(r"^\| `([^`]+)` \| ([^|]+) \|$", table, re.MULTILINE))
    words = {"s": "sentence", "Tab": "next span", "e": "edit", "x": "remove", "u": "undo", "Enter": "done"}
    known = {shown(key): entry.help for entry in annotating.ARTICLE.entries for key in entry.keys}
    for key, word in words.items():
        assert word in known[key]
        assert word.split()[-1] in told[key]


def test_the_page_on_labels_has_the_keys_and_colours_there_are() -> None:
    page = (DOCS / "labels.md").read_text(encoding="utf-8")
    assert f"    {' '.join(keys.free())}\n" in page
    assert all(f"`{color}`" in page for color in labels.COLORS)


def test_each_entry_of_a_label_schema_is_told() -> None:
    page = (DOCS / "labels.md").read_text(encoding="utf-8")
    kinds: dict[str, type[LabelSchema | Label]] = {"schema": LabelSchema, "label": Label}
    for what, kind in kinds.items():
        for entry in {field.name for field in msgspec.structs.fields(kind)} - {"labels"}:
            row = rf"^\| [^|]*`{entry}[`.][^|]*\| [^|]*{what}[^|]* \|"
            assert re.search(row, page, re.MULTILINE), (
                f"the table in docs/labels.md needs a row for {entry!r} of a {what}"
            )


def test_each_command_is_told() -> None:
    told = "".join(
        page.read_text(encoding="utf-8")
        for page in PAGES
        if page.name not in {"CHANGELOG.md", "CONTRIBUTING.md", "recipes.md"}
    )
    for entry in COMMANDS:
        assert re.search(rf"\bannotator {entry.name}\b", told), (
            f"no page in docs/ has: annotator {entry.name}"
        )


def test_the_example_of_a_label_schema_is_one(tmp_path: Path) -> None:
    (block,) = (block for block in blocks(DOCS / "labels.md") if block.file == "trade.toml")
    (tmp_path / "trade.toml").write_text(block.text, encoding="utf-8")
    schema = labels.load(tmp_path / "trade.toml")
    assert [label.key for label in schema.labels] == ["k", "d", "c"]


def test_what_the_recipes_name_is_there() -> None:
    page = (DOCS / "recipes.md").read_text(encoding="utf-8")
    assert named.paths(page)
    assert [path for path in named.paths(page) if not (ROOT / path).exists()] == []
    for word, path in named.names(page):
        assert re.search(rf"\b{word}\b", (ROOT / path).read_text(encoding="utf-8")), f"{path} has no {word}"


def test_commands_that_the_recipes_name_can_be_typed() -> None:
    page = (DOCS / "recipes.md").read_text(encoding="utf-8")
    assert {command: fault for command in named.commands(page) if (fault := named.fault(command))} == {}


def test_files_that_tests_name_in_messages_are_there() -> None:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for line, file in named.in_messages(path):
            assert (ROOT / file).exists(), f"{name(path)}, line {line} names {file}"


@each_page
def test_nothing_of_this_machine_is_told(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(work|root|home|tmp)/", text)
    assert set(re.findall(r"\bhttps?://([^/\s)>\"'`]+)", text)) <= HOSTS


# --- what was tried -------------------------------------------------------------------------------


def test_the_table_of_reliability_has_what_the_tests_try() -> None:
    told = (DOCS / "reliability.md").read_text(encoding="utf-8")
    table = told.partition("<!-- tried -->")[2].partition("<!-- end of tried -->")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    tried = {
        node.args[0].value
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.tried"
        if isinstance(node.args[0], ast.Constant)
    }
    assert {what.removeprefix("| ") for what, *_ in rows} == tried
    assert {lost for *_, lost in rows} == {"0 |"}, "what was lost has to be told of in words"
