"""A project with everything in it, ways to damage its file, and what is in a project, to be compared."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.adjudication import Adjudication, policy
from annotator.editing import Session
from annotator.model import Note, Status, threads
from annotator.project import Project
from annotator.store.recover.recovering import recover
from tests.adding import add_articles
from tests.store.helpers import SCHEMA, incoming

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import RecoverReport

PAGE = 4096
PEOPLE = ("huda", "سامي", "Maryam")
SENTENCES = (
    "أعلن المتحدث باسم الوزارة أن قافلة الإغاثة وصلت إلى البلدة مساء أمس 🚑.",
    "نَفى مَصدَرٌ مَحَلِّيٌّ وُصولَ أيِّ قافِلَةٍ إلى البَلدة.",
    "قُصف الجسر القديم مرتين، ولم تُسجَّل إصابات 👨‍👩‍👧.",
    "وقال أهالي الحي إن المدفعية أصابت مخزن القمح.",
)
ARTICLES = 8


def build(path: Path) -> None:
    """Make a project in which people tag, undo, flag, are renamed, and others adjudicate by hand and by policy."""
    chance = random.Random(8)
    with Project.create(path, SCHEMA) as project:
        texts = [
            "\n".join(
                f"{sentence} {place}.{line}"
                for line, sentence in enumerate(SENTENCES * (1 + 9 * (place == 3)))
            )
            for place in range(1, ARTICLES + 1)
        ]
        add_articles(
            project,
            (
                incoming(
                    text,
                    id=f"خبر-{place}",
                    title=f"عنوان {place}",
                    date="2026-11-02",
                    metadata={"المحرر": place},
                )
                for place, text in enumerate(texts, 1)
            ),
        )
        ids = [f"خبر-{place}" for place in range(1, ARTICLES + 1)]
        project.assignments.assign(PEOPLE[:2], per_article=2, articles=ids[:6])
        project.pool.open(per_article=1, articles=ids[6:])
        project.pool.next_article("Maryam")
        for name in PEOPLE:
            for id_ in ids[: 6 if name != "Maryam" else 3]:
                _tag(project, id_, name, chance)
        for place, id_ in enumerate(ids[:6]):
            for name in PEOPLE[: 3 if place < 3 else 2]:
                flagged = place == 5
                project.work.set_status(
                    id_, name, Status.FLAGGED if flagged else Status.DONE, "سؤال؟" if flagged else ""
                )
                project.work.add_time(id_, name, 61.5 + place)
        project.people.rename("huda", "هدى")
        for place, id_ in enumerate(ids[:4]):
            _decide(project, id_, by_hand=place < 2)
        for place, id_ in enumerate(ids[:5]):
            _write(project, id_, place)


def _tag(project: Project, id_: str, name: str, chance: random.Random) -> None:
    length = len(project.articles.get(id_).text)
    editing = Session(id_, name, length, project.layers.get(id_, name), project.layers.operations(id_, name))
    for place in range(6):
        start = chance.randrange(0, length - 12, 3)
        project.layers.record(*editing.add(start, start + 4 + place % 3, chance.choice(SCHEMA.labels).name))
    done = editing.undo()
    assert done
    project.layers.record(*done)
    if chance.random() < 0.5:
        again = editing.redo()
        assert again
        project.layers.record(*again)
    span = editing.layer.spans[0]
    project.layers.record(*editing.remove(span))


def _decide(project: Project, id_: str, *, by_hand: bool) -> None:
    editing = Adjudication(
        project.articles.get(id_),
        "مراجِعة",
        project.finished.layers(id_),
        project.gold.get(id_),
        project.gold.steps(id_),
        policy("unanimous"),
    )
    if by_hand:
        for case in editing.cases:
            if case.group is not None:
                step = editing.choose(case, case.group.versions[:1])
                if step is not None:
                    project.gold.decide(step)
        back = editing.undo()
        if back is not None:
            project.gold.decide(back)
        again = editing.redo()
        if again is not None:
            project.gold.decide(again)
    last = editing.settle() if by_hand else editing.apply_policy(settle=False)
    if last is not None:
        project.gold.decide(last)


def _write(project: Project, id_: str, place: int) -> None:
    """Write notes on an article: a thread that is closed, one that is not, and send every other article back."""
    project.notes.write(Note.new(id_, place, place + 5, "هدى", "مراجِعة", "من قال هذا؟"))
    (thread,) = threads(project.notes.of_article(id_))
    project.notes.write(thread.answer("هدى", "المتحدث."))
    (thread,) = threads(project.notes.of_article(id_))
    project.notes.write(thread.closing("مراجِعة"))
    project.notes.write(Note.new(id_, 20, 27, None, "مراجِعة", "للجنة."))
    if place % 2 == 0:
        project.notes.send_back([Note.new(id_, 6, 9, "هدى", "مراجِعة", "انظر.", sends_back=True)])


class Damage(NamedTuple):
    """A damaged file: what was done to it, and its bytes."""

    what: str
    data: bytes


def pages(data: bytes, *, garbage: bool) -> Iterator[Damage]:
    """Each page in turn, written over with zeros or with bytes by chance."""
    chance = random.Random(3)
    for number in range(len(data) // PAGE):
        filler = chance.randbytes(PAGE) if garbage else bytes(PAGE)
        at = number * PAGE
        yield Damage(
            f"page {number + 1}, {'garbage' if garbage else 'zeros'}", data[:at] + filler + data[at + PAGE :]
        )


def flips(data: bytes, count: int, seed: int) -> Iterator[Damage]:
    """Single bits, by chance."""
    chance = random.Random(seed)
    for _ in range(count):
        at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
        yield Damage(
            f"byte {at} of page {at // PAGE + 1}, bit {bit}",
            data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :],
        )


def cuts(data: bytes) -> Iterator[Damage]:
    """The file cut at every page, at its edge or inside it."""
    for number in range(len(data) // PAGE):
        for more in (0, 1000):
            yield Damage(f"cut at {number * PAGE + more}", data[: number * PAGE + more])


def spoilt(data: bytes, count: int, seed: int) -> Iterator[Damage]:
    """Several pages at once, among them often the first ones, and pages in each other's places."""
    chance = random.Random(seed)
    last = len(data) // PAGE
    for place in range(count):
        found = bytearray(data)
        for _ in range(chance.randint(2, 6)):
            one, other = chance.randrange(last), chance.randrange(last)
            if chance.random() < 0.3:
                one = chance.randrange(5)
            at, there = one * PAGE, other * PAGE
            kind = chance.randrange(4)
            if kind == 0:
                found[at : at + PAGE] = data[there : there + PAGE]
            elif kind == 1:
                found[at : at + PAGE] = bytes(PAGE)
            elif kind == 2:
                found[at : at + 200] = chance.randbytes(200)
            else:
                found[at + 8 : at + 40] = chance.randbytes(32)
        yield Damage(f"several pages, {seed}.{place}", bytes(found))


