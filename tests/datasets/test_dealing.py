"""Dealing articles of which some have a part: these stay, what belongs to them follows, what ties them together is left out."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets import dealing
from annotator.datasets.dealing import apart, deal
from annotator.datasets.near_duplicates import NearCopies, find, shingles
from annotator.datasets.split import split
from annotator.datasets.split_sizes import article_counts, key, parse_sizes
from annotator.errors import UsageError
from annotator.model import Apart, Tied
from tests.datasets.copying import articles, tied

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

SIZES = parse_sizes("80/10/10")
NAMES = [size.name for size in SIZES]


class Copies(NearCopies):
    """Near copies that are given as pairs."""

    def __init__(self, ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> None:
        self._given = {tuple(sorted(pair)) for pair in pairs}
        root = {id_: id_ for id_ in ids}

        def top(id_: str) -> str:
            while root[id_] != id_:
                id_ = root[id_]
            return id_

        for one, other in self._given:
            root[top(one)] = top(other)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for id_ in sorted(root):
            found[top(id_)].append(id_)
        super().__init__(cast("Any", None), sorted(map(tuple, found.values())))

    def pairs(self, ids: Collection[str]) -> Iterator[tuple[str, str]]:
        for one, other in sorted(self._given):
            if one in ids and other in ids:
                yield one, other


@st.composite
def corpora(draw: st.DrawFn) -> tuple[dict[str, Counter[str]], dict[str, str], Copies, dict[str, list[str]]]:
    """Return labels of the articles that are exported, parts of those that were dealt, near copies, and values of a field."""
    ids = [f"n{number}" for number in range(draw(st.integers(1, 14)))]
    of = st.sampled_from(ids)
    dealt = draw(st.dictionaries(of, st.sampled_from(NAMES)))
    out = draw(st.sets(of)) & dealt.keys()
    pairs = [(one, other) for one, other in draw(st.lists(st.tuples(of, of), max_size=12)) if one != other]
    labels = {
        id_: Counter(draw(st.dictionaries(st.sampled_from(["actor", "claim"]), st.integers(0, 3))))
        for id_ in ids
        if id_ not in out
    }
    values = (
        {id_: [draw(st.sampled_from(["سانا", "وفا", "رويترز"]))] for id_ in ids}
        if draw(st.booleans())
        else {}
    )
    return labels, dealt, Copies(ids, pairs), values


def belong(copies: Copies, values: dict[str, list[str]], ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each pair of these articles that belongs together."""
    yield from copies.pairs(ids)
    if values:
        for one in ids:
            for other in ids:
                if one < other and values[one] == values[other]:
                    yield one, other


@given(corpora(), st.integers(0, 3), st.randoms())
def test_what_was_dealt_stays_and_nothing_that_belongs_together_is_parted(
    corpus: tuple[dict[str, Counter[str]], dict[str, str], Copies, dict[str, list[str]]],
    seed: int,
    shuffle: random.Random,
) -> None:
    labels, dealt, copies, values = corpus
    try:
        found = deal(labels, copies, values, SIZES, seed, dealt)
    except UsageError:
        assert not dealt
        return
    where = dealt | found.parts
    assert all(where[id_] == part for id_, part in dealt.items())
    out = labels.keys() - found.parts.keys()
    assert tuple(sorted(out)) == found.tied
    assert found.told == Tied(articles=len(out), first=tuple(sorted(out))[:3])
    assert not out & dealt.keys()
    for one, other in belong(copies, values, where):
        assert where[one] == where[other] or {one, other} <= dealt.keys()
    for id_ in out:
        group = next(group for group in copies.groups if id_ in group)
        mates = {
            where[o]
            for o in (*group, *(o for o in where if values and values[o] == values[id_]))
            if o in where
        }
        assert len(mates) > 1
    mixed = list(labels)
    shuffle.shuffle(mixed)
    assert deal({id_: labels[id_] for id_ in mixed}, copies, values, SIZES, seed, dealt) == found
    assert deal(labels, copies, values, SIZES, seed, where) == found
    brute = {pair for pair in copies.pairs(found.parts) if found.parts[pair[0]] != found.parts[pair[1]]}
    told = apart(copies, found.parts)
    assert told.articles.keys() == {id_ for pair in brute for id_ in pair}
    assert told.told == Apart(articles=len(told.articles), first=tuple(sorted(brute))[:3])
    for id_, others in told.articles.items():
        copied = [other if one == id_ else one for one, other in sorted(brute) if id_ in (one, other)]
        assert others == {
            part: min(o for o in copied if found.parts[o] == part) for part in map(found.parts.get, copied)
        }


