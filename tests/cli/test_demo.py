from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from annotator import labels, resources, tui
from annotator.adjudication import policy
from annotator.cli import annotate, demo
from annotator.cli.say import say
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.cli.conftest import Run, only_line
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.tui import Alternative


def test_the_demo_holds_the_samples_and_all_layers(here: Path, run: Run) -> None:
    assert run("demo", "--no-open", "--as", "me").stdout.splitlines() == [
        "Made the demo in demo/annotator.db.",
        "Open it with: annotator --project demo/annotator.db",
    ]
    source = resources.sample_data()
    texts = {}
    for line in (source / "articles.jsonl").read_bytes().splitlines():
        record = json.loads(line)
        texts[record["id"]] = record["text"]
    with Project.open(here / "demo" / "annotator.db") as project:
        assert [row.id for row in listed(project, "me")] == list(texts)
        assert all(project.articles.get(key).text == text for key, text in texts.items())
        assert project.people.names() == ["huda", "maryam", "nadia", "salim"]
        for path in sorted((source / "layers").glob("*.jsonl")):
            for line in path.read_bytes().splitlines():
                layer = json.loads(line)
                spans = project.layers.get(layer["article"], path.stem).spans
                assert [(span.start, span.end, span.label) for span in spans] == [
                    (span["start"], span["end"], span["label"]) for span in layer["spans"]
                ]
                assert project.work.progress(layer["article"], path.stem).status == layer["status"]
    assert [path.name for path in (here / "demo").iterdir()] == ["annotator.db"]


def test_a_demo_that_is_there_is_used_as_it_is(here: Path, run: Run) -> None:
    run("demo", "--no-open", "--dir", "x/y", "--as", "me")
    with Project.open(here / "x" / "y" / "annotator.db") as project:
        first = listed(project, "me")[0].id
        project.layers.add(first, "me", [Span.new(0, 4, "actor", "me")], Status.DOING)
    result = run("demo", "--no-open", "--dir", "x/y", "--as", "me")
    assert "The demo is in x/y/annotator.db already and is used as it is." in result.stdout
    with Project.open(here / "x" / "y" / "annotator.db") as project:
        assert len(project.layers.get(first, "me").spans) == 1


def test_the_demo_can_be_adjudicated(here: Path, run: Run) -> None:
    assert run("demo", "--no-open", "--adjudicate", "--as", "me").stdout.splitlines() == [
        "Made the demo in demo/annotator.db.",
        "Open it with: annotator adjudicate --project demo/annotator.db",
    ]
    with Project.open(here / "demo" / "annotator.db") as project:
        settled = [row.id for row in listed(project, "me") if project.gold.get(row.id).settled]
        assert settled == ["ceasefire-talks", "dam-figures"]
        found = chain.from_iterable(project.finished.in_turn())
        waiting = [each.article.id for each in found if not each.gold.settled]
        assert waiting == [
            "barge-strike",
            "barge-denial",
            "drone-mx4",
            "checkpoint-scraped",
            "english-briefing",
        ]


