"""What programs that we did not write make of our files, and we of theirs."""

from __future__ import annotations

import io
import os
from collections import Counter
from pathlib import Path
from typing import Literal

import pytest

from annotator.formats.base import Reading, Writing
from annotator.formats.conll import Conll, ConllOptions
from annotator.formats.losses import Losses
from annotator.model import Incoming, IncomingSpan
from tests.formats.cases import CASES, WRITING
from tests.formats.tools import read


def corpora(name: str) -> Path:
    folder = Path(os.environ.get("ANNOTATOR_CORPORA", "")) / name
    if "ANNOTATOR_CORPORA" not in os.environ or not folder.is_dir():
        pytest.skip(f"ANNOTATOR_CORPORA names no folder with {name}'s files")
    return folder


@pytest.mark.parametrize("tokens", ["words", "split"])
def test_conllu_reads_words_tags_and_comments(tokens: Literal["words", "split"]) -> None:
    conllu = pytest.importorskip("conllu")
    out = io.BytesIO()
    options = ConllOptions(columns=3, numbers=True, tokens=tokens)
    Conll().write(CASES.values(), out, Writing(schema=WRITING.schema, options=options), Losses())
    found: dict[str, list[str]] = {}
    exact: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    name = ""
    for sentence in conllu.parse(out.getvalue().decode()):
        name = sentence.metadata.get("newdoc id", name)
        exact |= {name: sentence.metadata["exact_spans"]} if "exact_spans" in sentence.metadata else {}
        assert [word["id"] for word in sentence] == list(range(1, len(sentence) + 1))
        texts.setdefault(name, []).append("".join(word["form"] for word in sentence))
        found.setdefault(name, []).extend(
            word[column][2:]
            for word in sentence
            for column in ("ner", "ner2", "ner3")
            if word[column][0] == "B"
        )
    assert list(found) == list(CASES)
    for name, case in CASES.items():
        assert "".join(texts[name]) == "".join(case.text.split())
        if tokens == "split" or name != "edges":
            assert Counter(found[name]) == Counter(span.label for span in case.spans)
    assert ("clitic" in exact) == (tokens == "words")


def lies_in_another(one: IncomingSpan, spans: tuple[IncomingSpan, ...]) -> bool:
    return any(other is not one and other.start <= one.start and one.end <= other.end for other in spans)


def swallowed(one: IncomingSpan, spans: tuple[IncomingSpan, ...]) -> bool:
    """Say whether it lies in one of its own label: who reads tags label by label takes it for a part of that."""
    return lies_in_another(one, tuple(other for other in spans if other.label == one.label))


def test_wojood_comes_in() -> None:
    folder = corpora("wojood")
    paths = sorted(folder.glob("*.txt"))
    assert len(paths) == 3
    good, refused = read(*paths)
    assert not refused
    assert len(good) == 1629
    assert sum(len(article.spans) for article in good) == 4223
    kept = [
        (one, tuple(other for other in article.spans if not swallowed(other, article.spans)))
        for article in good
        for one in article.spans
        if not swallowed(one, article.spans)
    ]
    assert len(kept) == 4187
    assert sum(lies_in_another(one, spans) for one, spans in kept) == 780
    strays = [words for article in good for words in article.lost if "inner tag" in words]
    assert strays == [
        "train.txt, line 12377: the inner tag of 'FAC' goes on with no span, read as the beginning of one"
    ]


def test_spans_of_wojood_are_the_words_of_their_tags() -> None:
    folder = corpora("wojood")
    (article,) = Conll().read(folder / "val.txt", Reading(options=ConllOptions(article="file")))
    assert isinstance(article, Incoming)
    expected = Counter[tuple[str, str]]()
    runs: dict[int, tuple[str, list[str]]] = {}
    for line in [*(folder / "val.txt").read_text(encoding="utf-8").split("\n"), ""]:
        word, *tags = line.split(" ")
        for column in list(runs):
            label, words = runs[column]
            if tags[column : column + 1] == [f"I-{label}"]:
                words.append(word)
            else:
                expected[" ".join(words), label] += 1
                del runs[column]
        for column, tag in enumerate(tags):
            if tag.startswith("B-"):
                runs[column] = (tag[2:], [word])
    assert Counter((article.text[span.start : span.end], span.label) for span in article.spans) == expected


def test_doccanos_files_come_in() -> None:
    folder = corpora("doccano")
    good, refused = read(folder / "example.conll", folder / "labeling.trailing.conll")
    assert not refused
    assert [article.text for article in good] == [
        "JAPAN GET", "Nadim Ladki", "SOCCER - JAPAN GET LUCKY WIN , CHINA IN SURPRISE DEFEAT .",
    ]  # fmt: skip
    good, (refusal,) = read(folder / "labeling.invalid.conll")
    assert [article.text for article in good] == ["Nadim Ladki", "AL-AIN , United Arab Emirates 1996-12-06"]
    assert (refusal.line, refusal.reason.split(";")[0]) == (1, "'SOCCERO' in column 3 is no tag")


@pytest.mark.parametrize("tags", ["iob2", "bilou"])
def test_spacys_converter_reads_files_without_comments(tags: Literal["iob2", "bilou"]) -> None:
    converters = pytest.importorskip("spacy.training.converters")
    cases = [CASES[name] for name in ("plain", "clitic", "lam-alef", "harakat", "marks", "empty", "many")]
    out = io.BytesIO()
    options = ConllOptions(comments=False, tags=tags, tokens="split")
    Conll().write(cases, out, Writing(schema=WRITING.schema, options=options), Losses())
    found = Counter(
        (entity.text.replace(" ", ""), entity.label_)
        for doc in converters.conll_ner_to_docs(out.getvalue().decode(), no_print=True)
        for entity in doc.ents
    )
    assert found == Counter((span.text.replace(" ", ""), span.label) for case in cases for span in case.spans)
