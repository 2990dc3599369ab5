from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets.split import Group, split
from annotator.datasets.split_sizes import ONE_SPLIT, SplitSize, article_counts, parse_sizes
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

Labels = dict[str, dict[str, int]]
SHARES = ["80/10/10", "50/50", "100", "70/20/10", "33.4/33.3/33.3", "a=40/b=30/c=20/d=9/e=1"]

counts = st.dictionaries(st.sampled_from(["actor", "claim", "location"]), st.integers(0, 9))
corpora = st.lists(st.lists(counts, min_size=1, max_size=4), max_size=25)


def named(corpus: list[list[dict[str, int]]]) -> tuple[list[Group], Labels]:
    """Give the articles of each group ids."""
    labels = {
        f"{place}-{number}": count for place, group in enumerate(corpus) for number, count in enumerate(group)
    }
    groups = [
        tuple(f"{place}-{number}" for number in range(len(group))) for place, group in enumerate(corpus)
    ]
    return groups, labels


@given(corpora, st.sampled_from(SHARES), st.integers(), st.randoms())
def test_each_article_has_one_split_with_its_like_whatever_the_order(
    corpus: list[list[dict[str, int]]], shares: str, seed: int, shuffle: random.Random
) -> None:
    groups, labels = named(corpus)
    found = split(groups, labels, parse_sizes(shares), seed)
    assert found.keys() == labels.keys()
    assert set(found.values()) <= {share.name for share in parse_sizes(shares)}
    assert all(len({found[key] for key in group}) == 1 for group in groups)
    if len(groups) >= len(parse_sizes(shares)):
        assert len(set(found.values())) == len(parse_sizes(shares))
    shuffle.shuffle(groups)
    mixed = list(labels)
    shuffle.shuffle(mixed)
    assert split(groups, {key: labels[key] for key in mixed}, parse_sizes(shares), seed) == found


@given(st.lists(counts, max_size=40), st.sampled_from(SHARES), st.integers())
def test_articles_that_are_no_copies_are_parted_exactly(
    corpus: list[dict[str, int]], shares: str, seed: int
) -> None:
    groups, labels = named([[article] for article in corpus])
    found = Counter(split(groups, labels, parse_sizes(shares), seed).values())
    assert [found[share.name] for share in parse_sizes(shares)] == article_counts(
        parse_sizes(shares), len(corpus)
    )


def news(seed: int, articles: int) -> Labels:
    drawn = random.Random(seed)
    return {
        f"n{number}": {
            "actor": int(drawn.expovariate(1 / 10)),
            "location": int(drawn.expovariate(1 / 6)),
            "weapon": drawn.randint(1, 5) if drawn.random() < 0.2 else 0,
            "rare": int(drawn.random() < 0.05),
        }
        for number in range(articles)
    }


def parts(labels: Labels, found: dict[str, str], label: str, shares: Sequence[SplitSize]) -> list[float]:
    """Return the percentage of a label's spans in each split."""
    total = sum(count[label] for count in labels.values())
    each = Counter({name: 0 for _, name in found.items()})
    for key, count in labels.items():
        each[found[key]] += count[label]
    return [100 * each[share.name] / total for share in shares]


@pytest.mark.parametrize("seed", range(5))
def test_labels_are_parted_as_the_articles_are(seed: int) -> None:
    labels, shares = news(seed, 200), parse_sizes("80/10/10")
    found = split([(key,) for key in labels], labels, shares, seed)
    for label in ("actor", "location"):
        assert parts(labels, found, label, shares) == pytest.approx([80, 10, 10], abs=0.5)
    assert parts(labels, found, "weapon", shares) == pytest.approx([80, 10, 10], abs=2)
    assert parts(labels, found, "rare", shares) == pytest.approx([80, 10, 10], abs=8)


def test_another_seed_is_another_split() -> None:
    labels = news(0, 50)
    groups = [(key,) for key in labels]
    assert split(groups, labels, parse_sizes("80/20"), 0) != split(groups, labels, parse_sizes("80/20"), 1)


def test_the_same_seed_is_the_same_split_on_any_machine() -> None:
    labels = news(0, 12)
    found = split([(key,) for key in labels], labels, parse_sizes("50/25/25"), 7)
    assert [key for key, name in found.items() if name == "test"] == ["n6", "n4", "n10"]


def test_a_large_group_goes_where_there_is_room() -> None:
    group = tuple(f"g{number}" for number in range(10))
    labels: Labels = {key: {"actor": 1} for key in (*group, *(f"x{number}" for number in range(10)))}
    groups = [group, *((key,) for key in labels if key not in group)]
    found = split(groups, labels, parse_sizes("60/20/20"), 0)
    assert found["g0"] == "train"
    assert Counter(found.values()) == {"train": 12, "validation": 4, "test": 4}


@pytest.mark.parametrize(
    ("text", "names", "percents"),
    [
        ("80/10/10", ["train", "validation", "test"], [80, 10, 10]),
        ("80/20", ["train", "test"], [80, 20]),
        ("100", ["train"], [100]),
        ("train=70/dev=15/test=15", ["train", "dev", "test"], [70, 15, 15]),
        ("33.4 / 33.3 / 33.3", ["train", "validation", "test"], [Fraction("33.4"), Fraction("33.3")] * 2),
    ],
)
def test_shares(text: str, names: list[str], percents: list[Fraction]) -> None:
    assert [share.name for share in parse_sizes(text)] == names
    assert [share.percent for share in parse_sizes(text)][:2] == percents[:2]
    assert parse_sizes("/".join(map(str, parse_sizes(text)))) == parse_sizes(text)
    assert parse_sizes("100") == ONE_SPLIT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("80/10/5", "are 95 together; they have to be 100"),
        ("80/10/10/10", "4 splits need names"),
        ("a=80/b=10/c=10.5", "are 100.5 together"),
        ("80-10-10", "are no shares; give percentages such as 80/10/10"),
        ("", "are no shares"),
        ("a/b", "are no shares"),
        ("nan/50", "are no shares"),
        ("-20/120", "are no shares"),
        ("1e2", "are no shares"),
        ("٨٠/٢٠", "are no shares"),
        ("100/0", "is nothing; leave it out"),
        ("a=80/20", "name all of them or none"),
        ("a=80/A=20", "have one name"),
        ("../x=80/b=20", "are no shares"),
    ],
)
def test_what_are_no_shares(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_sizes(text)


@given(st.sampled_from(SHARES), st.integers(0, 500))
def test_places_add_up_and_leave_no_split_empty(shares: str, articles: int) -> None:
    found = article_counts(parse_sizes(shares), articles)
    assert sum(found) == articles
    assert min(found) >= (1 if articles >= len(found) else 0)
    for place, share in zip(found, parse_sizes(shares), strict=True):
        assert abs(place - share.percent * articles / 100) < len(found)
