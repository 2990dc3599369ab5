"""The wheel by itself: installed outside the checkout, in an environment with nothing but what it says it requires."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

import annotator
from annotator.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

CHECKOUT = Path(annotator.__file__).parent.parent
SCRIPTS = ("annotator", "arabic-annotator")

pytestmark = pytest.mark.skipif(
    not (CHECKOUT / "pyproject.toml").exists(), reason="needs the checkout to build from"
)


def call(*command: str | Path, cwd: Path, status: int = 0) -> str:
    """Run a command; return its output, that on standard error included where it is to fail."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANNOTATOR_", "PYTHON"))
    }
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr if status else done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, CHECKOUT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a new environment, and return the environment's folder.

    It has copies of the distributions that the wheel requires without an extra, and of those that these require, so that
    no package index is needed. pip refuses to install the wheel where one of them is missing or has another version.
    """
    folder = tmp_path_factory.mktemp("home")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    site = Path(
        call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    )
    copy(required(metadata(wheel, "Requires-Dist")), site)
    call(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--quiet",
        "--disable-pip-version-check", wheel, cwd=folder,
    )  # fmt: skip
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return an empty folder to work in."""
    return tmp_path


def metadata(wheel: Path, field: str) -> list[str]:
    """Return what the wheel's metadata have in a field."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        head = archive.read(name).decode().partition("\n\n")[0]
    return [line.partition(": ")[2] for line in head.splitlines() if line.startswith(f"{field}: ")]


def required(lines: Iterable[str], extras: Iterable[str] = ()) -> set[str]:
    """Return the names of the distributions that are required, directly or by another one."""
    found = set()
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            found.add(requirement.name)
            found |= required(distribution(requirement.name).requires or (), requirement.extras)
    return found


def copy(names: Iterable[str], site: Path) -> None:
    """Copy installed distributions, without their scripts, to another environment."""
    for name in names:
        installed = distribution(name)
        for file in installed.files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(installed.locate_file(file)), site / file)


def texts(lines: str) -> list[str]:
    return [json.loads(line)["text"] for line in lines.split("\n") if line]


def test_it_has_what_the_program_reads_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "annotator/_data/schemas/conflict.toml" in names
    assert "annotator/_data/schemas/record.schema.json" in names
    assert "annotator/_data/sample_data/articles.jsonl" in names
    assert {name.split("/")[0] for name in names} == {"annotator", "arabic_annotator-0.1.0.dist-info"}


def test_it_has_the_name_that_messages_tell_and_the_extras_of_the_formats(wheel: Path) -> None:
    assert metadata(wheel, "Name") == [annotator.DISTRIBUTION]
    assert metadata(wheel, "Version") == [annotator.__version__]
    assert {kind.extra for kind in FORMATS if kind.extra} < set(metadata(wheel, "Provides-Extra"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_both_scripts_are_the_program(script: str, home: Path, work: Path) -> None:
    program = home / "bin" / script
    assert call(program, "--version", cwd=work) == "annotator 0.1.0\n"
    assert "Usage: annotator demo" in call(program, "demo", "--help", cwd=work)
    assert "Usage: arabic-annotator" not in call(program, "--help", cwd=work)


def test_a_library_that_is_missing_is_told_with_the_command_that_installs_it(home: Path, work: Path) -> None:
    program = home / "bin" / "annotator"
    call(program, "demo", "--no-open", cwd=work)
    for kind in FORMATS:
        if kind.extra:
            told = call(
                program, "export", "--project", "demo/annotator.db", "--layer", "huda", "--format", kind.name, "-o", "out",
                cwd=work, status=2,
            )  # fmt: skip
            assert f"python -m pip install 'arabic-annotator[{kind.extra}]'" in told


def test_it_works_outside_the_checkout(home: Path, work: Path) -> None:
    program = home / "bin" / "annotator"
    origin = call(home / "bin" / "python", "-c", "import annotator; print(annotator.__file__)", cwd=work)
    assert Path(origin.strip()).is_relative_to(home), "the checkout is tested, not the wheel"

    assert call(program, "schema", cwd=work).startswith('name = "conflict"\n')
    schemas = CHECKOUT / "schemas"
    assert call(program, "schema", "--record", cwd=work) == (schemas / "record.schema.json").read_text(
        "utf-8"
    )

    call(program, "demo", "--dir", "try", "--no-open", "--as", "me", cwd=work)
    demo = call(program, "export", "--project", "try/annotator.db", "--layer", "all", cwd=work)
    samples = (CHECKOUT / "sample_data" / "articles.jsonl").read_text("utf-8")
    assert texts(demo) == texts(samples)
    assert any(json.loads(line)["spans"] for line in demo.split("\n") if line)

    call(program, "init", cwd=work)
    (work / "a.txt").write_bytes("خبر قصير\r\n".encode())
    call(program, "import", "a.txt", cwd=work)
    assert texts(call(program, "export", "--layer", "all", cwd=work)) == ["خبر قصير\r\n"]
