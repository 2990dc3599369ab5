"""The command that shows the progress of people and articles."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import click

from annotator.cli.options import (
    articles_option,
    people_option,
    print_option,
    project_option,
    repeated,
    some_people,
)
from annotator.cli.output import print_lines, standard_output
from annotator.cli.say import counted, plain, say, show
from annotator.cli.tables import duration, long_table, table
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from annotator.cli.progress import Line
    from annotator.model import (
        ArticleStatus,
        FoundRescues,
        OpenThread,
        PersonStatus,
        ProjectSummary,
        StatusTotals,
        ToAssign,
    )
    from annotator.project import Project

MOST = 10
"""How many articles are listed; of more, only those that need attention."""


@click.command("status", epilog="Example: annotator status --format json")
@project_option
@articles_option
@people_option
@click.option("--long", "long", is_flag=True, help="List all articles, not only those that need attention.")
@click.option("--notes", "notes", is_flag=True, help="List the open threads of notes instead.")
@print_option
def command(
    project: Path, wanted: str | None, people: str | None, long: bool, notes: bool, kind: str
) -> None:
    """Tell how far everybody and everything is: assigned, done, spans, time, ready to adjudicate.

    Of more than ten articles those are listed that need attention, ten at most: first those that changed since they were settled, then those that
    are flagged, ready to adjudicate, begun, and for nobody though others are assigned; of each kind what came in first.
    JSON and CSV have all articles.

    With --articles people are counted in these articles alone; with --people the articles are those that these have to do with.

    With --notes each thread that nobody closed is listed: article, place, whose it is, its last note; with --people theirs alone.
    """
    if notes and long:
        raise UsageError("--long lists articles and --notes threads: leave one of them out.")
    with working(project, "Reading") as (opened, line):
        articles = None if wanted is None else opened.articles.select(wanted)
        names = some_people(opened, people)
        if notes:
            from annotator.cli.open_notes import print_open_threads

            print_open_threads(_open_threads(opened, articles, names), kind)
            return
        rescues = opened.rescues.find()
        with opened.as_of_now():
            if alike := opened.people.alike():
                from annotator.cli.alike import say_alike

                say_alike(alike, project)
            _say_rescues(rescues, project)
            summary = opened.standing.summary(articles, names, MOST)
            every = _counting(opened.standing.articles(articles, names), line, summary.totals.articles)
            if kind == "json":
                _print_json(summary, every)
            elif kind == "csv":
                _print_csv(every)
            elif not summary.totals.articles:
                show(_nothing(project, names, wanted))
            else:
                is_short = summary.attention is None or not long
                if summary.articles or not is_short:
                    _print_articles(summary.articles if is_short else every, is_short=is_short)
                asked = people is None and summary.totals.nobodys > 0
                unassigned = opened.assignments.unassigned(articles) if asked else None
                threads = len(_open_threads(opened, articles, names))
                _print_sums(summary, unassigned, project, long=long, threads=threads)


def _open_threads(
    opened: Project, articles: list[str] | None, names: tuple[str, ...] | None
) -> tuple[OpenThread, ...]:
    found = opened.notes.open_threads(articles)
    return found if names is None else tuple(one for one in found if one.thread.person in names)


def _counting(articles: Iterator[ArticleStatus], line: Line, total: int) -> Iterator[ArticleStatus]:
    line.begin("Reading", total)
    for count, article in enumerate(articles, 1):
        line(count)
        yield article


def _nothing(project: Path, names: tuple[str, ...] | None, wanted: str | None) -> str:
    if names is None:
        return f"The project has no articles yet; bring some in with: {command_line('import', 'PATH', project=project)}"
    which = "No article" if wanted is None else "None of these articles"
    return f"{which} is assigned to {' or '.join(names)}, or begun by them."


def _print_articles(articles: Iterable[ArticleStatus], *, is_short: bool) -> None:
    rows = _articles(articles)
    print_lines(chain(table(rows) if is_short else long_table(rows), [""]))


def _print_sums(
    summary: ProjectSummary, unassigned: ToAssign | None, project: Path, *, long: bool, threads: int
) -> None:
    lines = [
        *(table(_people(summary.people)) if summary.people else ["Nobody has begun."]),
        "",
        _totals(summary.totals),
    ]
    if summary.attention is not None and not long:
        lines.append(_attention(summary, project))
    if threads:
        how = command_line("status", options=[*repeated("wanted", "people"), "--notes"], project=project)
        lines.append(
            f"{counted(threads, 'thread')} of notes {'is' if threads == 1 else 'are'} open. To list {'it' if threads == 1 else 'them'}: {how}"
        )
    if unassigned is not None:
        from annotator.cli.unassigned import dealing

        first = unassigned.named < unassigned.count
        what = f"the first {unassigned.named:,} of what is" if first else "what is"
        lines.append(f"To deal out {what} for nobody: {dealing(unassigned, project)}")
    print_lines(lines)


def _attention(summary: ProjectSummary, project: Path) -> str:
    """Return the sentence on the articles that need attention, and how to list all."""
    count, listed = summary.attention or 0, len(summary.articles)
    which = "No article needs attention."
    if count > listed:
        which = f"Above are the {listed:,} articles that need attention most, of {count:,}."
    elif count:
        which = f"{counted(count, 'article needs', 'articles need')} attention, listed above."
    options = [*repeated("wanted", "people"), "--long"]
    return f"{which} To list all: {command_line('status', options=options, project=project)}"


def _say_rescues(found: FoundRescues, project: Path) -> None:
    """Print which changes are not in the project, because they could not be saved when a program ended."""
    for rescue in found.rescues:
        count, person = len(rescue.changes), rescue.header.person
        say(
            f"{counted(count, 'change')} of {person} {'waits' if count == 1 else 'wait'} in {rescue.path}. To bring "
            f"{'it' if count == 1 else 'them'} in: {command_line('', options=['--as', person], project=project)}"
        )
    for trouble in found.troubles:
        say(trouble)


def _print_json(summary: ProjectSummary, articles: Iterable[ArticleStatus]) -> None:
    """Print people, articles and totals as JSON, each article when it is read."""
    from annotator.cli.json_lists import write_json

    with standard_output() as out:
        write_json(out, {"people": summary.people, "articles": articles, "totals": summary.totals})


def _print_csv(articles: Iterable[ArticleStatus]) -> None:
    """Print a row for each article, with names between blanks and commas."""
    import csv

    with standard_output() as out:
        writer = csv.writer(_Text(out), lineterminator="\n")
        writer.writerow(
            (
                *("state", "number", "id", "title", "words", "spans", "seconds"),
                *("assigned", "doing", "done", "flagged", "sent_back"),
            )
        )
        for article in articles:
            who = (article.assigned, article.doing, article.done, article.flagged, article.sent_back)
            facts = (article.number, article.id, article.title, article.words, article.spans, article.seconds)
            writer.writerow((article.state, *facts, *map(", ".join, who)))


class _Text:
    """A stream of text over one of bytes, in UTF-8."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(text.encode())


