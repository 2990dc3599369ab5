"""Where a name stands again in one text, with the edges that its marked text has.

Words are compared by `fold.wide`. The first may have clitics before it and, where that is asked for, the last a pronoun behind it;
neither is part of the name. What is marked decides what the name is: marked as الجيش it begins with the article, so that the name in
بالجيش is الجيش; marked as جيش it is جيش there.

- Only whole words count, one after another. Between them may be white space, invisible characters and tatweel, a line break too,
  and of what else is written just what stands between them in the name. A blank line parts words, where it does not part those of the name.
- لل is the article with its alef left out: for a name with the article, the name is what comes behind it (الجيش is جيش in للجيش, اللغة is
  لغة in للغة). Of other words the article is not taken off.
- Signs at the name's edges (#حقل, 50%) belong to it where they stand there, too; elsewhere it is found without them.
- Before a pronoun, ta marbuta is written as ta and alef maqsura as alef: مدرسته has مدرسة, edges and all, as مدرست.
- Where one character holds the last letter of a clitic and the first of the name (drawn forms such as ﻻ), there is no edge between them, and the
  place is passed over.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from annotator.text import fold
from annotator.text.clitics import AFTER_SIN, SIN
from annotator.text.occurrences import ARTICLES, CHAINS, folded_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PRONOUNS = ("ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "كما", "ي", "نا")
"""The attached pronouns, folded."""

_ARTICLE = "ال"
_BEFORE_LL = ("", "و", "ف")
_WITH_LETTER = "ـ\u200c\u200d"


class Place(NamedTuple):
    """Where a name stands: ``[start, end)``; ``[first, last)`` with the clitics before it and the pronoun behind it, in code points."""

    start: int
    end: int
    first: int
    last: int


def words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name; none where it has no letter and no digit."""
    return tuple(folded for start, end in fold.words(name) if (folded := folded_word(name[start:end])))


