"""What lies beside documents trains a pipeline on them as it is: sentences, configuration and labels."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.base import Writing
from annotator.formats.losses import Losses
from annotator.formats.spacy import Spacy, SpacyOptions, document
from annotator.model import Loss
from annotator.text import segment
from tests.formats.cases import CASES, WRITING, over, record
from tests.formats.test_rows import records

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from spacy.language import Language

    from annotator.model import Record

pytest.importorskip("spacy")

TEXT = "وصل الوفد إلى الغضا. نفى الناطق ذلك؟ لا.\n\nعاد المراسل أمس.  وسكت."
TELLING = "وصل وفد {n} إلى {place}. وقال قائد {place} إن {n} شاحنة عبرت الجسر. ثم غادر الوفد."
PLACES = ["الغضا", "الصرّة", "النخيل", "الرمانة"]


@pytest.fixture(scope="module")
def nlp() -> Language:
    import spacy

    return spacy.blank("ar")


def article(number: int) -> Record:
    """Return an article with spans inside others and over the end of a sentence."""
    place = PLACES[number % 4]
    text = TELLING.format(n=number + 3, place=place)
    first = text.index("وقال")
    marks = over(text, (place, "location"), (f"قائد {place}", "actor"), (f"وفد {number + 3}", "actor"))
    inner = text.index(place, first)
    marks.append((inner, inner + len(place), "location"))
    if number % 5 == 0:
        marks.append((first, len(text), "claim"))
    return record(f"n-{number}", text, marks)


def write(folder: Path, splits: dict[str, Iterable[Record]], **options: Any) -> Path:
    how = Writing(schema=WRITING.schema, options=SpacyOptions(**options))
    for name, articles in splits.items():
        Spacy().write_split(articles, folder, name, how, Losses())
    return folder


def spacy(folder: Path, *words: str) -> str:
    """Run spaCy's own command in the folder of a data set."""
    done = subprocess.run(
        [sys.executable, "-m", "spacy", *words],
        cwd=folder, capture_output=True, check=False, encoding="utf-8",
        env={"PATH": "", "PYTHONUTF8": "1", "NO_COLOR": "1", "ANSI_COLORS_DISABLED": "1", "COLUMNS": "200"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sentences(record: Record, nlp: Language) -> list[str]:
    return [sentence.text for sentence in document(record, nlp, Losses()).sents]


def test_sentences_are_marked_and_joined_where_a_span_crosses_their_ends(nlp: Language) -> None:
    parts = [TEXT[start:end] for start, end in segment.text_sentences(TEXT)]
    assert [text.strip() for text in sentences(record("a", TEXT), nlp)] == parts
    joined = record("a", TEXT, over(TEXT, ("الغضا. نفى", "claim")))
    assert sentences(joined, nlp)[0] == "وصل الوفد إلى الغضا. نفى الناطق ذلك؟"
    assert document(joined, nlp, Losses()).has_annotation("SENT_START", require_complete=True)


def test_a_sentence_that_ends_inside_a_token_ends_with_it(nlp: Language) -> None:
    text = "قال!«نعم» وعاد. ثم سكت."
    assert [text[start:end] for start, end in segment.text_sentences(text)][:2] == ["قال!", "«نعم» وعاد."]
    assert "قال!«نعم" in [token.text for token in nlp(text)], "spaCy cuts there now: take another text"
    assert sentences(record("a", text), nlp) == ["قال!«نعم", "» وعاد.", "ثم سكت."]
    spanned = record("a", text, over(text, ("نعم»", "claim")))
    assert sentences(spanned, nlp) == ["قال!«نعم» وعاد.", "ثم سكت."]
    assert sentences(record("a", "نعم!«لا»!“لا\n\nعاد."), nlp)[-1] == "عاد."


def test_sentences_are_kept_in_the_file(tmp_path: Path, nlp: Language) -> None:
    from spacy.tokens import DocBin

    write(tmp_path, {"train": CASES.values()})
    (path,) = (tmp_path / "train").glob("*.spacy")
    for doc, case in zip(DocBin().from_disk(path).get_docs(nlp.vocab), CASES.values(), strict=True):
        assert doc.has_annotation("SENT_START", require_complete=True)
        assert [sentence.text for sentence in doc.sents] == sentences(case, nlp)


@settings(deadline=None)
@given(case=records(), tokens=st.sampled_from(["words", "split"]))
def test_no_span_crosses_the_end_of_a_sentence(case: Record, tokens: Any, nlp: Language) -> None:
    doc = document(case, nlp, Losses(), tokens)
    for span in [*doc.spans["sc"], *doc.ents]:
        assert not any(token.is_sent_start for token in span[1:]), span
        assert span.text in span.sent.text
    assert len([*doc.sents]) <= max(1, len([*segment.text_sentences(case.text)]))


def test_spacy_takes_the_configuration_and_trains_on_it(tmp_path: Path) -> None:
    folder = write(tmp_path, {"train": map(article, range(100)), "validation": map(article, range(100, 120))})
    paths = ("--paths.train", "train", "--paths.dev", "validation")
    assert "Config is valid" in spacy(folder, "debug", "config", "config.cfg", *paths)
    checked = spacy(folder, "debug", "data", "config.cfg", *paths, "--ignore-warnings")
    assert "Corpus is loadable" in checked
    assert "No entities crossing sentence boundaries" in checked
    assert "No entities consisting of or starting/ending with whitespace" in checked
    steps = ("--training.max_steps", "60", "--training.eval_frequency", "30", "-o", "model")
    told = spacy(folder, "train", "config.cfg", *paths, *steps)
    assert re.search("ENTS_F.*SPANS_SC_F", told)
    (last,) = re.findall(r"^ *\d+ +60 .*$", told, re.MULTILINE)
    entities, spans = float(last.split()[5]), float(last.split()[8])
    assert entities > 20
    assert spans > 0
    config = (folder / "model" / "model-last" / "config.cfg").read_text(encoding="utf-8")
    assert 'spans_key = "sc"' in config


def test_labels_are_those_that_spacy_finds_itself(tmp_path: Path) -> None:
    folder = write(tmp_path, {"train": map(article, range(20)), "test": map(article, range(20, 24))})
    spacy(folder, "init", "labels", "config.cfg", "found", "--paths.train", "train", "--paths.dev", "test")
    for name in ("ner", "spancat"):
        ours, theirs = (
            json.loads((folder / part / f"{name}.json").read_bytes()) for part in ("labels", "found")
        )
        if name == "ner":
            ours, theirs = ({move: {*found} for move, found in one.items()} for one in (ours, theirs))
            assert ours == theirs
        else:
            assert sorted(ours) == sorted(theirs)


def test_labels_are_in_the_order_of_the_schema_with_those_that_it_lacks_behind(tmp_path: Path) -> None:
    case = record("a", "وصل الوفد أمس", [(0, 3, "claim"), (4, 9, "actor"), (10, 13, "date of arrival")])
    write(tmp_path, {"train": [case]})
    for name in ("ner", "spancat"):
        found = json.loads((tmp_path / "labels" / f"{name}.json").read_bytes())
        found = [*found["1"]] if name == "ner" else found
        assert found == ["actor", "claim", "date of arrival"]


def test_lengths_are_all_short_ones_and_those_of_long_spans(tmp_path: Path) -> None:
    text = " ".join(["كلمة"] * 40)
    case = record("a", text, [(0, 9, "actor"), (0, len("كلمة ") * 30 - 1, "claim")])
    write(tmp_path, {"train": [case]})
    assert "sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30]" in config_of(tmp_path)


@pytest.mark.parametrize("order", [("train", "validation", "test"), ("validation", "test", "train")])
def test_spans_that_spancat_never_finds_are_told(order: tuple[str, ...], tmp_path: Path) -> None:
    text = " ".join(["كلمة"] * 40)
    longest = len("كلمة ") * 12 - 1
    told = {
        "train": [(0, 9, "actor"), (0, longest, "claim")],
        "validation": [(0, 9, "actor"), (0, longest + 5, "claim")],
        "test": [(0, longest, "claim"), (5, longest, "claim")],
    }
    losses = Losses()
    how = Writing(schema=WRITING.schema, options=SpacyOptions())
    for name in order:
        Spacy().write_split([record(name, text, told[name])], tmp_path, name, how, losses)
    found = {
        (lost.article, lost.start, lost.end, lost.label, lost.became)
        for lost in losses.examples[Loss.LENGTHS]
    }
    assert found == {
        ("validation", 0, longest + 5, "claim", "13 tokens"),
        ("test", 5, longest, "claim", "11 tokens"),
    }


def test_what_trains_is_for_the_part_that_is_called_train(tmp_path: Path) -> None:
    short = record("a", "وصل الوفد", [(0, 3, "actor")])
    longer = record("b", "وصل الوفد أمس", [(0, 13, "claim")])
    write(tmp_path, {"test": [short], "train": [longer], "validation": [short]})
    assert json.loads((tmp_path / "labels" / "spancat.json").read_bytes()) == ["claim"]
    assert "sizes = [1, 2, 3]" in config_of(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    write(other, {"first": [short], "second": [longer]})
    assert json.loads((other / "labels" / "spancat.json").read_bytes()) == ["actor"]


def test_without_spans_or_for_exchange_there_is_nothing_to_train_with(tmp_path: Path) -> None:
    for name, case, tokens in (("empty", "empty", "words"), ("split", "plain", "split")):
        folder = tmp_path / name
        folder.mkdir()
        write(folder, {"train": [CASES[case]]}, tokens=tokens)
        assert sorted(path.name for path in folder.iterdir()) == ["train"]


def test_where_no_span_can_be_an_entity_spancat_alone_is_trained(tmp_path: Path, nlp: Language) -> None:
    case = record("a", "وصل  الوفد", [(3, 5, "claim")])
    assert not document(case, nlp, Losses()).ents
    write(tmp_path, {"train": [case]})
    found = (path.name for path in (tmp_path / "labels").iterdir())
    assert sorted(found) == (["spancat.json"])
    assert 'pipeline = ["tok2vec","spancat"]' in config_of(tmp_path).replace(", ", ",")


def config_of(folder: Path) -> str:
    return (folder / "config.cfg").read_text(encoding="utf-8")
