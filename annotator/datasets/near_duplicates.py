"""Near duplicates: articles copied with another headline or a changed sentence, or shortened.

The *shingles* of a text are all runs of `LENGTH` characters of the folded text, as hashes. The rule, `near`, is decided on
all shingles of two texts. Which pairs are decided is found in two passes over the articles: the first one chooses a *sample*
of each article's shingles, the second one looks up all shingles of each article in an index of the samples of shorter
ones. So a short text is found in one of any length, which sketches of both alone don't promise (Zhu and others, LSH
Ensemble, 2016).

Of two near duplicates, at least two thirds of the shorter one's shingles are in the longer one. A sample of more than a third
therefore misses no pair (prefix filtering: Chaudhuri and others 2006; Bayardo and others 2007). In larger corpora the sample
is the `SAMPLE` smallest hashes (Broder 1997), of which a quarter has to be found.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from annotator.datasets.shingle_index import ShingleIndex
from annotator.text.fold import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from collections.abc import Set as AbstractSet

LENGTH = 8
"""The length of a shingle in characters; spaces between words count."""

MANY = 250
"""What is in more articles than this, and in more than a hundredth of all, is a phrase or boilerplate."""

EXACT = 10_000_000
"""Up to this many shingles in all articles together every pair is found: some 5,000 articles of 300 words."""

SAMPLE = 32
"""How many shingles of an article are looked for in larger corpora."""

_LONGEST, _LONGEST_SAMPLED = 100, 8
"""How many articles are looked for by one shingle, the shortest ones first."""

_NOTHING = array("I")


def shingles(text: str) -> set[int]:
    """Return the hashes of a text's shingles; a text shorter than a shingle is one shingle, one without letters has none."""
    letters = folded(text)
    if not letters:
        return set()
    data = letters.encode("utf-16-le")
    width = 2 * LENGTH
    return {crc32(data[at : at + width]) for at in range(0, max(1, len(data) - width + 1), 2)}


def near(one: AbstractSet[int], other: AbstractSet[int], common: Callable[[int], bool]) -> bool:
    """Return whether texts with these shingles are near duplicates; `common`: whether a shingle is a phrase or boilerplate.

    They are where half of all their shingles is in both, or four fifths of the shorter one's in the longer one. Where less than
    four fifths of all is in both, a fifth of what is not common in the shorter one has to be in the longer one, too.
    """
    shared = len(one & other)
    if not shared or (3 * shared < len(one) + len(other) and 5 * shared < 4 * min(len(one), len(other))):
        return False
    if 9 * shared >= 4 * (len(one) + len(other)):
        return True
    shorter, longer = sorted((one, other), key=len)
    own = [hash_ for hash_ in shorter if not common(hash_)]
    return 5 * sum(hash_ in longer for hash_ in own) >= len(own) > 0


