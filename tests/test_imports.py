"""What each command imports: what it needs, and nothing heavy beside that."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from shutil import copy
from typing import TYPE_CHECKING

import pytest

from annotator import adjudication, files, model
from annotator.cli.commands import COMMANDS
from annotator.formats import FORMATS
from annotator.project import Project
from tests.store.helpers import HUDA, TEXT, adding, make

if TYPE_CHECKING:
    from pathlib import Path

INSTALLED = ("pandas", "numpy", "pyarrow")
"""Libraries that sqlite-utils or a format imports only because they are installed; here stand-ins for them are."""

FORMAT_MODULES = tuple(dict.fromkeys(kind.module for kind in FORMATS))

HEAVY = (
    *INSTALLED,
    *("textual", "rich", "regex", "bidi", "arabic_reshaper", "sqlite_utils", "platformdirs"),
    *("xml", "urllib.request", "http.client", "tempfile", "difflib", "tomllib"),
    *("annotator.tui", "annotator.agreement", "annotator.evaluation", "annotator.adjudication.adjudication", "annotator.datasets.build"),
    *("annotator.store.merging.merging", "annotator.store.importing.importing", "annotator.store.recover.recovering"),
    *("annotator.store.backup.backup", "annotator.store.opening.creating", "annotator.store.opening.upgrading"),
    *("annotator.store.replaced.rebuilding", "annotator.store.rescue.applying"),
    *FORMAT_MODULES,
)  # fmt: skip

MIGRATING = {"sqlite_utils", "pandas", "numpy"}
"""Where the tables of a project are made; sqlite-utils imports the other two if they are installed."""

MAKING = {"annotator.store.opening.creating", "tempfile"}
"""Where the file of a project is made."""

WRITING = {"annotator.store.replaced.rebuilding"}
"""Where a project is written to: what is needed if its files are replaced meanwhile."""

READERS = {kind.module for kind in FORMATS if kind.reads}
DRAWING = {"regex", "bidi", "arabic_reshaper", "rich"}

ALLOWED: dict[str, tuple[str, set[str]]] = {
    "help": ("--help", set()),
    "version": ("--version", set()),
    "help of a command": ("merge --help", set()),
    "help of a command that reads": ("init --help", {*FORMAT_MODULES, "regex"}),
    "status": ("status", {"rich"}),
    "schema": ("schema", set()),
    "card": ("card", set()),
    "card of a file": ("card card.toml", {"tomllib", *WRITING}),
    "people": ("people", {"rich"}),
    "people rename": (f"people rename {HUDA} Huda", WRITING),
    "check": ("check", set()),
    "show": ("show 1", DRAWING),
    "formats": ("formats", {*FORMAT_MODULES, "regex"}),
    "assign": (f"assign --per-article 1 {HUDA}", {"regex", "rich", *WRITING}),
    "unassign": (f"unassign {HUDA} --dry-run", WRITING),
    "agreement": ("agreement", {"annotator.agreement", "regex", "rich"}),
    "evaluate": (f"evaluate --predictions {HUDA}", {"annotator.agreement", "annotator.evaluation", "regex"}),
    "lint": (f"lint --layer {HUDA}", {"annotator.evaluation", "regex", "tempfile"}),
    "annotate without a terminal": ("annotate", set()),
    "adjudicate without a terminal": ("adjudicate", {"regex"}),
    "merge": ("merge copy.db", {"annotator.store.merging.merging", *WRITING}),
    "backup": ("backup new.db", {"annotator.store.backup.backup", *MAKING}),
    "restore": ("restore copy.db --project new.db", {"annotator.store.backup.backup", *MAKING}),
    "export": ("export --layer all", {"annotator.formats.jsonl"}),
    "export to a file": ("export --layer all -o out", {"annotator.formats.jsonl", "difflib"}),
    "export csv": ("export --layer all --format csv", {"annotator.formats.csv"}),
    "export conll": ("export --layer all --format conll", {"annotator.formats.conll", "regex"}),
    "import": ("import new.txt", {"annotator.store.importing.importing", *READERS, *WRITING}),
    "import txt": (
        "import --format txt new.txt",
        {"annotator.store.importing.importing", "annotator.formats.txt", *WRITING},
    ),
    "init": ("init --project new.db", {"tomllib", *MIGRATING, *MAKING}),
    "init from a corpus": ("init --project new.db --labels-from new.txt", READERS),
    "recover": (
        "recover annotator.db new.db",
        {"annotator.store.recover.recovering", *MIGRATING, *MAKING},
    ),
    "demo": (
        "demo --no-open",
        {
            "tomllib",
            "regex",
            "annotator.adjudication.adjudication",
            "annotator.store.importing.importing",
            *READERS,
            *MIGRATING,
            *MAKING,
            *WRITING,
        },
    ),
    "doctor": ("doctor", {"annotator.tui", "platformdirs", "tempfile", "tomllib", *DRAWING}),
}
"""Command lines in a project with one article, and what of `HEAVY` they may import."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project, a text, a card, and stand-ins for the libraries of `INSTALLED`."""
    with make(tmp_path / "annotator.db", TEXT) as project:
        project.layers.record(adding(5, 12))
    copy(tmp_path / "annotator.db", tmp_path / "copy.db")
    (tmp_path / "new.txt").write_text("وصلت القافلة.\n")
    (tmp_path / "card.toml").write_text('title = "أخبار الساحل"\n', encoding="utf-8")
    (tmp_path / "installed").mkdir()
    for name in INSTALLED:
        (tmp_path / "installed" / f"{name}.py").write_text(
            "open(__file__ + '.used', 'w').close()\nraise ImportError\n"
        )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "installed"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def imported(folder: Path, arguments: list[str]) -> set[str]:
    """Return all modules that a command line imports, in a process of its own."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=open('modules', 'w')))\n"
        "from annotator.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert "fault in annotator" not in done.stderr
    used = {path.name.removesuffix(".py.used") for path in (folder / "installed").glob("*.used")}
    return set((folder / "modules").read_text().split()) | used


@pytest.mark.parametrize("what", ALLOWED)
def test_a_command_imports_nothing_heavy_that_it_does_not_need(here: Path, what: str) -> None:
    arguments, allowed = ALLOWED[what]
    found = imported(here, arguments.split()) & set(HEAVY)
    assert found <= allowed, "import it within the function that needs it"


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind.reads], ids=lambda kind: kind.name)
def test_a_format_that_is_named_is_the_only_one_imported(here: Path, kind: object) -> None:
    name, module = getattr(kind, "name", ""), getattr(kind, "module", "")
    code = f"from annotator.formats import reader; reader({name!r}); import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & set(FORMAT_MODULES) == {module}


def test_no_command_imports_anything_heavy_before_it_runs() -> None:
    lines = ["import sys", f"heavy = set({HEAVY!r})"]
    for entry in COMMANDS:
        lines += [f"import {entry.module}", f"print({entry.module!r}, *heavy & sys.modules.keys())"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ},
    )
    for module, *heavy in map(str.split, done.stdout.splitlines()):
        assert not heavy, f"{module} imports {', '.join(heavy)}"


@pytest.mark.parametrize("package", [model, files, adjudication], ids=lambda package: package.__name__)
def test_a_package_has_its_names_whatever_was_imported_before(package: object) -> None:
    names = getattr(package, "__all__", ())
    modules = {path.stem for path in _folder(package).glob("*.py")}
    assert names
    assert not modules & set(names), "a module with this name would hide the name of the package"
    for name in names:
        assert getattr(package, name) is not None


def _folder(package: object) -> Path:
    from pathlib import Path

    return Path(str(import_module(getattr(package, "__name__", "")).__file__)).parent


def test_the_subjects_of_a_project_are_made_when_they_are_used(here: Path) -> None:
    with Project.open(here / "annotator.db") as project:
        assert "work" not in vars(project)
        assert project.work is project.work
        assert "work" in vars(project)


def test_a_module_that_is_there_by_chance_is_left_out_and_found_again(here: Path) -> None:
    code = "import annotator.model, sys; print('typing_extensions' in sys.modules); import typing_extensions"
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_what_a_failure_needs_is_imported_before_anything_is_written(here: Path) -> None:
    """A module can't be read any more where too many files are open, or the disk with the program is gone."""
    code = f"""
import sys
from pathlib import Path
from annotator.model import Edit, Move, Operation, Recorded, Span, Numbered, now
from annotator.project import Project
path = Path("annotator.db")
with Project.open(path) as project:
    rescue = project.rescues.new_file({HUDA!r}, "a" * 32)
    span = Span.new(0, 4, "actor", {HUDA!r})
    done = Operation(article="1.txt", annotator={HUDA!r}, when=now(), move=Move.DO, edit=Edit(before=None, after=span))
    project.layers.record(done)
    before = set(sys.modules)
    rescue.keep((Numbered(number=1, change=Recorded(operations=(done,))),))
    assert rescue.path is not None
    path.rename("away.db")
    project.ensure_in_place()
    print(*(name for name in set(sys.modules) - before if not name.startswith("encodings.")))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("\n", 0), done.stderr
