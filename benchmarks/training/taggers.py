"""Taggers of sentences: a conditional random field, and a classifier of single tokens; scored by seqeval."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.training.corpus import Word

    Tagger = Callable[[Sequence[str]], list[str]]
    """Gives the words of a sentence their tags."""
    Trainer = Callable[[Sequence[Sequence[Word]], Path, int], Tagger]
    """Learns from sentences; it has a folder for its model, and a seed."""

ITERATIONS = 50
_AFFIXES = (1, 2, 3)


class Score(NamedTuple):
    """Precision, recall and F1 of whole entities, micro-averaged, and how many entities the test has."""

    entities: int
    precision: float
    recall: float
    f1: float


def features(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the features of each word: itself, how it begins and ends, what stands beside it."""
    around = ["<s>", *words, "</s>"]
    for place, word in enumerate(words):
        yield [
            "bias",
            f"word={word}",
            f"digits={word.isdigit()}",
            f"before={around[place]}",
            f"after={around[place + 2]}",
            *(f"begins={word[:size]}" for size in _AFFIXES),
            *(f"ends={word[-size:]}" for size in _AFFIXES),
        ]


def crf(sentences: Sequence[Sequence[Word]], folder: Path, seed: int) -> Tagger:
    """Train a conditional random field by python-crfsuite (L-BFGS, which draws nothing)."""
    del seed
    import pycrfsuite

    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": ITERATIONS})
    for sentence in sentences:
        trainer.append([*features([word.text for word in sentence])], [word.tag for word in sentence])
    model = folder / "model.crfsuite"
    trainer.train(str(model))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    return lambda words: list(tagger.tag([*features(words)]))


def single(sentences: Sequence[Sequence[Word]], folder: Path, seed: int) -> Tagger:
    """Train a linear classifier of single tokens by scikit-learn, as a head on a language model is one."""
    del folder
    from sklearn.feature_extraction import FeatureHasher
    from sklearn.linear_model import SGDClassifier

    hasher = FeatureHasher(n_features=2**17, input_type="string")
    rows = [row for sentence in sentences for row in features([word.text for word in sentence])]
    model = SGDClassifier("log_loss", alpha=1e-5, max_iter=10, tol=None, average=True, random_state=seed)
    model.fit(hasher.transform(rows), [word.tag for sentence in sentences for word in sentence])
    return lambda words: [str(tag) for tag in model.predict(hasher.transform(features(words)))]


def score(
    trainer: Trainer,
    train: Sequence[Sequence[Word]],
    test: Sequence[Sequence[Word]],
    folder: Path,
    seed: int,
) -> Score:
    """Train on sentences, tag others, and return what seqeval finds."""
    from seqeval.metrics import f1_score, precision_score, recall_score
    from seqeval.metrics.sequence_labeling import get_entities

    tagger = trainer(train, folder, seed)
    true = [[word.tag for word in sentence] for sentence in test]
    found = [tagger([word.text for word in sentence]) for sentence in test]
    return Score(
        len(get_entities(true)),
        *(float(of(true, found)) for of in (precision_score, recall_score, f1_score)),
    )
