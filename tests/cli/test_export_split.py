from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from annotator import formats
from annotator.datasets.split_sizes import RESERVED
from annotator.errors import OutputError
from annotator.model import Span, Status
from annotator.project import Project
from tests.cli.conftest import only_line

if TYPE_CHECKING:
    from tests.cli.conftest import Run

TEXTS = {
    "bridge": "أغلقت البلدية جسر النخيل أمام الشاحنات الثقيلة بعد ظهور شقوق في دعامته الوسطى.",
    "school": "استأنفت مدرسة عين السدر الدروس بعد توقف شهرين، وعاد إليها أغلب التلاميذ.",
    "market": "ارتفعت أسعار الطحين في سوق الكرمة إلى الضعف منذ انقطاع الطريق الساحلي.",
    "harbour": "رست سفينة تحمل أدوية في مرفأ الغضا، وبدأ تفريغها تحت إشراف لجنة دولية.",
    "clinic": "نقلت سيارات الإسعاف ثلاثة جرحى إلى مستوصف الرمانة إثر انفجار لغم قديم.",
}


@pytest.fixture
def finished(here: Path, run: Run) -> Path:
    """A project of five articles that huda alone finished, two of them with spans inside others."""
    for name, text in TEXTS.items():
        (here / f"{name}.txt").write_bytes(text.encode())
    run("init")
    run("import", *(f"{name}.txt" for name in TEXTS))
    path = here / "annotator.db"
    with Project.open(path) as opened:
        for name, text in TEXTS.items():
            spans = [Span.new(0, text.index(" "), "claim", "huda")]
            if name in ("bridge", "school"):
                spans.append(Span.new(0, 2, "actor", "huda"))
            opened.layers.add(name, "huda", spans, Status.DONE)
    return path


def facts(folder: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(folder, "dataset.json").read_bytes())
    return found


@pytest.mark.usefixtures("finished")
def test_a_data_set_is_a_folder_with_its_splits(run: Run) -> None:
    result = run("export", "--split", "60/20/20", "-o", "set")
    assert result.stderr.splitlines() == [
        "5 articles written to set.",
        "--split train=60/validation=20/test=20 with seed 0: the project keeps where each article is, and it stays there.",
        "Splits: train 3, validation 1, test 1.",
        "The card of this project is empty: the data set states no title, authors, licence or source, and there is no CITATION.cff. For a "
        "form to fill in: annotator card",
    ]
    assert not result.stdout
    assert sorted(path.name for path in Path("set").iterdir()) == [
        "README.md",
        "croissant.json",
        "dataset.json",
        "parts.json",
        "test.jsonl",
        "train.jsonl",
        "validation.jsonl",
    ]
    assert facts("set")["seed"] == 0
    assert {"title", "maintenance", "annotators.payment"} <= {*facts("set")["unstated"]}


@pytest.mark.usefixtures("finished")
def test_what_the_card_does_not_state_is_named_where_it_states_something(run: Run) -> None:
    Path("card.toml").write_text('licence_url = "https://example.org/licence"', encoding="utf-8")
    run("card", "card.toml")
    told = run("export", "--split", "60/20/20", "-o", "set").stderr.splitlines()[-1]
    assert told == (
        "The card does not state title, authors, summary, date, url, doi, contact, funding, licence, source, source_datasets, "
        "curation_rationale, languages, varieties, speakers, personal_data, uses, limitations, maintenance, citation, annotators.number, "
        "annotators.who, annotators.training, annotators.payment, annotators.guidelines, annotators.creators. Without title and authors "
        "there is no CITATION.cff. For a form to fill in: annotator card"
    )