# --- what is in a project -------------------------------------------------------------------------

_NAMED = """
    SELECT article.id, annotator.name, {columns} FROM {table}
    JOIN article ON article.number = {table}.article JOIN annotator ON annotator.number = {table}.{person}
"""

Rows = dict[tuple[str, str], set[tuple[Any, ...]]]


class Contents(NamedTuple):
    """What is in a project, by article and person."""

    articles: dict[str, tuple[Any, ...]]
    people: set[str]
    spans: Rows
    history: Rows
    decisions: Rows
    settled: Rows
    work: Rows
    assignments: Rows
    notes: Rows
    back: Rows


def contents_of(path: Path) -> Contents:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:

        def named(table: str, columns: str, person: str = "annotator") -> Rows:
            found: Rows = {}
            for id_, name, *row in connection.execute(
                _NAMED.format(table=table, columns=columns, person=person)
            ):
                found.setdefault((id_, name), set()).add(tuple(row))
            return found

        return Contents(
            articles={
                row[0]: row[1:]
                for row in connection.execute(
                    "SELECT id, title, date, source, url, metadata, sha256, length, words, added, text "
                    "FROM article JOIN article_text ON article = number"
                )
            },
            people={name for (name,) in connection.execute("SELECT name FROM annotator")},
            spans=named("span", 'span.id, start, "end", label, attributes, span.created, changed'),
            history=named("operation", "at, move, what, before, after"),
            decisions=_decisions(connection),
            settled=named("settled", "at, people", "adjudicator"),
            work=named("work", "status, note, seconds"),
            assignments=named("assignment", "dynamic, given, touched"),
            notes=named("note", 'note.id, person, start, "end", at, text, closes, sends_back', "author"),
            back=named("sent_back", "note, untouched"),
        )