def test_the_demo_opens_the_screen_that_is_asked_for(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(annotate, "require_terminal", lambda _command: None)
    monkeypatch.setattr(tui, "adjudicate", lambda **options: opened.append(options))
    monkeypatch.setattr(tui, "run", lambda *options, **_: opened.append(options))
    run("demo", "--adjudicate", "--as", "me", "--bidi", "visual")
    run("demo", "--as", "me")
    (adjudicating, (reader, *annotating)) = opened
    path = here / "demo" / "annotator.db"
    assert [adjudicating.pop("reader").path, reader.path] == [path, path]
    assert adjudicating == {
        "name": "me",
        "article": None,
        "policy": policy("unanimous"),
        "hide_names": False,
        "bidi": "visual",
        "tell": say,
    }
    assert annotating == ["me", None, "auto", say]


class Asked:
    """Stands for the screen with the choice: takes the alternative with the letter `key`, and the screens that open then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, key: str = "") -> None:
        self.key = key
        self.shown: list[tuple[Alternative, ...]] = []
        self.opened: list[str] = []
        monkeypatch.setattr(annotate, "require_terminal", lambda _command: None)
        monkeypatch.setattr(tui, "choosing", self.choosing)
        monkeypatch.setattr(
            tui, "adjudicate", lambda **options: self.opened.append(f"adjudicate {options['name']}")
        )
        monkeypatch.setattr(tui, "run", lambda *options, **_: self.opened.append(f"annotate {options[1]}"))

    @contextmanager
    def choosing(
        self, _heading: str, _question: str, alternatives: Sequence[Alternative], *_: object
    ) -> Iterator[tuple[Alternative | None, str]]:
        self.shown.append(tuple(alternatives))
        yield next((each for each in alternatives if each.key == self.key), None), "auto"


def bare(text: str) -> str:
    """Return a text without the characters that isolate names."""
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("key", "opened"), [("h", ["annotate huda"]), ("y", ["annotate me"]), ("a", ["adjudicate me"]), ("q", [])]
)
def test_the_demo_begins_as_was_chosen(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch, key: str, opened: list[str]
) -> None:
    monkeypatch.setenv("ANNOTATOR_NAME", "me")
    asked = Asked(monkeypatch, key)
    assert "Made the demo" in run("demo").stdout
    assert asked.opened == opened
    assert [(each.key, bare(each.title), bare(each.about)) for each in asked.shown[0]] == [
        ("h", "As huda, who has tagged", "263 spans in 9 of 14 articles, 8 of them done."),
        ("y", "As yourself, me", "Nothing is tagged yet in any of the 14 articles."),
        (
            "a",
            "Adjudicate",
            "Decide where huda, maryam and salim differ, in 7 articles that two or more of them have finished; "
            "2 of these are settled.",
        ),
    ]
    assert (here / "demo" / "annotator.db").exists()


@pytest.mark.parametrize(
    ("arguments", "opened"),
    [
        (["--as", "maryam"], ["annotate maryam"]),
        (["--adjudicate"], ["adjudicate me"]),
        (["--adjudicate", "--as", "nadia"], ["adjudicate nadia"]),
        (["--no-open"], []),
    ],
)
def test_who_says_how_to_begin_is_not_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], opened: list[str]
) -> None:
    monkeypatch.setenv("ANNOTATOR_NAME", "me")
    asked = Asked(monkeypatch)
    run("demo", *arguments)
    assert (asked.shown, asked.opened) == ([], opened)


def test_where_there_is_no_terminal_nothing_is_asked(run: Run) -> None:
    assert "needs a terminal" in only_line(run("demo", status=2).stderr)


@pytest.mark.usefixtures("here")
def test_the_choice_goes_by_what_is_in_the_project(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_NAME", "Huda")
    run("demo", "--no-open")
    run("people", "rename", "salim", "سليم", "--project", "demo/annotator.db")
    asked = Asked(monkeypatch, "h")
    run("demo")
    titles = [bare(each.title) for each in asked.shown[0]]
    assert titles == ["As سليم, who has tagged", "As yourself, huda", "Adjudicate"]
    assert asked.opened == ["annotate سليم"]


def test_in_a_project_without_work_of_others_only_what_there_is_can_be_chosen(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "demo").mkdir()
    with Project.create(here / "demo" / "annotator.db", labels.default()) as project:
        add_articles(project, [Incoming(text="نص", path=here / "a.txt", id="one")])
    monkeypatch.setenv("ANNOTATOR_NAME", "me")
    asked = Asked(monkeypatch, "y")
    run("demo")
    assert [(each.key, each.about) for each in asked.shown[0]] == [
        ("y", "Nothing is tagged yet in the article.")
    ]
    assert asked.opened == ["annotate me"]


def test_a_demo_of_an_older_version_is_opened_and_said_to_be_one(here: Path, run: Run) -> None:
    (here / "demo").mkdir()
    with Project.create(here / "demo" / "annotator.db", labels.default()) as project:
        add_articles(project, [Incoming(text="نص", path=here / "a.txt", id="one")])
        for name in ("huda", "salim"):
            project.work.set_status("one", name, Status.DONE)
    result = run("demo", "--no-open", "--adjudicate", "--as", "me")
    assert only_line(result.stderr) == (
        "demo/annotator.db has no layers of maryam: an older version made it. For a new demo, choose another folder: "
        "annotator demo --dir OTHER"
    )
    assert "already and is used as it is" in result.stdout
    run("demo", "--no-open", "--dir", "other", "--as", "me")
    assert run("demo", "--no-open", "--dir", "other", "--as", "me").stderr == ""


def test_a_demo_that_another_made_meanwhile_stays(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = demo._fill

    def slowly(path: Path) -> None:
        fill(path)
        with Project.create(here / "demo" / "annotator.db", labels.default()) as other:
            add_articles(other, [Incoming(text="نص", path=here / "a.txt", id="theirs")])

    monkeypatch.setattr(demo, "_fill", slowly)
    assert "already and is used as it is" in run("demo", "--no-open", "--as", "me").stdout
    with Project.open(here / "demo" / "annotator.db") as project:
        assert [row.id for row in listed(project, "me")] == ["theirs"]
    assert [path.name for path in (here / "demo").iterdir()] == ["annotator.db"]


def test_a_folder_with_too_long_a_name(run: Run) -> None:
    name = "x" * 300
    line = only_line(run("demo", "--no-open", "--dir", name, "--as", "me", status=1).stderr)
    assert line == f"The demo can't be made in {name}: the name is too long."


def test_a_demo_folder_that_is_a_file(here: Path, run: Run) -> None:
    (here / "demo").write_text("")
    line = only_line(run("demo", "--no-open", "--as", "me", status=1).stderr)
    assert line.startswith("The demo can't be made in demo: ") or "demo/annotator.db" in line


def test_a_file_of_something_else_in_the_demo_folder_stays(here: Path, run: Run) -> None:
    (here / "demo").mkdir()
    (here / "demo" / "annotator.db").write_text("mine")
    assert "demo/annotator.db" in only_line(run("demo", "--no-open", "--as", "me", status=1).stderr)
    assert (here / "demo" / "annotator.db").read_text() == "mine"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"article": "one", "status": "done", "spans": [{"start": 0, "end": 2, "label": "actor", "text": "xx"}]}',
         "the sample layer of ann has 'xx' at [0, 2) of one"),
        ('{"article": "one", "status": "ready", "spans": []}', "ann.jsonl, line 1: Invalid enum value 'ready'"),
        ('{"article": "two", "status": "done", "spans": []}', "two"),
    ],
)  # fmt: skip
def test_samples_that_disagree_make_no_demo(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    source = here / "samples"
    (source / "layers").mkdir(parents=True)
    (source / "articles.jsonl").write_text('{"id": "one", "text": "نص"}')
    (source / "layers" / "ann.jsonl").write_text(line + "\n")
    monkeypatch.setattr(resources, "sample_data", lambda: source)
    assert said in only_line(run("demo", "--no-open", "--as", "me", status=1).stderr)
    assert not list((here / "demo").iterdir())


@pytest.mark.parametrize("left", ["annotator.db-wal", "annotator.db-journal"])
def test_no_demo_is_made_beside_what_is_left_of_a_project(here: Path, run: Run, left: str) -> None:
    (here / left).write_bytes(b"work")
    told = only_line(run("demo", "--no-open", "--dir", ".", "--as", "me", status=1).stderr)
    assert f"{left} is left of a project that is gone and may hold work." in told
    assert [(path.name, path.read_bytes()) for path in here.iterdir()] == [(left, b"work")]