@pytest.mark.usefixtures("finished")
def test_seeds_names_and_the_formats_options(run: Run) -> None:
    given = ["export", "--format", "conll", "--tags", "iobes", "--columns", "2", "--seed", "7"]
    run(*given, "--split", "train=40/dev=20/test=40", "-o", "one")
    run(*given, "--split", "train=40/dev=20/test=40", "-o", "two")
    one, two = ({path.name: path.read_bytes() for path in Path(name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert one.keys() == {
        *("train.conll", "dev.conll", "test.conll"),
        *("README.md", "croissant.json", "dataset.json", "parts.json"),
    }
    assert (facts("one")["seed"], facts("one")["options"]["tags"]) == (7, "iobes")
    assert facts("one")["losses"].keys() == {
        "where a gold span comes from",
        "ids and times of spans",
        "spans with edges inside words, grown to whole words (exact ranges are kept)",
    }


@pytest.mark.usefixtures("finished")
@pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra parquet is not installed")
def test_hugging_face_is_a_data_set_without_splits_too(run: Run) -> None:
    run("export", "--format", "hf", "-o", "set")
    assert sorted(path.name for path in Path("set").iterdir()) == [
        "README.md",
        "croissant.json",
        "dataset.json",
        "train.parquet",
    ]
    assert facts("set")["splits"]["train"]["articles"] == 5


@pytest.mark.usefixtures("finished")
@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--split", "80/10/5", "-o", "set"], "The shares 80/10/5 are 95 together; they have to be 100."),
        (
            ["--split", "most", "-o", "set"],
            "'most' are no shares; give percentages such as 80/10/10, or with names train=70/dev=15/test=15.",
        ),
        (["--split", "80/10/10"], "--split makes a folder of files: name one with -o."),
        (["--split", "80/10/10", "-o", "-"], "--split makes a folder of files: name one with -o."),
        (["--split", "80/20", "-o", "set", "--format", "csv"], "csv can't be split; --split is for jsonl, "),
        (["--seed", "3", "-o", "set"], "--seed is of --split; give both, or neither."),
        (["--seed", "0", "-o", "set"], "--seed is of --split; give both, or neither."),
        (
            ["--split", "a=50/b=10/c=10/d=10/e=10/f=10", "-o", "set"],
            "6 splits need 6 articles or more, and there are 5 articles; give fewer shares.",
        ),
        *(
            (
                ["--split", f"train=80/{name}=20", "-o", "set", *form],
                f"--split: no split can be called {name}, ",
            )
            for name in ("labels", "Labels", "all", "README", "dataset", "parts")
            for form in ([], ["--format", "spacy"], ["--format", "hf"], ["--format", "conll"])
        ),
        *(
            (
                ["--split", shares, "-o", "set", *useless],
                f"--split {shares} is one split with all articles, so {useless[0]} has no use; leave it out, or give more shares.",
            )
            for shares in ("100", "whole=100")
            for useless in (["--seed", "0"], ["--group-by", "source"], ["--keep", "nowhere"], ["--fresh"])
        ),
        *(
            (
                ["--split", f"{name}=80/test=20", "-o", "set"],
                f"'{name}' is no name of a split; names have Latin letters, digits and _, and begin with a letter.",
            )
            for name in ("تدريب", "1st", "dev-test", "")
        ),
        (["--split", "80/20", "-o", "set", "--tags", "bilou"], "--tags is no option of the format jsonl"),
        (["--split", "80/20", "-o", "set", "--layer", "nobody"], "There is no annotator called nobody"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_written(run: Run, args: list[str], told: str) -> None:
    result = run("export", *args, status=2)
    assert only_line(result.stderr).startswith(told)
    assert not result.stdout
    assert not any(path.name.startswith((".set", "set")) for path in Path().iterdir())


@pytest.mark.usefixtures("finished")
@pytest.mark.parametrize("kind", [kind.name for kind in formats.FORMATS if kind.splits])
def test_no_split_can_be_called_as_what_else_is_in_the_folder(run: Run, kind: str) -> None:
    for library, form in (("pyarrow", "hf"), ("spacy", "spacy")):
        if kind == form and find_spec(library) is None:
            pytest.skip(f"the library {library} is not installed")
    Path("card.toml").write_text('title = "أخبار"\nauthors = [{name = "هدى"}]\n', encoding="utf-8")
    run("card", "card.toml")
    run("export", "--format", kind, "--split", "one=60/two=40", "-o", "set")
    names = {path.name.partition(".")[0].casefold() for path in Path("set").iterdir()}
    assert names >= {"one", "two", "citation"}
    assert names - {"one", "two"} <= RESERVED


@pytest.mark.usefixtures("finished")
def test_strict_writes_no_data_set_that_loses_spans(run: Run) -> None:
    result = run("export", "--split", "80/20", "--format", "conll", "--strict", "-o", "set", status=1)
    assert "conll can't hold 2 spans as they are, so nothing was written (--strict)." in result.stderr
    assert not Path("set").exists()
    run("export", "--split", "80/20", "--format", "conll", "--strict", "--columns", "0", "-o", "set")


@pytest.mark.usefixtures("finished")
def test_a_folder_with_something_in_it_is_left_alone(run: Run) -> None:
    Path("set").mkdir()
    Path("set", "mine").touch()
    result = run("export", "--split", "80/20", "-o", "set", status=1)
    assert only_line(result.stderr).startswith("The folder set is not empty")
    assert [path.name for path in Path("set").iterdir()] == ["mine"]
    Path("set", "mine").unlink()
    run("export", "--split", "80/20", "-o", "set")


@pytest.mark.usefixtures("finished")
def test_a_failure_in_a_later_split_leaves_no_trace(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    jsonl = formats.writer("jsonl")
    write = jsonl.write_split

    def failing(records: Any, folder: Path, name: str, how: Any, losses: Any) -> int:
        if name == "test":
            raise OutputError("There is no room left.")
        return write(records, folder, name, how, losses)

    monkeypatch.setattr(type(jsonl), "write_split", lambda _self, *args: failing(*args))
    result = run("export", "--split", "80/20", "-o", "set", status=1)
    assert only_line(result.stderr) == "There is no room left."
    assert not any(path.name.startswith((".set", "set")) for path in Path().iterdir())
