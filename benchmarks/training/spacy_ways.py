"""spaCy's own commands, `debug data`, `train` and `evaluate`, on documents made of a corpus and on those of an export."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.training.comparing import Differences
from benchmarks.training.corpus import Labelled, Range, covered
from benchmarks.training.taggers import Score

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from benchmarks.training.corpus import Corpus, Document
    from benchmarks.training.through import Place

KEY = "sc"
_USUAL = re.compile(r"\d+ (?:warning|error)s?$|Low number of examples for label")


class Way(NamedTuple):
    """A component, and what `evaluate` calls its score."""

    component: str
    score: str


NER = Way("ner", "ents")
SPANCAT = Way("spancat", f"spans_{KEY}")


def write(corpus: Corpus, part: str, folder: Path) -> None:
    """Write the documents of a part with the tokens of the corpus, as `spacy convert` makes them of its files."""
    import spacy
    from spacy.tokens import DocBin

    folder.mkdir(parents=True)
    vocab = spacy.blank("ar").vocab
    docs = DocBin(attrs=["ORTH", "ENT_IOB", "ENT_TYPE"])
    for document in corpus.documents[part]:
        docs.add(_doc(document, vocab))
    (folder / f"{part}.spacy").write_bytes(docs.to_bytes())


def _doc(document: Document, vocab: Any) -> Any:
    """Return a document of spaCy; white space but single spaces after tokens is a token of its own."""
    from spacy.tokens import Doc, Span

    words: list[str] = []
    spaces: list[bool] = []
    numbers: list[int] = []
    """The number of each token among spaCy's, and that behind the last."""
    offset = 0
    text = document.text
    tokens = document.tokens()
    for start, end in (*tokens, (len(text), len(text))):
        gap = text[offset:start]
        if gap.startswith(" ") and words:
            spaces[-1], gap = True, gap[1:]
        if gap:
            words.append(gap)
            spaces.append(False)
        numbers.append(len(words))
        words.append(text[start:end])
        spaces.append(False)
        offset = end
    doc = Doc(vocab, words=words[:-1], spaces=spaces[:-1])
    if doc.text != text:
        raise ValueError(f"spaCy would change a text of the corpus: {text[:40]!r}")

    def span(one: Labelled) -> Any:
        first, last = covered(tokens, one)
        return Span(doc, numbers[first], numbers[last - 1] + 1, label=one.label)

    doc.set_ents([span(one) for one in document.flat])
    # In the order of the text, as others write them: labels are learnt in the order in which they are met.
    doc.spans[KEY] = [span(one) for one in sorted(document.spans, key=lambda one: (one.start, -one.end))]
    return doc


class Seen(NamedTuple):
    """What training sees of a document: its own tokens with tags, all spans on them, and how many vanish."""

    name: str
    tokens: list[Range]
    tags: list[str]
    spans: set[Labelled]
    vanished: int


def seen(folder: Path, way: Way) -> list[Seen]:
    """Return what `Example(nlp.make_doc(text), doc)` makes of the documents of a folder. A tag "-" is none: not known."""
    import spacy
    from spacy.tokens import DocBin
    from spacy.training import Example

    nlp = spacy.blank("ar")
    found = []
    for path in sorted(folder.glob("*.spacy")):
        for doc in DocBin(store_user_data=True).from_disk(path).get_docs(nlp.vocab):
            example = Example(nlp.make_doc(doc.text), doc)
            marked = doc.ents if way is NER else doc.spans[KEY]
            there = {*map(_key, example.get_aligned_spans_y2x(marked, allow_overlap=True))}
            found.append(
                Seen(
                    str(doc.user_data.get("id", "")),
                    [Range(token.idx, token.idx + len(token)) for token in example.predicted],
                    [tag or "-" for tag in example.get_aligned_ner()] if way is NER else [],
                    there,
                    len({*map(_key, marked)}) - len(there),
                )
            )
    return found


