"""A corpus on its way through the program: imported, exported, and what was told of it."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from benchmarks.program import command, environment
from benchmarks.training.corpus import PARTS, Word

if TYPE_CHECKING:
    from benchmarks.training.corpus import Corpus

NAME = "corpus"
"""Whose layer the spans become."""
_NOT_READ = re.compile(r"^not read: ([\d,]+) (.+)$", re.MULTILINE)


class Place(NamedTuple):
    """A range of an article that is told of as changed or left out."""

    article: str
    start: int
    end: int


class Export(msgspec.Struct, frozen=True):
    """What one export of a part wrote, and what it told as lost: how often by kind, and where."""

    path: Path
    lost: Counter[str]
    ranges: dict[str, list[Place]]


class Through(msgspec.Struct, frozen=True):
    """The projects of the parts of a corpus, and what their imports told as not read, by part."""

    folder: Path
    not_read: dict[str, dict[str, int]]

    def project(self, part: str) -> Path:
        """Return the project of a part."""
        return self.folder / f"{part}.db"

    def export(self, part: str, name: str, *options: str) -> Export:
        """Export a part to a file or folder of that name, which gets the name of the part before it."""
        path, losses = self.folder / f"{part}-{name}", self.folder / f"{part}-{name}.losses.jsonl"
        _run(
            self.folder,
            *("export", "--project", str(self.project(part)), "-o", str(path), "--losses", str(losses)),
            *options,
        )
        return Export(path, *_losses(losses))


def imported(corpus: Corpus, folder: Path, files: dict[str, Path] | None = None) -> Through:
    """Make a project of each part of a corpus, of the files named here instead of its own if there are such."""
    folder.mkdir()
    not_read: dict[str, dict[str, int]] = {}
    for part in PARTS:
        project = ("--project", str(folder / f"{part}.db"))
        labels = ("--labels-from", *map(str, corpus.files.values())) if corpus.has_labels else ()
        _run(folder, "init", *project, *labels)
        file = corpus.files[part] if files is None else files[part]
        how = corpus.how if files is None else ()
        told = _run(folder, "import", *project, str(file), "--as", NAME, *how)
        not_read[part] = {what: int(count.replace(",", "")) for count, what in _NOT_READ.findall(told)}
    return Through(folder, not_read)


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


def _run(folder: Path, *arguments: str) -> str:
    """Run a command of the program; return all that it printed. Raises CalledProcessError with that in it."""
    done = subprocess.run(
        command(*arguments), env=environment(folder), cwd=folder, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, arguments, done.stdout, done.stdout)
    return done.stdout
