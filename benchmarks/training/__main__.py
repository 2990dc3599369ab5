"""Trains on a corpus as it is and on what an import and an export make of it; prints both scores and all that differs.

The exit status is 1 where something differs that the program did not tell.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.table import LeftOut
from benchmarks.training import generated, wojood
from benchmarks.training.report import differing, table
from benchmarks.training.through import imported
from benchmarks.training.ways import NEEDED, WAYS, Row, Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.training.corpus import Corpus

STEPS = 400
_QUICK_SIZE, _QUICK_SENTENCES, _QUICK_STEPS = 0.05, 80, 10
_TOLD = "All that differs is told."
_UNTOLD = "A bar was missed, or something could not be trained."


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 when a bar is missed or something could not be trained, 2 for bad arguments, else 0."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    ways = list(dict.fromkeys(chosen.ways or WAYS))
    if unknown := [way for way in ways if way not in WAYS]:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(WAYS)}")
    failed = False
    with tempfile.TemporaryDirectory() as name:
        try:
            for corpus in _corpora(chosen, Path(name)):
                failed = _trained(corpus, ways, Path(name), chosen) or failed
        except OSError as error:
            parser.error(f"--wojood: {error.filename}: {error.strerror}")
        except subprocess.CalledProcessError as error:
            print(f"{' '.join(map(str, error.cmd))} failed:\n{error.output}", file=sys.stderr)
            return 1
    if chosen.wojood is None:
        print(LeftOut("Wojood", "Its folder is not named: make training WOJOOD=FOLDER trains on it, too."))
    print(_UNTOLD if failed else _TOLD)
    return int(failed)


def _trained(corpus: Corpus, ways: Sequence[str], name: Path, chosen: argparse.Namespace) -> bool:
    """Train on a corpus and print what came of it; return whether something is wrong."""
    print(f"## {corpus.name}\n\n{corpus.about()}\n", flush=True)
    folder = name / corpus.name
    folder.mkdir()
    steps = min(chosen.steps, _QUICK_STEPS) if chosen.quick else chosen.steps
    run = Run(corpus, imported(corpus, folder / "came"), folder, steps, chosen.seed)
    rows: list[Row] = []
    lacking = {way: [one for one in NEEDED[way] if find_spec(one) is None] for way in ways}
    for way in ways:
        if lacking[way]:
            print(LeftOut(way, f"{lacking[way][0]} is not installed; make training does that."), flush=True)
            continue
        for row in WAYS[way](run):
            print(
                f"{corpus.name}: {row.way}, {row.files}: F1 {row.score.f1:.4f}", file=sys.stderr, flush=True
            )
            rows.append(row)
    found = table(corpus.name, rows, steps, chosen.seed)
    print(f"{found}\n\n{differing(rows)}\n", flush=True)
    return any(map(bool, lacking.values())) or not all(bar.met for bar in found.bars)


def _corpora(chosen: argparse.Namespace, folder: Path) -> Iterator[Corpus]:
    size, sentences = (_QUICK_SIZE, _QUICK_SENTENCES) if chosen.quick else (chosen.size, chosen.sentences)
    yield generated.make(folder, size, chosen.seed)
    if chosen.wojood is not None:
        yield wojood.read(chosen.wojood, folder, sentences)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training",
        description="Train on a corpus and on what import and export make of it.",
    )
    parser.add_argument("ways", nargs="*", metavar="WAY", help=f"how to train: {', '.join(WAYS)}")
    parser.add_argument("--wojood", type=Path, metavar="FOLDER", help="train on Wojood's files, too")
    parser.add_argument(
        "--sentences", type=int, metavar="N", help="only so many of Wojood's sentences for training"
    )
    parser.add_argument("--size", type=float, default=1.0, help="so many times the generated articles")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"of spaCy's training ({STEPS})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="little of all: the scores mean nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
