"""A corpus on its way through the program: imported, exported, and what was told of it."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.program import command, environment
from benchmarks.training.corpus import Corpus, Word

NAME = "corpus"
"""Whose layer the spans become."""
_NOT_READ = re.compile(r"^not read: ([\d,]+) (.+)$", re.MULTILINE)


class Place(NamedTuple):
    """A range of an article that is told of as changed or left out."""

    article: str
    start: int
    end: int


class Export(msgspec.Struct, frozen=True):
    """The folder of an export with a file or a folder for each part, and what it told as lost: how often by kind, and where."""

    folder: Path
    lost: Counter[str]
    places: dict[str, list[Place]]


class Through(msgspec.Struct, frozen=True):
    """The project into which a corpus was imported, and what the import told as not read."""

    corpus: Corpus
    project: Path
    not_read: dict[str, int]

    def export(self, name: str, *options: str) -> Export:
        """Export the data set with the corpus' own division to a folder of that name beside the project."""
        folder, losses = self.project.with_name(name), self.project.with_name(f"{name}.losses.jsonl")
        _run(
            *("export", "--project", str(self.project), "-o", str(folder), "--losses", str(losses)),
            *("--split-by", self.corpus.split_by, *options),
        )
        return Export(folder, *_losses(losses))


def imported(corpus: Corpus, folder: Path) -> Through:
    """Make a project of all parts of a corpus, in a folder that is made."""
    folder.mkdir()
    project = _made(corpus, folder / "corpus.db")
    told = _imported(project, *map(str, corpus.files.values()), *corpus.how)
    not_read = {what: int(count.replace(",", "")) for count, what in _NOT_READ.findall(told)}
    return Through(corpus, project, not_read)


def once_more(corpus: Corpus, file: Path, project: Path) -> list[list[Word]]:
    """Return the sentences of a file of CoNLL after it was imported into a project of its own and exported."""
    out = project.with_suffix(".conll")
    _imported(_made(corpus, project), str(file))
    _run("export", "--project", str(project), "-o", str(out), "--format", "conll")
    return read_conll(out)


def _made(corpus: Corpus, project: Path) -> Path:
    labels = ("--labels-from", *map(str, corpus.files.values())) if corpus.has_labels else ()
    _run("init", "--project", str(project), *labels)
    return project


def _imported(project: Path, *what: str) -> str:
    return _run("import", "--project", str(project), "--as", NAME, *what)


def read_conll(path: Path) -> list[list[Word]]:
    """Return the sentences of a file of CoNLL that was exported, with the first column of tags.

    A line "#" and a tab is a token; comments have a space after it.
    """
    sentences: list[list[Word]] = [[]]
    for line in path.read_text("utf-8").split("\n"):
        if line.startswith("# "):
            continue
        if line:
            word, tag, *_ = line.split("\t")
            sentences[-1].append(Word(word, tag))
        elif sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def _losses(path: Path) -> tuple[Counter[str], dict[str, list[Place]]]:
    lost: Counter[str] = Counter()
    ranges: dict[str, list[Place]] = {}
    for line in path.read_text("utf-8").splitlines():
        one = json.loads(line)
        lost[one["loss"]] += 1
        ranges.setdefault(one["loss"], []).append(Place(one["article"], one["start"], one["end"]))
    return lost, ranges


def _run(*arguments: str) -> str:
    """Run a command of the program; return all that it printed. Raises CalledProcessError with that in it."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            command(*arguments), env=environment(Path(home)), text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, arguments, done.stdout, done.stdout)
    return done.stdout
