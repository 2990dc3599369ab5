"""Layers of models and references on the command line: what names them, and that nothing which counts people's changes."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator.cli.group import program
from annotator.model import ImportOptions, LayerKind
from annotator.project import Project
from tests.cli.conftest import Run, only_line

if TYPE_CHECKING:
    from pathlib import Path

MODEL, REFERENCE = "camelbert@2024", "anercorp"
MADE_NOW = r'"(id|created)":"[-0-9a-fT:.Z]+"'
"""Ids and times of what was decided just now."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The demo's project, and a copy of it with a model's and a reference's layers in all articles, also in untouched ones."""
    folder = tmp_path_factory.mktemp("demo")
    done = CliRunner().invoke(program, ["demo", "--no-open", "--dir", str(folder)])
    assert done.exit_code == 0, done.output
    without, there = folder / "annotator.db", folder / "with.db"
    with Project.open(without) as project:
        texts = [record.text for record in project.records.select("all")]
    shutil.copy(without, there)
    lines = [
        {
            "text": text,
            "offset_unit": "codepoint",
            "spans": [
                {"start": start, "end": start + 7, "label": label, "attributes": {"score": "0.5"}}
                for start, label in ((0, "actor"), (3, "location"), (9, "actor"))
            ],
        }
        for text in texts
    ]
    (folder / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    with Project.open(there) as project:
        for name, kind in ((MODEL, LayerKind.MODEL), (REFERENCE, LayerKind.REFERENCE)):
            report = project.imports.add_files(
                [folder / "in.jsonl"], how=ImportOptions(annotator=name, kind=kind)
            )
            assert report.spans == 3 * len(texts)
    return without, there


COMMANDS = [
    "status",
    "status --format json",
    "status --format csv",
    "status --people huda --articles 1-5",
    "people --format csv",
    "agreement",
    "agreement --format json",
    "agreement --by pair --format csv",
    "agreement --by article",
    "agreement --people huda,salim --label actor",
    "agreement --html page.html",
    "adjudicate --auto --as boss",
    "adjudicate --auto --as boss --policy majority",
    "adjudicate --auto --as boss --policy adjudicator:huda",
    "assign huda salim maryam --per-article 2",
    "assign huda maryam --per-article 1 --dry-run --seed 3",
    "assign --dynamic --per-article 2",
    "unassign huda --dry-run",
    "export",
    "export --layer huda",
    "export --layer huda --format conll",
    "export --layer nadia",
    "export --format brat -o brat",
    "export --format doccano --losses lost.jsonl -o out.jsonl",
    "export --split 50/50 --format jsonl -o set",
    "people rename huda هدى",
    "people join maryam salim",
    "show 1",
    "show 1 --layer huda",
    "schema",
]


OF_VERSION = rb'\d{4}\.\d+\.\d+\+[0-9a-f]{12}|that change \([^)]*\)|"(latest_change|sha256)": "[^"]*"|^ +"(size|contentSize)": .*$'
"""What tells when the project was changed last, by whomever: the version of a data set, and hashes of what names it."""


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_tells_and_writes_the_same_with_and_without_them(
    demo: tuple[Path, Path], here: Path, run: Run, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    told = []
    for place, source in zip((here / "without", here / "with"), demo, strict=True):
        place.mkdir()
        shutil.copy(source, place / "annotator.db")
        monkeypatch.chdir(place)
        result = CliRunner().invoke(program, line.split())
        assert result.exit_code in (0, 1), result.output
        assert "Traceback" not in result.output
        written = {
            str(path.relative_to(place)): re.sub(OF_VERSION, b"", path.read_bytes(), flags=re.MULTILINE)
            for path in sorted(place.rglob("*"))
            if path.is_file() and not path.name.startswith("annotator.db")
        }
        after = [run(*each.split(), status=0).stdout_bytes for each in ("status", "people --format csv")]
        gold = re.sub(MADE_NOW, "", CliRunner().invoke(program, ["export"]).output)
        told.append((result.exit_code, result.stdout_bytes, result.stderr_bytes, written, after, gold))
    assert told[0] == told[1]


def test_they_are_listed_in_a_part_of_their_own(demo: tuple[Path, Path], run: Run) -> None:
    without, there = (run("people", "--project", str(path)).stdout for path in demo)
    assert there == (
        f"{without}\nLayers that no person made:\nArticles  Spans  Kind       Name\n"
        f"      14     42  reference  {REFERENCE}\n      14     42  model      {MODEL}\n"
    )
    listed = json.loads(run("people", "--format", "json", "--project", str(demo[1])).stdout)
    assert listed["others"] == [
        {"name": REFERENCE, "kind": "reference", "former": [], "articles": 14, "spans": 42},
        {"name": MODEL, "kind": "model", "former": [], "articles": 14, "spans": 42},
    ]
    assert run("check", "--project", str(demo[1])).stdout.endswith("4 people, 2 models and references.\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("annotate --as {}", "is a {} in this project, not a person"),
        ("adjudicate --auto --as {}", "is a {} in this project, not a person"),
        ("adjudicate --auto --as boss --policy adjudicator:{}", "is a {} in this project, not a person"),
        ("status --people {}", "give another name with --people NAME"),
        ("agreement --people huda,{}", "give another name with --people NAME"),
        ("assign huda {} --per-article 1", "is a {} in this project, not a person"),
        ("unassign {}", "is a {} in this project, not a person"),
        ("people join huda {}", "so they can't be one, and nothing was changed"),
        ("people rename huda {}", "is somebody in this project already"),
        ("import --as {} in.jsonl", "give another name with --as NAME"),
    ],
)
@pytest.mark.parametrize(("name", "kind"), [(MODEL, "model"), (REFERENCE, "reference")])
def test_nobody_works_under_their_names(
    demo: tuple[Path, Path], here: Path, run: Run, args: str, said: str, name: str, kind: str
) -> None:
    shutil.copy(demo[1], here / "annotator.db")
    shutil.copy(demo[1].parent / "in.jsonl", here)
    before = (here / "annotator.db").read_bytes()
    result = run(*args.format(name).split(), status=2)
    assert said.format(kind) in only_line(result.stderr)
    assert result.stdout == ""
    assert (here / "annotator.db").read_bytes() == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            "--as-model camelbert",
            "camelbert does not say which version of the model it is: write NAME@VERSION",
        ),
        ("--as-model camelbert@", "write NAME@VERSION"),
        ("--as-model huda@1 --as huda", "--as and --as-model both say whose the spans are"),
        ("--as-reference a --as-model b@1", "--as-model and --as-reference both say whose the spans are"),
        ("--as-reference huda", "huda is a person in this project, not a reference"),
        ("--as-model huda", "huda is a person in this project, not a model"),
        ("--as-reference gold", "'gold' can't be an annotator's name"),
        ("--as-model b@1 --no-spans", "--as-model is about spans, and --no-spans leaves them out"),
        ("--as-reference b --no-spans", "--as-reference is about spans, and --no-spans leaves them out"),
    ],
)
def test_what_can_not_be_imported(
    demo: tuple[Path, Path], here: Path, run: Run, args: str, said: str
) -> None:
    shutil.copy(demo[0], here / "annotator.db")
    result = run("import", str(demo[0].parent / "in.jsonl"), *args.split(), status=2)
    assert said in only_line(result.stderr)
    assert (here / "annotator.db").read_bytes() == demo[0].read_bytes()