class NamesIn:
    """The words of a text, by which names are found in it. A name costs what its places cost, not what the text does."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = [
            (start, end, folded)
            for start, end in fold.words(text)
            if (folded := folded_word(text[start:end]))
        ]
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        for number, (_, _, folded) in enumerate(self._words):
            self._by_word[folded].append(number)

    def places(self, name: str, *, pronouns: bool = False, signs: bool = True) -> list[Place]:
        """Return where a name stands, in order; places of a name that repeats itself may overlap.

        `pronouns`: also where an attached pronoun follows. `signs`: with the signs at the name's edges, where they stand there, too.
        """
        wanted = _Wanted.of(name, pronouns=pronouns)
        if wanted is None:
            return []
        places = [place for found in self._found(wanted) if (place := self._place(*found)) is not None]
        before, behind = _edge_signs(name) if signs else ("", "")
        return [self._with_signs(place, before, behind) for place in places] if before or behind else places

    def _with_signs(self, place: Place, before: str, behind: str) -> Place:
        """Return a place with the signs of the name at its edges, where they stand there and nothing is between."""
        start, end, first, last = place
        if before and start == first and self._text.endswith(before, 0, start):
            start = first = start - len(before)
        if behind and end == last and self._text.startswith(behind, end):
            end = last = end + len(behind)
        return Place(start, end, first, last)

    def count(self, name: str) -> int:
        """Return in how many places a name stands, those before pronouns and those without edges of their own too."""
        wanted = _Wanted.of(name, pronouns=True)
        return 0 if wanted is None else sum(1 for _ in self._found(wanted))

    def _found(self, wanted: _Wanted) -> Iterator[tuple[int, int, str, str]]:
        """Yield numbers of the first and the last word of each place, and what stands before and behind the name in them.

        Bit n of `begun` says that the n-th word of the name stands here, with all before it: however a name repeats itself, each
        word of the text is looked at once.
        """
        count = len(wanted.gaps) + 1
        whole = 1 << (count - 1)
        begun, following = 0, 0
        for number in sorted(number for form in wanted.first for number in self._by_word.get(form, ())):
            if number < following:
                continue
            begun, following = 0, number
            while following < len(self._words):
                folded = self._words[following][2]
                begun = ((begun << 1) & self._gaps(wanted, following) if begun else 0) | 1
                begun &= wanted.masks.get(folded, 0)
                following += 1
                if not begun:
                    break
                if begun & whole:
                    first = following - count
                    yield first, following - 1, wanted.first[self._words[first][2]], wanted.last[folded]

    def _gaps(self, wanted: _Wanted, number: int) -> int:
        """Return before which words of the name there may stand what stands before a word."""
        return wanted.gap_masks.get(
            _signs(self._text[self._words[number - 1][1] : self._words[number][0]]), 0
        )

    def _place(self, first: int, last: int, clitics: str, pronoun: str) -> Place | None:
        """Return the place of a name in words, or None where it has no edge of its own."""
        text = self._text
        first_start, first_end = fold.trimmed(text, *self._words[first][:2])
        last_start, last_end, last_word = self._words[last]
        start, end = first_start, last_end
        if clitics:
            start = _behind(text, first_start, first_end, len(clitics))
        if pronoun:
            end = _behind(text, last_start, last_end, len(last_word) - len(pronoun))
        if folded_word(text[first_start:start]) != clitics or folded_word(text[end:last_end]) != pronoun:
            return None
        return Place(start, _marked_end(text, start, end), first_start, _marked_end(text, start, last_end))


class _Wanted(NamedTuple):
    """A name that is looked for, by its words.

    `first` and `last`: the forms that the first and last word may have, with the clitics before the name and the pronoun behind it.
    `masks`: of each form, which words of the name it is, a bit each. `gaps`: what stands between the words; `gap_masks`: of each,
    before which words.
    """

    first: Mapping[str, str]
    last: Mapping[str, str]
    masks: Mapping[str, int]
    gaps: Sequence[str]
    gap_masks: Mapping[str, int]

    @classmethod
    def of(cls, name: str, *, pronouns: bool) -> _Wanted | None:
        """Return what is looked for; None for a name without letters and digits."""
        parts = [
            (start, end, folded)
            for start, end in fold.words(name)
            if (folded := folded_word(name[start:end]))
        ]
        if not parts:
            return None
        gaps = [_signs(name[before[1] : after[0]]) for before, after in pairwise(parts)]
        last_start, last_end, last_word = parts[-1]
        ends = {last_word: ""}
        if pronouns:
            for stem in _before_pronouns(name[last_start:last_end], last_word):
                for pronoun in PRONOUNS:
                    ends.setdefault(stem + pronoun, pronoun)
        if gaps:
            first, last = dict(_behind_clitics(parts[0][2])), ends
        else:
            both = {
                form: (clitics, pronoun)
                for end, pronoun in reversed(ends.items())  # what needs no pronoun comes last and stays
                for form, clitics in _behind_clitics(end)
                if not pronoun or not clitics.endswith(ARTICLES)  # a word has an article or a pronoun
            }
            first = {form: clitics for form, (clitics, _) in both.items()}
            last = {form: pronoun for form, (_, pronoun) in both.items()}
        middle = [[folded] for _, _, folded in parts[1:-1]]
        return cls(
            first=first,
            last=last,
            masks=_masks([first, *middle, last] if gaps else [first]),
            gaps=gaps,
            gap_masks=_masks([(), *([gap] for gap in gaps)]),
        )


def _edge_signs(name: str) -> tuple[str, str]:
    """Return the signs that stand right before the first word of a name, and right behind its last one."""
    ranges = [(start, end) for start, end in fold.words(name) if folded_word(name[start:end])]
    before, behind = name[: ranges[0][0]], name[ranges[-1][1] :]
    return (
        before.split()[-1] if before and before == before.rstrip() else "",
        behind.split()[0] if behind and behind == behind.lstrip() else "",
    )


def _masks(forms: Sequence[Iterable[str]]) -> dict[str, int]:
    """Return for each form a bit for each place in the order that it stands at."""
    masks: defaultdict[str, int] = defaultdict(int)
    for place, ones in enumerate(forms):
        for form in ones:
            masks[form] |= 1 << place
    return dict(masks)


def _behind_clitics(word: str) -> Iterator[tuple[str, str]]:
    """Yield the forms that a folded word may have in a text, and the clitics before it in each; the word itself last."""
    rest = word.removeprefix(_ARTICLE)
    if rest and rest != word:
        for before in _BEFORE_LL:
            clitics = f"{before}ل" if rest.startswith("ل") else f"{before}لل"
            yield clitics + rest, clitics
    for chain in reversed(CHAINS):
        if not chain.endswith(SIN) or word.startswith(AFTER_SIN):
            yield chain + word, chain


def _before_pronouns(written: str, folded: str) -> Iterator[str]:
    """Yield how a last word is written before a pronoun, folded."""
    letters = [letter for letter in unicodedata.normalize("NFKC", written) if folded_word(letter)]
    ending = letters[-1] if letters else ""
    if ending == "ة":
        yield f"{folded[:-1]}ت"
        return
    yield folded
    if ending == "ى":
        yield f"{folded[:-1]}ا"


def _signs(gap: str) -> str:
    """Return what of a gap between words has to be the same in the name, a newline at its end standing for a blank line."""
    if gap == " ":
        return ""
    seen = fold.without_invisible(gap)
    signs = "".join(seen.split())
    breaks = len(f"{seen}.".splitlines()) - 1
    return f"{signs}\n" if breaks > 1 else signs


def _behind(text: str, start: int, end: int, letters: int) -> int:
    """Return where a word goes on behind so many folded letters and what is invisible after them."""
    count = 0
    for offset in range(start, end):
        here = len(folded_word(text[offset]))
        if count >= letters and here:
            return offset
        count += here
    return end


def _marked_end(text: str, start: int, end: int) -> int:
    """Return where the last letter before `end` ends, with its marks, tatweel and joiners."""
    offset = end
    while offset > start and not folded_word(text[offset - 1]):
        offset -= 1
    while offset < end and (text[offset] in _WITH_LETTER or unicodedata.category(text[offset])[0] == "M"):
        offset += 1
    return offset
