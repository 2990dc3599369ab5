"""The ways of training, each on a corpus as it is and on what an import and an export made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.formats.conll import article
from annotator.model import Loss
from annotator.sentences import how_many
from benchmarks.training import hub, spacy_ways
from benchmarks.training.comparing import Differences, differences, summed
from benchmarks.training.corpus import PARTS
from benchmarks.training.taggers import Score, crf, score, single
from benchmarks.training.through import once_more, read_conll

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from benchmarks.training.corpus import Corpus, Word
    from benchmarks.training.taggers import Trainer
    from benchmarks.training.through import Export, Through

CUT = (article.CUT_TOKENS, article.TOKENS)
SENTENCES = article.CUT_SENTENCES
JOINED = article.ENDS
NO_ROOM = (Loss.SAME_RANGE.value, Loss.UNTAGGED.value)
GROWN = Loss.WIDENED.value
APART = Loss.ENTITIES.value
OWN, EXPORTED, AGAIN, SPLIT = (
    "its own",
    "exported",
    "exported, imported, exported",
    "exported, --tokens split",
)


class Row(msgspec.Struct, frozen=True):
    """What came of training in one way on one form of the files; the rest is compared with the corpus' own."""

    way: str
    files: str
    units: int
    """Tokens of the training part."""
    score: Score
    found: Differences | None = None
    untold: int | None = None
    """Differences that the program did not tell; None where it says that they are there by intent."""
    vanished: int | None = None
    """Spans that training does not see."""
    notes: tuple[str, ...] = ()


class Run(NamedTuple):
    """A corpus that came in, a folder to work in, the steps of spaCy's training, and the seed."""

    corpus: Corpus
    came: Through
    folder: Path
    steps: int
    seed: int


def by_crf(run: Run) -> Iterator[Row]:
    """Train a conditional random field on CoNLL: the corpus' own, as exported, exported again, and with split words."""
    own = {part: run.corpus.words(part) for part in PARTS}
    yield Row("crf", OWN, _size(own), _scored(run, own))
    export = run.came.export("words", *_conll("words"))
    words = _read(export.folder)
    found = summed(differences(own[part], words[part]) for part in PARTS)
    alone = untold(found, run.came.not_read, export)
    yield Row("crf", EXPORTED, _size(words), _scored(run, words), found, alone)
    whole = run.came.export("whole", *_conll("words", columns=0)).folder
    again = {
        part: once_more(run.corpus, whole / f"{part}.conll", run.folder / f"{part}.db") for part in PARTS
    }
    changed = summed(differences(words[part], again[part]) for part in PARTS)
    yield Row("crf", AGAIN, _size(again), _scored(run, again), changed, changed.number)
    split = _read(run.came.export("split", *_conll("split")).folder)
    cut = summed(differences(own[part], split[part]) for part in PARTS)
    yield Row("crf", SPLIT, _size(split), _scored(run, split), cut)


def by_datasets(run: Run) -> Iterator[Row]:
    """Train a classifier of tokens on what the library datasets loads, an article a sequence."""
    own = {
        part: hub.made(
            [[word for sentence in one.words() for word in sentence] for one in run.corpus.documents[part]]
        )
        for part in PARTS
    }
    yield Row("datasets", OWN, _size(own), _scored(run, own, single))
    export = run.came.export("hub", "--format", "hf")
    words = hub.loaded(export.folder, run.folder / "cache")
    found = summed(differences(own[part], words[part]) for part in PARTS)
    alone = untold(found, run.came.not_read, export)
    yield Row("datasets", EXPORTED, _size(words), _scored(run, words, single), found, alone)


def by_spacy(run: Run) -> Iterator[Row]:
    """Train spaCy's ner and spancat on documents with the corpus' own tokens, and on those that were exported."""
    own = {part: run.folder / f"{part}-own" for part in PARTS}
    for part, folder in own.items():
        spacy_ways.write(run.corpus, part, folder)
    export = run.came.export("docs", "--format", "spacy")
    data = {part: export.folder / part for part in PARTS}
    places = [export.places.get(what, []) for what in (GROWN, APART)]
    trained = [
        spacy_ways.train(export.folder, folders, run.folder / f"spacy-{at}", run.steps, run.seed)
        for at, folders in enumerate((own, data))
    ]
    for way in (spacy_ways.NER, spacy_ways.SPANCAT):
        seen = {part: (spacy_ways.seen(own[part], way), spacy_ways.seen(data[part], way)) for part in PARTS}
        found, untold = [], 0
        for one, other in seen.values():
            compared, alone = spacy_ways.compare(one, other, *places)
            found.append(compared)
            untold += alone
        for at, files in enumerate((OWN, EXPORTED)):
            yield Row(
                f"spacy {way.component}",
                files,
                sum(len(one.tokens) for one in seen["train"][at]),
                trained[at].scores[way],
                summed(found) if at else None,
                untold if at else None,
                sum(one.vanished for pair in seen.values() for one in pair[at]),
                trained[at].remarks,
            )


WAYS: dict[str, Callable[[Run], Iterator[Row]]] = {"crf": by_crf, "datasets": by_datasets, "spacy": by_spacy}
NEEDED = {"crf": ("pycrfsuite", "seqeval"), "datasets": ("datasets", "seqeval"), "spacy": ("spacy",)}
"""The libraries that a way needs."""


def _read(folder: Path) -> dict[str, list[list[Word]]]:
    return {part: read_conll(folder / f"{part}.conll") for part in PARTS}


def _conll(tokens: str, columns: int = 1) -> tuple[str, ...]:
    """Return options for CoNLL."""
    return ("--format", "conll", "--columns", str(columns), "--tokens", tokens)


def _scored(run: Run, data: dict[str, list[list[Word]]], trainer: Trainer = crf) -> Score:
    return score(trainer, data["train"], data["test"], run.folder, run.seed)


def _size(data: dict[str, list[list[Word]]]) -> int:
    return sum(map(len, data["train"]))


def untold(found: Differences, not_read: Mapping[str, int], export: Export) -> int:
    """Return how far the differences are from those that import and export told.

    Nothing tells of other tags, but of labels where several are on one range and tags have room for one.
    """

    def told(what: str) -> int:
        return not_read.get(what, 0) + not_read.get(how_many(1, what).removeprefix("1 "), 0)

    cut = sum(map(told, CUT))
    return (
        abs(found.tokens - cut)
        + max(0, found.sentences - told(SENTENCES))
        + max(0, found.joined - told(JOINED))
        + (found.tags - found.relabelled)
        + max(0, found.labels - sum(export.lost[what] for what in NO_ROOM))
        + bool(found.other_text)
    )