def _decisions(connection: sqlite3.Connection) -> Rows:
    found: Rows = {}
    sql = """
        SELECT article.id, name, decision.id, at, choice, people, sources, policy, note, gold_span.id, start, "end",
        label, attributes FROM decision JOIN article ON article.number = decision.article
        JOIN annotator ON annotator.number = adjudicator LEFT JOIN gold_span ON gold_span.decision = decision.id
    """
    for id_, name, *row in connection.execute(sql):
        found.setdefault((id_, name), set()).add(tuple(row))
    return found


# --- what a recovery must hold to -----------------------------------------------------------------


def share(before: Contents, after: Contents) -> float:
    """Return how much of the articles, spans and decisions came over, from 0 to 1."""
    whole = len(before.articles) + _count(before.spans) + _count(before.decisions)
    there = sum(after.articles.get(id_) == row for id_, row in before.articles.items())
    for old, new in ((before.spans, after.spans), (before.decisions, after.decisions)):
        there += sum(len(rows & new.get(key, set())) for key, rows in old.items())
    return there / whole


def _count(rows: Rows) -> int:
    return sum(map(len, rows.values()))


def without_moments(contents: Contents) -> Contents:
    """Return contents without the times of the history, which stand there once, so that nothing proves them."""
    history = {key: {row[1:] for row in rows} for key, rows in contents.history.items()}
    return contents._replace(history=history)


def wrong(before: Contents, after: Contents, report: RecoverReport) -> Iterator[str]:
    """Yield what is not as the original had it and is not told."""
    told = "\n".join(report.lines)
    before, after = without_moments(before), without_moments(after)
    for id_, row in after.articles.items():
        if id_ not in before.articles or row[-1] != before.articles[id_][-1]:
            yield f"article {id_} is another"
    for id_, row in before.articles.items():
        if (
            after.articles.get(id_) != row
            and id_ not in told
            and not (
                id_ not in after.articles
                and (" of article (" in told or " of article_text (" in told or "Article " in told)
            )
        ):
            yield f"article {id_} is lost or differs, and nobody is told"
    for name, tables in {
        "spans": ("span", "operation"),
        "history": ("operation",),
        "decisions": ("decision", "gold_span", "gold_step"),
        "settled": ("settled", "gold_step", "decision"),
        "work": ("work",),
        "assignments": ("assignment",),
        "notes": ("note",),
        "back": ("sent_back", "note"),
    }.items():
        old, new = getattr(before, name), getattr(after, name)
        for key in sorted(old.keys() | new.keys()):
            id_, person = key
            there, was = new.get(key, set()), old.get(key, set())
            if there == was:
                continue
            about = (
                f"{person} in {id_}" in told
                or f"gold of {id_}" in told
                or f"{id_}:" in told
                or id_ not in after.articles
            )
            about = about or (person not in after.people and "Person" in told)
            if there - was and not (about or (id_ in told and name in ("work", "assignments"))):
                yield f"{name} of {key} has {there - was}, which was not there, and nobody is told"
            general = (
                any(f"of {table} (" in told or f"rows of {table} " in told for table in tables) or id_ in told
            )
            if not about and not general and not report.unknown and not report.source:
                yield f"{name} of {key} lacks {was - there}, and nobody is told"
    ever = {key: {text for row in rows for text in row[2:] if text} for key, rows in before.history.items()}
    for key, rows in after.spans.items():
        for row in rows - before.spans.get(key, set()):
            if not any(row[0] in text for text in ever.get(key, ())):
                yield f"{key} has a span that never was: {row}"


def saved(broken: Path, new: Path) -> tuple[RecoverReport, Contents]:
    """Recover, having seen that the damaged file stays as it is, and read the new one."""
    before = {path.name: path.read_bytes() for path in broken.parent.iterdir()}
    report = recover(broken, new)
    assert {path.name: path.read_bytes() for path in broken.parent.iterdir()} == before
    return report, contents_of(new)