class NearCopies:
    """The near duplicates among articles: groups of what hangs together, and the pairs in a group."""

    def __init__(self, corpus: _Corpus, groups: list[tuple[str, ...]]) -> None:
        self.groups = groups
        self._corpus = corpus

    def pairs(self, ids: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield all pairs among these articles that are near duplicates, sorted; each one is compared with each."""
        found = {key: self._corpus.shingles_of(key) for key in ids}
        for one, other in combinations(sorted(found), 2):
            shorter, longer = sorted((one, other), key=lambda key: (len(found[key]), key))
            if near(found[shorter], found[longer], self._corpus.common):
                yield one, other

    def without(self, ids: Collection[str]) -> NearCopies:
        """Return those among the other articles: what hung together by these alone no longer does. What is common stays so.

        Only the groups of these articles are searched again.
        """
        gone = frozenset(ids)
        whole = [group for group in self.groups if gone.isdisjoint(group)]
        rest = [
            key for group in self.groups if not gone.isdisjoint(group) for key in group if key not in gone
        ]
        again = find(rest, self._corpus.shingles_of, common=self._corpus.common)
        return NearCopies(self._corpus, sorted([*whole, *again.groups]))


def groups(
    ids: Collection[str], shingles_of: Callable[[str], AbstractSet[int]], exact: int = EXACT
) -> list[tuple[str, ...]]:
    """Return the groups of `find`."""
    return find(ids, shingles_of, exact).groups


def find(
    ids: Collection[str],
    shingles_of: Callable[[str], AbstractSet[int]],
    exact: int = EXACT,
    common: Callable[[int], bool] | None = None,
) -> NearCopies:
    """Return the near duplicates among articles; one without any is a group by itself.

    Groups and the ids in them are sorted; the order of `ids` makes no difference. `shingles_of` is asked twice or more for
    each article where they have more than `exact` shingles together. The time grows with their number, however many are alike.
    `common` is whether a shingle is a phrase or boilerplate, None: counted among these articles.
    """
    corpus = _Corpus(ids, shingles_of, exact, common)
    root = list(range(len(ids)))
    for one, other in _pairs(corpus, root):
        first, second = _find_root(root, one), _find_root(root, other)
        root[max(first, second)] = min(first, second)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for number, key in enumerate(corpus.ids):
        found[_find_root(root, number)].append(key)
    return NearCopies(corpus, sorted(tuple(sorted(keys)) for keys in found.values()))


class _Article(NamedTuple):
    size: int
    id: str
    hashes: array[int]


class _Corpus:
    """The articles by their numbers, the shortest one first: their ids, how many shingles they have, and samples of these."""

    def __init__(
        self,
        ids: Collection[str],
        shingles_of: Callable[[str], AbstractSet[int]],
        exact: int,
        common: Callable[[int], bool] | None,
    ) -> None:
        self._many = max(MANY, len(ids) // 100)
        self._mask = (1 << min(25, max(20, (256 * len(ids)).bit_length()))) - 1
        # How many articles have a shingle, by the last bits of its hash.
        self._having = array("I", [0]) * (self._mask + 1)
        self.shingles_of = shingles_of
        self._common = common
        self.whole = True
        articles = self._read(sorted(ids), exact)
        articles.sort()
        self.ids = [article.id for article in articles]
        self.sizes = array("I", [article.size for article in articles])
        self._hashes = [article.hashes for article in articles]

    def _read(self, ids: list[str], exact: int) -> list[_Article]:
        articles: list[_Article] = []
        having, mask, shingles_so_far = self._having, self._mask, 0
        for key in ids:
            found = self.shingles_of(key)
            for hash_ in found:
                having[hash_ & mask] += 1
            shingles_so_far += len(found)
            if self.whole and shingles_so_far > exact:
                self.whole = False
                articles = [article._replace(hashes=_least(article.hashes)) for article in articles]
            articles.append(_Article(len(found), key, array("I", found) if self.whole else _least(found)))
        return articles

    def common(self, hash_: int) -> bool:
        """Return whether a shingle is a phrase or boilerplate."""
        if self._common is not None:
            return self._common(hash_)
        return self._having[hash_ & self._mask] > self._many

    def shingles(self, number: int) -> AbstractSet[int]:
        """Return all shingles of an article."""
        return set(self._hashes[number]) if self.whole else self.shingles_of(self.ids[number])

    def samples(self) -> Iterator[tuple[int, Collection[int]]]:
        """Yield, once, what each article is looked for by that others have, too; where all shingles are known, of their rarest half."""
        having, mask = self._having, self._mask
        for number, hashes in enumerate(self._hashes):
            found = [hash_ for hash_ in hashes if having[hash_ & mask] > 1]
            if self.whole:
                if 3 * len(found) < 2 * len(hashes):
                    continue
                found.sort(key=lambda hash_: (having[hash_ & mask], hash_))
                del found[len(hashes) // 2 + 1 :]
            else:
                self._hashes[number] = _NOTHING
            yield number, found

    def needed(self, left_out: array[int]) -> array[int]:
        """Return how many hits an article needs to be compared, where so many of its sample are not looked for."""
        needed = array("I")
        for size, out in zip(self.sizes, left_out, strict=True):
            looked_for = (size // 2 + 1 if self.whole else min(size, SAMPLE)) - out
            needed.append(max(1, looked_for // 4, looked_for - size // 3))
        return needed


def _least(hashes: Collection[int]) -> array[int]:
    # About twice as many hashes as are kept are smaller than this.
    likely = (1 << 32) * 2 * SAMPLE // max(1, len(hashes))
    least = [hash_ for hash_ in hashes if hash_ < likely]
    return array("I", sorted(least if len(least) >= SAMPLE else hashes)[:SAMPLE])


def _pairs(corpus: _Corpus, root: list[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs of near duplicates by their numbers, but none that `root` has in one group already."""
    longest = _LONGEST if corpus.whole else _LONGEST_SAMPLED
    index = ShingleIndex(len(root), corpus.samples(), longest)
    needed = corpus.needed(index.left_out)
    for number in range(len(root)):
        own = corpus.shingles(number)
        for other, hits in index.hits(own, number).items():
            if hits < needed[other] or _find_root(root, other) == _find_root(root, number):
                continue
            if near(corpus.shingles(other), own, corpus.common):
                yield other, number


def _find_root(root: list[int], key: int) -> int:
    while root[key] != key:
        root[key] = root[root[key]]
        key = root[key]
    return key
