"""Commands on projects of all sizes: seconds and memory, and search beside grep."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, NamedTuple

from benchmarks.exchange import measured, timed
from benchmarks.size import corpus
from benchmarks.size.costs import Cost, turns
from benchmarks.size.screens import ADJUDICATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.size.projects import Made


class Command(NamedTuple):
    """A command. `copied`: which of the projects of a size it changes a copy of, if it changes any."""

    what: str
    arguments: Callable[[Made, Path], tuple[str, ...]]
    copied: Callable[[Made], Path] | None = None


COMMANDS = (
    Command("status", lambda made, _: ("status", "--project", str(made.tagged))),
    Command("status --long", lambda made, _: ("status", "--long", "--project", str(made.tagged))),
    Command(
        "assign to three people, two an article",
        lambda _, copy: ("assign", "huda", "salim", "maryam", "--per-article", "2", "--project", str(copy)),
        copied=lambda made: made.tagged,
    ),
    Command("agreement", lambda made, _: ("agreement", "--project", str(made.tagged))),
    Command(
        "adjudicate --auto",
        lambda _, copy: ("adjudicate", "--auto", "--as", ADJUDICATOR, "--policy", "majority", "--project", str(copy)),
        copied=lambda made: made.tagged,
    ),
    Command(
        "merge of all layers",
        lambda made, copy: ("merge", str(made.tagged), "--project", str(copy)),
        copied=lambda made: made.texts,
    ),
    Command("check", lambda made, _: ("check", "--project", str(made.tagged))),
)  # fmt: skip


def commands(projects: Mapping[int, Made], *, once: bool) -> list[Cost]:
    """Run each command in turn in projects of all sizes, in seconds without Python's start."""
    return [_in_turn(each, projects, once=once) for each in COMMANDS]


def _in_turn(command: Command, projects: Mapping[int, Made], *, once: bool) -> Cost:
    cost = Cost(command.what)
    for number in turns(cost, [*projects], once=once):
        made = projects[number]
        copy = made.folder / "copy.db"
        if command.copied is not None:
            shutil.copyfile(command.copied(made), copy)
        cost.add(number, *measured(made.folder, *command.arguments(made, copy)))
        for left in made.folder.glob("copy*"):
            left.unlink()
    return cost


# --- search ---------------------------------------------------------------------------------------


class Query(NamedTuple):
    """Words to search for."""

    what: str
    words: tuple[str, ...]


QUERIES = (
    Query(f"a word of one article in {corpus.RARE_EVERY:,}", (corpus.RARE,)),
    Query("the commonest word", (corpus.common(0),)),
    Query("two words", (corpus.common(50), corpus.common(60))),
    Query("a word that is nowhere", (corpus.ABSENT,)),
)


def search(projects: Mapping[int, Made], *, once: bool) -> list[tuple[Cost, Cost]]:
    """Search with each query in turn in all sizes; beside each `grep` on the same texts as one file. In seconds."""
    found = []
    for query in QUERIES:
        ours, grep = Cost(query.what), Cost(f"grep: {query.what}")
        for number in turns(ours, [*projects], once=once):
            made = projects[number]
            ours.add(number, *measured(made.folder, "search", *query.words, "--project", str(made.tagged)))
            grep.add(number, timed(lambda: grepped(made.corpus.lines, query.words)))  # noqa: B023
        found.append((ours, grep))
    return found


def grepped(lines: Path, words: Sequence[str]) -> int:
    """Return how many lines have all the words. Raises `CalledProcessError` where grep fails."""
    searches = [["grep", "-F", word] for word in words]
    searches[0].append(str(lines))
    searches[-1].insert(1, "-c")
    variables = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}  # bytes, which is the fastest
    before: IO[bytes] | None = None
    with ExitStack() as running:
        for search in searches:
            process = subprocess.Popen(search, stdin=before, stdout=subprocess.PIPE, env=variables)
            running.enter_context(process)
            if before is not None:
                before.close()
            before = process.stdout
        found = process.communicate()[0]
    if process.returncode > 1:  # 1: no line has them
        raise subprocess.CalledProcessError(process.returncode, searches[-1])
    return int(found)
