"""Projects as they come to be: two copies in which people do at random what can be done in a project, by every way in."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from annotator.adjudication import UNANIMOUS, Adjudication
from annotator.editing import Session
from annotator.errors import AnnotatorError, DuplicateSpanError
from annotator.model import Note, Selection, Status, threads
from tests.store.helpers import OTHER, TEXT, make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.project import Project

PEOPLE = ("huda", "سامي", "Maryam")
ARTICLES = ("1.txt", "2.txt")
DOINGS = (
    *("tag", "tag", "tag", "remove", "relabel", "undo", "redo", "status", "done", "done", "time"),
    *("policy", "decide", "none", "note", "settle", "take back", "do again"),
    *("write", "close thread", "send back", "call back"),
    *("rename", "join", "import", "merge", "assign", "unassign", "pool", "close", "next"),
)


class Doing(NamedTuple):
    """What somebody does in the first project, or in the copy of it, and a number that says with what."""

    what: str
    who: str
    article: str
    place: int
    here: bool


doings = st.lists(
    st.builds(
        Doing,
        st.sampled_from(DOINGS),
        st.sampled_from(PEOPLE),
        st.sampled_from(ARTICLES),
        st.integers(0, 11),
        st.booleans(),
    ),
    max_size=40,
)


@contextmanager
def lived(story: list[Doing]) -> Iterator[Project]:
    """Give a project in which all that was done; what the program refused was not."""
    with (
        tempfile.TemporaryDirectory() as folder,
        make(Path(folder, "here.db"), TEXT, OTHER) as here,
        make(Path(folder, "there.db"), TEXT, OTHER) as there,
    ):
        for doing in story:
            project, other = (here, there) if doing.here else (there, here)
            try:
                do(project, other, doing)
            except (AnnotatorError, DuplicateSpanError):
                continue
        yield here


def do(project: Project, other: Project, doing: Doing) -> None:
    what, who, article, place, _ = doing
    if what not in {"rename", "join"}:
        who = project.people.named(who)
    if what in {"tag", "remove", "relabel", "undo", "redo"}:
        _tag(project, what, who, article, place)
    elif what in {"policy", "decide", "none", "note", "settle", "take back", "do again"}:
        _decide(project, what, who, article, place)
    elif what in {"write", "close thread", "send back", "call back"}:
        _write(project, what, who, article, place)
    elif what == "status":
        project.work.set_status(article, who, list(Status)[place % 4], "سؤال" if place % 2 else "")
    elif what == "done":
        project.work.set_status(article, who, Status.DONE)
    elif what == "time":
        project.work.add_time(article, who, place / 4)
    elif what == "rename":
        project.people.rename(who, (*PEOPLE, "هدى", "HUDA")[place % 5])
    elif what == "join":
        project.people.join(who, PEOPLE[place % 3])
    elif what == "merge":
        project.imports.merge([other.path])
    elif what == "import":
        _import(project, other)
    elif what == "assign":
        project.assignments.assign([who], per_article=1)
    elif what == "unassign":
        project.assignments.take_back([who], articles=[article], begun=bool(place % 2))
    elif what == "pool":
        project.pool.open(per_article=2)
    elif what == "close":
        project.pool.close(articles=[article], begun=bool(place % 2))
    else:
        project.pool.next_article(who)


def _tag(project: Project, what: str, who: str, article: str, place: int) -> None:
    length = len(project.articles.get(article).text)
    editing = Session(
        article, who, length, project.layers.get(article, who), project.layers.operations(article, who)
    )
    spans = editing.layer.spans
    if what == "tag":
        done = editing.add(place, place + 2, ("actor", "claim")[place % 2])
    elif what in {"undo", "redo"}:
        done = getattr(editing, what)()
    elif spans:
        span = spans[place % len(spans)]
        done = (
            editing.remove(span)
            if what == "remove"
            else editing.change(span, start=span.start, end=span.end, label="weapon")
        )
    else:
        return
    project.layers.record(*done)


def _write(project: Project, what: str, who: str, article: str, place: int) -> None:
    person = project.people.named(PEOPLE[place % 3])
    edition = project.articles.get(article).edition
    found = [thread for thread in threads(project.notes.of_article(article)) if thread.is_open]
    if what == "write":
        whose = person if place % 4 else None
        project.notes.write(Note.new(article, place, place + 3, whose, who, "من؟", edition=edition))
    elif what == "send back":
        note = Note.new(article, place, place + 2, person, who, "انظر.", sends_back=True, edition=edition)
        project.notes.send_back([note])
    elif found and what == "close thread":
        project.notes.write(found[place % len(found)].closing(who))
    elif found:
        project.notes.call_back([found[place % len(found)].closing(who)])


def _decide(project: Project, what: str, who: str, article: str, place: int) -> None:
    editing = Adjudication(
        project.articles.get(article),
        who,
        project.finished.layers(article),
        project.gold.get(article),
        project.gold.steps(article),
        UNANIMOUS,
    )
    cases = editing.cases
    case = cases[place % len(cases)] if cases else None
    step = None
    if what == "policy":
        step = editing.apply_policy(settle=bool(place % 2))
    elif what == "settle":
        step = editing.settle()
    elif what == "take back":
        step = editing.undo()
    elif what == "do again":
        step = editing.redo()
    elif case is None:
        step = editing.add(place, place + 3, "claim")
    elif what == "note":
        step = editing.note(case, "هكذا ورد")
    elif what == "none":
        step = editing.reject(case)
    elif case.group is not None:
        step = editing.choose(case, case.group.versions[: 1 + place % 2])
    if step is not None:
        project.gold.decide(step)


def _import(project: Project, other: Project) -> None:
    out = project.path.with_name("whole.jsonl")
    with out.open("wb") as file:
        other.exports.write("jsonl", file, selection=Selection(layers=("all",)))
    project.imports.add_files([out])
