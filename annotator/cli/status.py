"""The command that shows the progress of people and articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli.options import (
    articles_option,
    open_project,
    people_option,
    print_option,
    project_option,
    some_people,
)
from annotator.cli.output import standard_output
from annotator.cli.say import counted, plain, say, show
from annotator.cli.tables import duration, table
from annotator.command_line import command_line
from annotator.model import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.model import ArticleStatus, FoundRescues, ProjectStatus


@click.command("status", epilog="Example: annotator status --format json")
@project_option
@articles_option
@people_option
@print_option
def command(project: Path, wanted: str | None, people: str | None, kind: str) -> None:
    """Tell of each article and each person how far they are: assigned, done, spans, time, ready to adjudicate.

    With --articles people are counted in these articles alone; with --people the articles are those that these have to do with.
    """
    with open_project(project) as opened:
        articles = None if wanted is None else opened.articles.select(wanted)
        names = some_people(opened, people)
        with opened.as_of_now():
            status = opened.work.status(articles, names)
            unassigned = opened.assignments.unassigned(articles) if people is None else None
            alike = opened.people.overview().alike
        rescues = opened.rescues.find()
    if alike:
        from annotator.cli.alike import say_alike

        say_alike(alike, project)
    _say_rescues(rescues, project)
    if kind == "json":
        _print_json(status)
        return
    if kind == "csv":
        with standard_output() as out:
            out.write(_csv(status).encode())
        return
    if not status.articles and names is not None:
        which = "No article" if wanted is None else "None of these articles"
        show(f"{which} is assigned to {' or '.join(names)}, or begun by them.")
        return
    if not status.articles:
        show(
            f"The project has no articles yet; bring some in with: {command_line('import', 'PATH', project=project)}"
        )
        return
    shown = table(_people(status)) if status.people else ["Nobody has begun."]
    lines = [*table(_articles(status)), "", *shown, "", _totals(status)]
    if unassigned is not None:
        from annotator.cli.unassigned import dealing

        lines.append(f"To deal out what is for nobody: {dealing(unassigned, project)}")
    with standard_output():
        click.echo("\n".join(lines))


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


def _print_json(status: ProjectStatus) -> None:
    import msgspec

    report = {**msgspec.to_builtins(status), "totals": totals(status)}
    with standard_output() as out:
        out.write(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")


def _csv(status: ProjectStatus) -> str:
    """Return a row for each article, with names between blanks and commas."""
    import csv
    from io import StringIO

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        (
            "state",
            "number",
            "id",
            "title",
            "words",
            "spans",
            "seconds",
            "assigned",
            "doing",
            "done",
            "flagged",
        )
    )
    for article in status.articles:
        who = (article.assigned, article.doing, article.done, article.flagged)
        facts = (article.number, article.id, article.title, article.words, article.spans, article.seconds)
        writer.writerow((state(article), *facts, *map(", ".join, who)))
    return out.getvalue()


def totals(status: ProjectStatus) -> dict[str, float]:
    """Return what is true of the whole project, each as a count of articles, but for words, spans and seconds."""
    articles = status.articles
    return {
        "articles": len(articles),
        "words": sum(article.words for article in articles),
        "assigned": sum(article.wanted > 0 for article in articles),
        "nobodys": sum(article.left_out is LeftOut.NOBODYS for article in articles),
        "ready": sum(article.ready for article in articles),
        "settled": sum(article.settled for article in articles),
        "changed": sum(article.changed for article in articles),
        "flagged": sum(bool(article.flagged) for article in articles),
        "spans": sum(article.spans for article in articles),
        "seconds": sum(article.seconds for article in articles),
    }


def _totals(status: ProjectStatus) -> str:
    count = totals(status)
    parts = [f"{count['ready']:,} ready to adjudicate", f"{count['settled']:,} settled"]
    if count["changed"]:
        parts.append(f"{count['changed']:,} changed since")
    if count["flagged"]:
        parts.append(f"{count['flagged']:,} flagged")
    if count["nobodys"]:
        parts.append(f"{count['nobodys']:,} for nobody")
    return f"{counted(len(status.articles), 'article')}: {', '.join(parts)}."


# In the rows, ids and names are last or have a Latin word before and after them: a terminal that orders Arabic by
# itself would otherwise put the numbers beside them elsewhere.


def _articles(status: ProjectStatus) -> Iterator[Sequence[str]]:
    yield "State", ">No.", ">Words", ">Spans", ">Time", "Article", "People"
    for article in status.articles:
        facts = [str(article.number), f"{article.words:,}", f"{article.spans:,}", duration(article.seconds)]
        yield state(article), *facts, plain(article.id), plain(_who(article))


def state(article: ArticleStatus) -> str:
    """Return the word for how far an article is."""
    if article.settled:
        return "settled"
    if article.changed:
        return "changed"
    if article.ready:
        return "ready"
    if article.flagged:
        return "flagged"
    if article.left_out is None:
        return "done"
    return "doing" if article.doing or article.done else "todo"


def _who(article: ArticleStatus) -> str:
    begun = {*article.done, *article.doing, *article.flagged}
    todo = [name for name in article.assigned if name not in begun]
    parts = [("done", article.done), ("flagged", article.flagged), ("doing", article.doing), ("todo", todo)]
    parts_shown = [f"{word}: {', '.join(names)}" for word, names in parts if names]
    missing = article.wanted - len({*article.assigned, *article.done})
    if article.dynamic and missing > 0:
        parts_shown.append(f"whoever asks: {missing:,}")
    return "; ".join(parts_shown) or "nobody"


def _people(status: ProjectStatus) -> Iterator[Sequence[str]]:
    assigned = any(person.assigned for person in status.people)
    yield ">Done", *([">Words done"] if assigned else []), ">Doing", ">Flagged", ">Spans", ">Time", "Person"
    for person in status.people:
        done = [f"{person.finished:,}"]
        if assigned:
            done = [_of(person.done, person.assigned), _of(person.words_done, person.words_assigned)]
        facts = [f"{person.doing:,}", f"{person.flagged:,}", f"{person.spans:,}", duration(person.seconds)]
        yield *done, *facts, plain(person.name)


def _of(done: int, all_: int) -> str:
    return f"{done:,} of {all_:,}"