def test_from_import_to_removal(demo: tuple[Path, Path], here: Path, run: Run) -> None:
    shutil.copy(demo[0], here / "annotator.db")
    before = run("export", "--layer", "all").stdout_bytes
    coming = str(demo[0].parent / "in.jsonl")
    dry = run("import", coming, "--as-model", "org/m-1_x@v1.0", "--dry-run").stdout
    assert run("export", "--layer", "all").stdout_bytes == before
    assert dry.startswith(run("import", coming, "--as-model", "org/m-1_x@v1.0").stdout)
    run("people", "rename", "org/m-1_x@v1.0", MODEL)
    layer = run("export", "--layer", MODEL).stdout
    assert json.loads(layer.splitlines()[0])["kinds"] == {MODEL: "model"}
    (here / "layer.jsonl").write_text(layer, "utf-8")
    shutil.copy(demo[0], here / "other.db")
    run("import", "layer.jsonl", "--project", "other.db")
    assert run("export", "--layer", MODEL, "--project", "other.db").stdout == layer
    said = f"42 spans of the model {MODEL} in 14 articles removed.\n"
    assert run("people", "remove", MODEL, "--dry-run").stdout.startswith(said)
    assert run("people", "remove", "ORG/M-1_X@V1.0").stdout == said
    assert run("export", "--layer", "all").stdout_bytes == before
    assert "huda is a person" in only_line(run("people", "remove", "huda", status=2).stderr)