@given(corpora(), st.integers(0, 3))
def test_a_first_deal_is_the_stratified_split_of_the_groups(
    corpus: tuple[dict[str, Counter[str]], dict[str, str], Copies, dict[str, list[str]]], seed: int
) -> None:
    _, _, copies, _ = corpus
    labels = {id_: Counter({"actor": len(id_)}) for group in copies.groups for id_ in group}
    if len(copies.groups) < len(SIZES):
        with pytest.raises(UsageError, match="give fewer shares"):
            deal(labels, copies, {}, SIZES, seed, {})
        return
    assert deal(labels, copies, {}, SIZES, seed, {}).parts == split(copies.groups, labels, SIZES, seed)


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=6),
    st.sampled_from(["80/10/10", "50/50", "70/15/15"]),
    st.integers(0, 3),
)
def test_a_corpus_that_grows_keeps_its_shares(steps: list[int], shares: str, seed: int) -> None:
    sizes = parse_sizes(shares)
    dealt: dict[str, str] = {}
    labels: dict[str, Counter[str]] = {}
    for step in [len(sizes), *steps]:
        labels |= {f"n{len(labels) + number}": Counter(actor=number % 4) for number in range(step)}
        found = deal(labels, Copies(labels, ()), {}, sizes, seed, dealt).parts
        assert dealt.items() <= found.items()
        counts = Counter(found.values())
        for size, wanted in zip(sizes, article_counts(sizes, len(labels)), strict=True):
            assert abs(counts[size.name] - wanted) <= len(sizes)
        dealt = found


def test_labels_are_parted_as_the_articles_are_when_they_come_bit_by_bit() -> None:
    drawn = random.Random(1)
    labels: dict[str, Counter[str]] = {}
    dealt: dict[str, str] = {}
    for _ in range(10):
        for _ in range(60):
            labels[f"n{len(labels)}"] = Counter(actor=drawn.randrange(20), weapon=int(drawn.random() < 0.2))
        dealt = deal(labels, Copies(labels, ()), {}, SIZES, 0, dealt).parts
    for label in ("actor", "weapon"):
        total = sum(count[label] for count in labels.values())
        for size in SIZES:
            part = sum(labels[id_][label] for id_, name in dealt.items() if name == size.name)
            assert 100 * part / total == pytest.approx(float(size.percent), abs=3)


def test_a_tie_is_left_out_and_what_hangs_on_one_end_follows() -> None:
    """A is in train and B in test; N is a copy of both, M of A alone, L of N alone."""
    labels = {id_: Counter[str]() for id_ in "ABLMN"}
    copies = Copies(labels, [("A", "N"), ("B", "N"), ("A", "M"), ("L", "N")])
    found = deal(labels, copies, {}, SIZES, 0, {"A": "train", "B": "test"})
    assert found.tied == ("N",)
    assert found.parts.keys() == set("ABLM")
    assert found.parts["M"] == "train"


def test_in_a_large_group_in_several_parts_all_new_articles_are_tied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dealing, "COMPARED", 3)
    labels = {id_: Counter[str]() for id_ in "ABMN"}
    copies = Copies(labels, [("A", "N"), ("B", "N"), ("A", "M")])
    found = deal(labels, copies, {}, SIZES, 0, {"A": "train", "B": "test"})
    assert found.tied == ("M", "N")
    assert apart(copies, {"A": "train", "B": "test", "M": "train", "N": "train"}).articles == {
        "A": {"test": "B"}, "M": {"test": "B"}, "N": {"test": "B"}, "B": {"train": "A"},
    }  # fmt: skip


@pytest.mark.parametrize("exact", [10_000_000, 0])
def test_copies_of_what_was_dealt_are_never_apart_from_it(exact: int) -> None:
    """Half of the articles were dealt without the others; each pair is compared with each."""
    texts = articles(60, 7)
    dealt: dict[str, str] = {}
    for some in (list(texts)[::2], list(texts)):
        copies = find(some, lambda id_: shingles(texts[id_]), exact)
        labels = {id_: Counter(actor=len(texts[id_]) % 5) for id_ in some}
        found = deal(labels, copies, {}, SIZES, 0, dealt)
        dealt |= found.parts
    pairs = [pair for pair in tied(texts) if all(id_ in dealt for id_ in pair)]
    assert len(pairs) > 30
    assert [
        pair for pair in pairs if dealt[pair[0]] != dealt[pair[1]] and not set(pair) <= set(list(texts)[::2])
    ] == []


def test_one_split_has_one_key_however_it_is_written() -> None:
    same = ["80/10/10", "80.0/10/10.000", "train=80/validation=10/test=10", "test=10/train=80/validation=10"]
    assert {key(parse_sizes(text)) for text in same} == {"train=80/test=10/validation=10"}
    assert key(parse_sizes("60.0/40")) == key(parse_sizes("train=60/test=40"))
    assert key(parse_sizes("80/20")) != key(parse_sizes("train=80/dev=20"))