def _totals(totals: StatusTotals) -> str:
    parts = [f"{totals.ready:,} ready to adjudicate", f"{totals.settled:,} settled"]
    if totals.changed:
        parts.append(f"{totals.changed:,} changed since")
    if totals.flagged:
        parts.append(f"{totals.flagged:,} flagged")
    if totals.sent_back:
        parts.append(f"{totals.sent_back:,} sent back")
    if totals.nobodys:
        parts.append(f"{totals.nobodys:,} for nobody")
    return f"{counted(totals.articles, 'article')}: {', '.join(parts)}."


# In the rows, ids and names are last or have a Latin word before and after them: a terminal that orders Arabic by
# itself would otherwise put the numbers beside them elsewhere.


def _articles(articles: Iterable[ArticleStatus]) -> Iterator[Sequence[str]]:
    yield "State", ">No.", ">Words", ">Spans", ">Time", "Article", "People"
    for article in articles:
        facts = [str(article.number), f"{article.words:,}", f"{article.spans:,}", duration(article.seconds)]
        yield article.state, *facts, plain(article.id), plain(_who(article))


def _who(article: ArticleStatus) -> str:
    back = article.sent_back
    begun = {*article.done, *article.doing, *article.flagged, *back}
    todo = [name for name in article.assigned if name not in begun]
    doing = [name for name in article.doing if name not in back]
    parts = [
        ("done", article.done),
        ("flagged", article.flagged),
        ("sent back", back),
        ("doing", doing),
        ("todo", todo),
    ]
    parts_shown = [f"{word}: {', '.join(names)}" for word, names in parts if names]
    missing = article.wanted - len({*article.assigned, *article.done})
    if article.dynamic and missing > 0:
        parts_shown.append(f"whoever asks: {missing:,}")
    return "; ".join(parts_shown) or "nobody"


def _people(people: Sequence[PersonStatus]) -> Iterator[Sequence[str]]:
    assigned, back = any(person.assigned for person in people), any(person.sent_back for person in people)
    yield (
        *(">Done", *([">Words done"] if assigned else []), ">Doing", ">Flagged"),
        *(*([">Sent back"] if back else []), ">Spans", ">Time", "Person"),
    )
    for person in people:
        done = [f"{person.finished:,}"]
        if assigned:
            done = [_of(person.done, person.assigned), _of(person.words_done, person.words_assigned)]
        facts = [f"{person.doing:,}", f"{person.flagged:,}", *([f"{person.sent_back:,}"] if back else [])]
        yield *done, *facts, f"{person.spans:,}", duration(person.seconds), plain(person.name)


def _of(done: int, all_: int) -> str:
    return f"{done:,} of {all_:,}"