def test_what_a_layer_shows(demo: tuple[Path, Path], run: Run) -> None:
    project = ("--project", str(demo[1]))
    rows = run("show", "1", *project).stdout
    lines = run("show", "1", "--layer", MODEL, *project).stdout.removeprefix(f"{rows}\n").splitlines()
    assert lines[0].startswith(f"3 spans of the model {MODEL} in ")
    assert lines[1].split() == ["Start", "End", "Score", "Label", "Text"]
    assert [line.split()[:4] for line in lines[2:]] == [
        ["0", "7", "0.5", "actor"], ["3", "10", "0.5", "location"], ["9", "16", "0.5", "actor"],
    ]  # fmt: skip
    found = json.loads(run("show", "1", "--layer", MODEL, "--format", "json", *project).stdout)
    assert (found["layer"], found["kinds"]) == (MODEL, {MODEL: "model"})
    assert len(found["rows"]) == len(rows.splitlines())
    assert found["spans"][0]["attributes"] == {"score": "0.5"}
    table = run("show", "1", "--layer", MODEL, "--format", "csv", *project).stdout.splitlines()
    assert table[0] == "article,annotator,kind,start,end,label,score,text"
    assert table[1].split(",")[1:7] == [MODEL, "model", "0", "7", "actor", "0.5"]
    assert "No span of nadia in " in run("show", "1", "--layer", "nadia", *project).stdout
    everyone = run("show", "1", "--layer", "all", *project).stdout
    assert [everyone.count(f"  {name}  ") for name in (MODEL, REFERENCE)] == [3, 3]
    gold = run("show", "1", "--layer", "gold", "--format", "csv", *project).stdout
    assert gold == run("show", "1", "--layer", "gold", "--format", "csv", "--project", str(demo[0])).stdout
    there_are = only_line(run("show", "1", "--layer", "zaid", *project, status=2).stderr)
    assert there_are.endswith(f"There are: {REFERENCE}, {MODEL}, huda, maryam, nadia, salim.")


def test_formats_that_can_not_hold_whose_layers_they_are_tell_it(demo: tuple[Path, Path], run: Run) -> None:
    said = run("export", "--layer", MODEL, "--format", "csv", "--project", str(demo[1])).stderr
    assert "which layers are a model's or a reference" in said
    assert (
        "which layers"
        not in run("export", "--layer", "huda", "--format", "csv", "--project", str(demo[1])).stderr
    )


def test_names_that_are_completed(demo: tuple[Path, Path]) -> None:
    from annotator.project.names import ProjectNames

    there = ProjectNames(demo[1])
    assert there.people() == ["huda", "maryam", "nadia", "salim"]
    assert there.others() == [REFERENCE, MODEL]