def compare(
    own: Sequence[Seen], exported: Sequence[Seen], grown: Collection[Place], apart: Collection[Place]
) -> tuple[Differences, int]:
    """Return in what training sees the two otherwise, and how much of that is not told.

    Told is what a span that grew has anything of, and what is just where a span is that doc.ents had no room for.
    """
    kinds: Counter[str] = Counter()
    tokens = tags = untold = 0
    if len(own) != len(exported):
        return Differences(other_text=f"{len(own):,} documents are {len(exported):,}"), 1
    for one, other in zip(own, exported, strict=True):
        near = [place for place in grown if place.article == other.name]
        exact = {(place.start, place.end) for place in apart if place.article == other.name}
        odd: list[Range] = []
        if one.tokens != other.tokens:
            tokens += len({*one.tokens} ^ {*other.tokens})
            odd += {*one.tokens} ^ {*other.tokens}
        for token, tag, instead in zip(one.tokens, one.tags, other.tags, strict=False):
            if tag != instead:
                tags += 1
                kinds[f"tag {tag} is {instead}"] += 1
                odd.append(token)
        for span in one.spans ^ other.spans:
            kinds[f"{span.label} that only {'the corpus' if span in one.spans else 'the export'} has"] += 1
            odd.append(Range(span.start, span.end))
            tags += not one.tags  # elsewhere they are counted already
        untold += sum(
            (start, end) not in exact and all(place.end <= start or end <= place.start for place in near)
            for start, end in odd
        )
    return Differences(tokens, tags, kinds=kinds), untold


def _key(span: Any) -> Labelled:
    return Labelled(span.start_char, span.end_char, span.label_)


class Trained(NamedTuple):
    """The score of each component, and what `debug data` remarks on: lines with a cross or a warning sign."""

    scores: dict[Way, Score]
    remarks: tuple[str, ...]


def train(exported: Path, data: Mapping[str, Path], folder: Path, steps: int, seed: int) -> Trained:
    """Check, train and evaluate both components by the commands of spaCy, with the configuration and labels of an export.

    `data` has a folder of documents for each part.
    """
    folder.mkdir()
    config = str(exported / "config.cfg")
    paths = ("--paths.train", str(data["train"]), "--paths.dev", str(data["val"]))
    labels = ("--paths.labels", str(exported / "labels"))
    checked = _spacy("debug", "data", config, *paths, *labels, check=False)
    _spacy(
        *("train", config, "--output", str(folder), *paths, *labels),
        *("--training.max_steps", str(steps), "--training.eval_frequency", str(max(1, steps // 2))),
        *("--system.seed", str(seed)),
    )
    file = folder / "scores.json"
    _spacy("evaluate", str(folder / "model-last"), str(data["test"]), "--output", str(file))
    found = json.loads(file.read_bytes())
    scores = {}
    for way in (NER, SPANCAT):
        entities = sum(len(one.spans) for one in seen(data["test"], way))
        scores[way] = Score(entities, *(found[f"{way.score}_{what}"] or 0.0 for what in "prf"))
    return Trained(scores, _remarks(checked))


def _remarks(printed: str) -> tuple[str, ...]:
    """Return the remarks of `debug data` but for its sums, and for how few examples of a label there are."""
    lines = [line[1:].strip() for line in printed.splitlines() if line.startswith(("✘", "⚠"))]
    return tuple(line for line in lines if not _USUAL.match(line))


def _spacy(*arguments: str, check: bool = True) -> str:
    """Run a command of spaCy without colours, on one core, so that the same data give the same model."""
    done = subprocess.run(
        [sys.executable, "-m", "spacy", *arguments], text=True, check=False,
        env={**os.environ, "ANSI_COLORS_DISABLED": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if check and done.returncode:
        raise subprocess.CalledProcessError(done.returncode, ["spacy", *arguments], done.stdout, done.stdout)
    return done.stdout
