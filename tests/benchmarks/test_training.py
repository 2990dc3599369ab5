"""What `make training` compares: it finds what was planted, and runs through with little of all. No score is asserted."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.tags import Run, Scheme, encode_tags
from benchmarks.training import generated, spacy_ways, through, ways, wojood
from benchmarks.training.__main__ import main
from benchmarks.training.comparing import Differences, differences, summed
from benchmarks.training.corpus import PARTS, Labelled, Range, Word, longest
from benchmarks.training.spacy_ways import Seen
from benchmarks.training.through import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

Sentences = list[list[Word]]
CORPORA = Path(os.environ.get("ANNOTATOR_CORPORA", "nowhere"))

WOJOOD = """قال O
سكرتير B-OCC
اللجنة I-OCC B-ORG
القومية I-OCC I-ORG
في I-OCC
نابلس I-OCC B-GPE
$#$ O

عاد. O
ثم O
زار O
نابلس B-GPE
"""


def sentences(*each: str) -> Sentences:
    """Return sentences of which each is words with tags behind slashes."""
    return [[Word(*word.split("/")) for word in one.split()] for one in each]


OWN = sentences(
    "قصف/O لواء/B-actor الضفة/I-actor ميناء/B-location الغضا/I-location", "نفى/O اللواء/B-actor ذلك/O"
)


def test_the_same_differs_in_nothing() -> None:
    assert differences(OWN, OWN) == Differences()
    assert differences(OWN, OWN).number == 0


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        (
            sentences(
                "قصف/O لواء/B-actor الضفة/I-actor ميناء/B-location الغضا/O", "نفى/O اللواء/B-actor ذلك/O"
            ),
            "tags",
            "tag of «الغضا» I-location is O",
        ),
        (
            sentences(
                "قصف/O لواء/B-actor الضفة/I-actor ميناء/B-location الغضا/I-location", "نفى/O ال/O لواء/B-actor ذلك/O"
            ),
            "tokens",
            "token «اللواء» is «ال» «لواء»",
        ),
        (
            sentences(
                "قصف/O لواءالضفة/B-actor ميناء/B-location الغضا/I-location", "نفى/O اللواء/B-actor ذلك/O"
            ),
            "tokens",
            "token «لواء» is «لواءالضفة»",
        ),
        (
            sentences(
                "قصف/O لواء/B-actor الضفة/I-actor", "ميناء/B-location الغضا/I-location", "نفى/O اللواء/B-actor ذلك/O"
            ),
            "sentences",
            "sentence is several",
        ),
        (
            sentences(
                "قصف/O لواء/B-actor الضفة/I-actor ميناء/B-location الغضا/I-location نفى/O اللواء/B-actor ذلك/O"
            ),
            "joined",
            "end of a sentence is none",
        ),
    ],
)  # fmt: skip
def test_what_is_planted_is_found(other: Sentences, field: str, kind: str) -> None:
    found = differences(OWN, other)
    assert getattr(found, field) >= 1
    assert found.kinds[kind] == 1
    assert found.number


def test_another_label_alone_is_told_apart() -> None:
    other = [[Word(word.text, word.tag.replace("location", "actor")) for word in one] for one in OWN]
    found = differences(OWN, other)
    assert (found.tags, found.relabelled, found.labels) == (2, 2, 1)


def test_other_letters_are_found_and_nothing_else_is_compared() -> None:
    other = [OWN[0], [Word("نفت", "O"), *OWN[1][1:]]]
    assert differences(OWN, other).other_text == "«ىاللواءذلك» is «تاللواءذلك» after 24 letters"
    assert differences(OWN, OWN[:1]).other_text
    assert summed([Differences(), differences(OWN, other)]).number == 1


words = st.builds(
    Word,
    st.text("ابتثجحخ", min_size=1, max_size=4),
    st.sampled_from(["O", "B-actor", "I-actor", "B-claim", "I-claim"]),
)


@given(st.lists(st.lists(words, min_size=1, max_size=6), min_size=1, max_size=4), st.data())
def test_no_cut_and_no_other_tag_stays_unseen(own: Sentences, data: st.DataObject) -> None:
    assert differences(own, own).number == 0
    number = data.draw(st.integers(0, len(own) - 1))
    place = data.draw(st.integers(0, len(own[number]) - 1))
    word = own[number][place]
    tagged = [list(one) for one in own]
    tagged[number][place] = Word(word.text, "B-weapon")
    assert differences(own, tagged).tags == 1
    if len(word.text) > 1:
        cut = [list(one) for one in own]
        inner = "O" if word.tag == "O" else f"I{word.tag[1:]}"
        cut[number][place : place + 1] = [Word(word.text[:1], word.tag), Word(word.text[1:], inner)]
        assert (differences(own, cut).tokens, differences(own, cut).tags) == (1, 0)
        assert differences(cut, own).tokens == 2


def test_the_list_is_short_and_counts_the_rest() -> None:
    found = Differences(tokens=6, kinds=Counter({"a": 3, "b": 2, "c": 1}))
    assert list(found.lines(2)) == ["3 × a", "2 × b", "1 more, of 1 kinds"]


def test_wojood_is_read_as_it_is(tmp_path: Path) -> None:
    for name in wojood.FILES.values():
        (tmp_path / name).write_text(WOJOOD, "utf-8")
    (tmp_path / "short").mkdir()
    corpus = wojood.read(tmp_path, tmp_path / "short", None)
    (document,) = corpus.documents["test"]
    assert document.text == "قال سكرتير اللجنة القومية في نابلس $#$\nعاد. ثم زار نابلس"
    assert {(document.text[one.start : one.end], one.label) for one in document.spans} == {
        ("سكرتير اللجنة القومية في نابلس", "OCC"),
        ("اللجنة القومية", "ORG"),
        ("نابلس", "GPE"),
    }
    assert [[word.tag for word in one] for one in corpus.words("test")] == [
        ["O", "B-OCC", "I-OCC", "I-OCC", "I-OCC", "I-OCC", "O"],
        ["O", "O", "O", "B-GPE"],
    ]
    assert wojood.read(tmp_path, tmp_path / "short", 1).words("train") == corpus.words("train")[:1]


def test_what_the_import_of_wojood_tells_is_what_differs(tmp_path: Path) -> None:
    for part, name in wojood.FILES.items():
        (tmp_path / name).write_text(WOJOOD.replace("سكرتير", f"سكرتير{part}"), "utf-8")
    (tmp_path / "short").mkdir()
    corpus = wojood.read(tmp_path, tmp_path / "short", None)
    came = through.imported(corpus, tmp_path / "came")
    export = came.export("words", "--format", "conll")
    found = [
        differences(corpus.words(part), through.read_conll(export.folder / f"{part}.conll")) for part in PARTS
    ]
    assert [(one.tokens, one.tags, one.sentences) for one in found] == [(2, 0, 1)] * 3
    assert came.not_read["tokens of which an export makes several"] == 6
    assert came.not_read["sentences of which an export makes several"] == 3


@pytest.mark.skipif(
    not (CORPORA / "wojood").is_dir(), reason="ANNOTATOR_CORPORA names no folder with wojood's files"
)
def test_all_that_differs_of_wojood_itself_is_told(tmp_path: Path) -> None:
    corpus = wojood.read(CORPORA / "wojood", tmp_path, None)
    assert sum(len(one.spans) for part in PARTS for one in corpus.documents[part]) == 4223
    came = through.imported(corpus, tmp_path / "came")
    export = came.export("words", "--format", "conll")
    words = {part: through.read_conll(export.folder / f"{part}.conll") for part in PARTS}
    found = summed(differences(corpus.words(part), words[part]) for part in PARTS)
    assert found.tokens > 0
    assert ways.untold(found, came.not_read, export) == 0
    entities = [
        [word.tag for one in each for word in one if word.tag.startswith("B")]
        for each in (corpus.words("test"), words["test"])
    ]
    assert len(entities[0]) == len(entities[1])


def test_generated_articles_are_the_same_for_a_seed_and_have_all_labels(tmp_path: Path) -> None:
    corpus = generated.make(tmp_path, 0.05, 1)
    files = {part: corpus.files[part].read_bytes() for part in PARTS}
    assert generated.make(tmp_path, 0.05, 1).documents == corpus.documents
    assert {part: corpus.files[part].read_bytes() for part in PARTS} == files
    assert generated.make(tmp_path, 0.05, 2).documents != corpus.documents
    every = [document for part in PARTS for document in corpus.documents[part]]
    assert {span.label for document in every for span in document.spans} == {
        *("actor", "location", "weapon", "claim")
    }
    assert len({document.text for document in every}) == len(every)
    within = [
        (one, token)
        for document in every
        for one in document.spans
        for token in document.tokens()
        if token.start < one.start < token.end
    ]
    assert within, "no span begins behind a clitic"


@pytest.mark.parametrize(
    ("grown", "apart", "untold"),
    [
        ([], [], 1),
        ([Place("a", 2, 5)], [], 0),
        ([Place("a", 3, 5)], [], 1),
        ([Place("b", 2, 5)], [], 1),
        ([], [Place("a", 0, 3)], 0),
        ([], [Place("a", 0, 9)], 1),
    ],
)
def test_what_spacy_does_not_see_is_told_only_where_it_is(
    grown: list[Place], apart: list[Place], untold: int
) -> None:
    span = Labelled(0, 3, "weapon")
    own, exported = (Seen(name, [Range(0, 3)], [], {*spans}, 0) for name, spans in (("", [span]), ("a", [])))
    found, alone = spacy_ways.compare([own], [exported], grown, apart)
    assert (found.number, found.kinds, alone) == (1, {"weapon that only the corpus has": 1}, untold)
    assert spacy_ways.compare([own, own], [exported], grown, apart)[0].other_text


def test_of_spans_that_overlap_the_longest_are_kept() -> None:
    claim, actor, other = Labelled(0, 20, "claim"), Labelled(2, 8, "actor"), Labelled(21, 25, "actor")
    assert list(longest([other, actor, claim])) == [claim, other]


@pytest.mark.filterwarnings("ignore:.* seems not to be NE tag")
@pytest.mark.parametrize(("scheme", "counted"), [("iob2", 3), ("iobes", 3), ("bilou", 2)])
def test_seqeval_counts_entities_of_each_scheme_as_the_page_on_training_says(
    scheme: Scheme, counted: int
) -> None:
    pytest.importorskip("seqeval")
    from seqeval.metrics.sequence_labeling import get_entities

    runs = [Run(0, 1, "actor"), Run(1, 3, "actor"), Run(3, 4, "claim")]
    assert len(get_entities(encode_tags(runs, 5, scheme))) == counted


# --- a run ----------------------------------------------------------------------------------------


def test_a_run_with_little_prints_all_and_finds_nothing_untold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for library in (*ways.NEEDED["crf"], *ways.NEEDED["datasets"]):
        pytest.importorskip(library)
    assert main(["crf", "datasets", "--quick"]) == 0
    printed = capsys.readouterr().out
    for way in ("crf", "datasets"):
        assert f"| {way} " in printed
        assert f"{way}, exported:\n  nothing differs" in printed
    assert "crf, exported, imported, exported:\n  nothing differs" in printed
    assert "MISSED" not in printed
    assert "Left out: Wojood. Its folder is not named" in printed
    assert printed.endswith("All that differs is told.\n")


def test_a_planted_difference_is_told_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for library in ways.NEEDED["crf"]:
        pytest.importorskip(library)

    def planted(path: Path) -> Sentences:
        read = through.read_conll(path)
        if path.name == "test.conll" and path.parent.name == "words":
            at = next(place for place, word in enumerate(read[0]) if word.tag != "O")
            read[0][at] = Word(read[0][at].text, "O")
        return read

    monkeypatch.setattr(ways, "read_conll", planted)
    assert main(["crf", "--quick"]) == 1
    printed = capsys.readouterr().out
    assert "differences that are not told, at most 0.00: MISSED (highest 1.00: crf, exported)" in printed
    assert "1 × tag of «" in printed
    assert printed.endswith("A bar was missed, or something could not be trained.\n")


def test_spacy_trains_and_none_of_the_exported_spans_vanish(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("spacy")
    assert main(["spacy", "--quick"]) == 0
    printed = capsys.readouterr().out
    assert "exported spans that vanish in training, at most 0.00: met" in printed
    assert "misaligned" not in printed.partition("spacy ner, exported:")[2].partition("spacy spancat")[0]


def test_a_library_that_is_not_there_is_told_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(ways.NEEDED, "crf", ("a_library_that_nobody_has",))
    assert main(["crf", "--quick"]) == 1
    assert (
        "Left out: crf. a_library_that_nobody_has is not installed; make training does that."
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["bert"], "there is no bert; choose from crf, datasets, spacy"),
        (["crf", "--quick", "--wojood", "nowhere"], "--wojood: nowhere/train.txt: No such file or directory"),
    ],
)
def test_bad_arguments_are_one_sentence(
    arguments: Sequence[str],
    problem: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.training.__main__.WAYS", {**dict.fromkeys(ways.WAYS, lambda _: iter(()))})
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert problem in capsys.readouterr().err
