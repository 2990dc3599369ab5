"""The wheel by itself: installed outside the checkout, with the schemas and the samples that it carries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import annotator

CHECKOUT = Path(annotator.__file__).parent.parent


def call(*command: str | Path, cwd: Path) -> str:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANNOTATOR_", "PYTHON"))
    }
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(folder: Path) -> Path:
    call(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", CHECKOUT, cwd=folder
    )  # fmt: skip
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def installed(wheel: Path, folder: Path) -> Path:
    """Install the wheel in a new environment that borrows the libraries of this one, and return its folder."""
    home = folder / "venv"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    call(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet",
        "--disable-pip-version-check", wheel, cwd=folder,
    )  # fmt: skip
    site = call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(site) / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n")
    return home


@pytest.mark.skipif(not (CHECKOUT / "pyproject.toml").exists(), reason="needs the checkout to build from")
def test_the_wheel_works_outside_the_checkout(tmp_path: Path) -> None:
    wheel = built(tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "annotator/_data/schemas/conflict.toml" in names
    assert "annotator/_data/schemas/record.schema.json" in names
    assert "annotator/_data/sample_data/articles.jsonl" in names
    assert not [name for name in names if not name.startswith("annotator")]

    home = installed(wheel, tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    program = home / "bin" / "annotator"
    origin = call(home / "bin" / "python", "-c", "import annotator; print(annotator.__file__)", cwd=work)
    assert Path(origin.strip()).is_relative_to(home), "the checkout is tested, not the wheel"

    assert "Usage: annotator demo" in call(program, "demo", "--help", cwd=work)
    assert call(program, "--version", cwd=work) == "annotator 0.1.0\n"
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


def texts(lines: str) -> list[str]:
    return [json.loads(line)["text"] for line in lines.split("\n") if line]
