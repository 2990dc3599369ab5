"""Which parts of a row a terminal is to turn round, and in what order their cells are sent for it.

A terminal that orders a row by UAX #9 undoes what is done here. A row is given as a string of Bidi_Classes, one letter
for each cell from left to right on the screen: L; R; A for AL; N for AN; E, T, S, C for EN, ET, ES, CS; B for a bracket
that has a partner; a space; O for all others. A space outside of all pieces counts as L, inside of one as itself.

European digits at the right end of an Arabic part would come first in the order in which it is stored, where they
belong to what is left of it. They stay with it if the space to its right is one for the terminal, too, and the next
word is Arabic; else if a letter stands there, which nobody is to see.

Brackets may pair otherwise than they are meant, which takes one of them out of its word. Then all words as far as the
next Latin ones are one piece, with such a letter at either end.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

BRACKETS = "()[]{}⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆"
"""The characters that UAX #9 pairs, as far as Arabic text has them, each before its partner."""

_PARTNERS = dict(zip(BRACKETS[1::2], BRACKETS[::2], strict=True))
_RUN = re.compile("[^L ]*[RAN][^L ]*")
_WORD = re.compile("[^L ]*")


class Order(NamedTuple):
    """Where each cell stands on the screen, and its level, in the order in which the cells are sent.

    `turned`: the last is sent first, and so on, and none of them has a mirror image.
    """

    cells: tuple[tuple[int, int], ...]
    turned: bool


class Piece(NamedTuple):
    """The cells from `start` up to `end`, sent in `order`, which counts from `start`.

    `letters` are those of its cells that are spaces and are sent as a letter.
    """

    start: int
    end: int
    order: Order
    letters: tuple[int, ...] = ()


@lru_cache(maxsize=2048)
def pieces(classes: str, brackets: str) -> tuple[Piece, ...]:
    """Return the pieces of a row from left to right; `brackets` are its brackets, the B of `classes`."""
    found = _cut(classes)
    if brackets and (bad := _misled(classes, brackets, found)):
        other = _cut(classes, bad)
        if not _misled(classes, brackets, other):
            return other
    return found


def _cut(classes: str, bad: frozenset[int] = frozenset()) -> tuple[Piece, ...]:
    """Return the pieces of a row; for those that would begin in a column of `bad`, one of all words around them."""
    found: list[Piece] = []
    match = _RUN.search(classes)
    while match:
        piece = _piece(classes, match.start(), match.end())
        if piece.start in bad:
            piece = _all_words(classes, piece.start) or piece
            found = [each for each in found if each.end <= piece.start]
        found.append(piece)
        match = _RUN.search(classes, piece.end)
    return tuple(found)


def _piece(classes: str, start: int, end: int) -> Piece:
    if "E" not in (part := classes[start:end]):
        return Piece(start, end, _order(part))
    first = end
    while not _fits(classes[start:end]):
        if classes[end : end + 1] != " ":
            return Piece(start, first, _order(classes[start:first]))  # there is nothing that helps
        after = _end_of_word(classes, end + 1)
        if not re.search("[RANE]", classes[end:after]):
            return Piece(start, end + 1, _order(f"{classes[start:end]}A"), (end - start,))
        end = after
    return Piece(start, end, _order(classes[start:end]))


def _all_words(classes: str, index: int) -> Piece | None:
    """Return a piece of all words around `index` between Latin ones, with a letter at either end where they need one."""
    start = classes.rfind("L", 0, index) + 1
    end = classes.find("L", index)
    part = classes[start : end if end >= 0 else len(classes)]
    # The space at the row's very beginning, if any, tells that the row is left-to-right.
    before, after = re.match(r"[^ ]* *(?= )", part), re.search(r" (?= *[^ ]*$)", part)
    first, last = before.end() if before else -1, after.start() if after else -1
    letters = []
    if start + first > 0 and first >= 0 and not re.search("[RAN]", part[:first]):
        start, part, last = start + first, f"A{part[first + 1 :]}", last - first
        letters.append(0)
    if last > 0 and not re.search("[RANE]", part[last:]):
        part = f"{part[:last]}A"
        letters.append(last)
    return Piece(start, start + len(part), _order(part), tuple(letters)) if _fits(part) else None


def _end_of_word(classes: str, start: int) -> int:
    match = _WORD.match(classes, start)
    return match.end() if match else start


def _fits(part: str) -> bool:
    """Return whether no European digits stand to the right of all letters."""
    return "E" not in part[max(part.rfind("R"), part.rfind("A")) + 1 :] or not re.search("[RA]", part)


@lru_cache(maxsize=4096)
def _order(part: str) -> Order:
    """Return the order in which a part without L is sent, between cells that count as L."""
    order: list[tuple[int, int]] = []
    if re.search("[RA]", part):
        blocks = re.finditer("[RANE].*[RAN]|[RAN]", part)
    else:
        blocks = re.finditer("N[^E]*N|N", part)  # digits stay where they are
    done = 0
    for block in blocks:
        start, end = block.span()
        order += [(index, 0) for index in range(done, start)]
        run: list[tuple[int, int]] = [
            *zip(range(end - 1, start - 1, -1), _levels(block[0][::-1]), strict=True)
        ]
        for level, members in groupby(run, key=lambda member: member[1]):
            order += [*members][:: -1 if level == 2 else 1]
        done = end
    order += [(index, 0) for index in range(done, len(part))]
    turned = order == [(index, 1) for index in reversed(range(len(part)))] and not re.search("[BO]", part)
    return Order(tuple(order), turned)


def _levels(part: str) -> list[int]:
    """Return the levels of text that begins and ends with R, AL, AN or digits: rules W2 to W6, N1 and I1."""
    types = [*part]
    strong = ""
    for index, name in enumerate(types):
        if name in "RA":
            strong = name
        elif name == "E" and strong == "A":
            types[index] = "N"
    for index in range(1, len(types) - 1):
        before, name, after = types[index - 1 : index + 2]
        if before == after and (before + name in ("ES", "EC", "NC")):
            types[index] = before
    joined = re.sub("T+(?=E)|(?<=E)T+", lambda match: "E" * len(match[0]), "".join(types))
    return [2 if name in "NE" else 1 for name in joined]


def _misled(classes: str, brackets: str, found: tuple[Piece, ...]) -> frozenset[int]:
    """Return where pieces begin that have a bracket which its partner takes out of them (BD16, N0)."""
    sent = _sent(classes, brackets, found)
    if not any(char and level for char, _, level, _ in sent):
        return frozenset()
    bad = set()
    for first, last in _pairs([char for char, _, _, _ in sent]):
        ends = sent[first], sent[last]
        inside = {side for _, side, _, _ in sent[first + 1 : last]} - {""}
        if not inside:
            continue
        before = next((side for _, side, _, _ in reversed(sent[:first]) if side), "L")
        level = 0 if "L" in inside or before == "L" else 1
        if any(own != level for _, _, own, _ in ends):
            bad |= {start for _, _, _, start in ends}
    return frozenset(bad)


def _sent(classes: str, brackets: str, found: tuple[Piece, ...]) -> list[tuple[str, str, int, int]]:
    """Return bracket, side ("L", "R" or none), level and piece of each cell as it is sent."""
    chars = iter(brackets)
    at = [next(chars) if name == "B" else "" for name in classes]
    cells: list[tuple[str, str, int, int]] = []
    done = 0

    def outside(end: int) -> None:
        cells.extend((at[index], "L" if classes[index] in "LE " else "", 0, -1) for index in range(done, end))

    for piece in found:
        outside(piece.start)
        for index, level in piece.order.cells:
            name, char = classes[piece.start + index], at[piece.start + index]
            side = "R" if name in "RAN" or (name == "E" and level) else "L" if name == "E" else ""
            side = "R" if index in piece.letters else side
            cells.append((_swapped(char) if level else char, side, level, piece.start))
        done = piece.end
    outside(len(classes))
    return cells


def _swapped(char: str) -> str:
    return BRACKETS[BRACKETS.index(char) ^ 1] if char else ""


def _pairs(chars: list[str]) -> list[tuple[int, int]]:
    """Return the bracket pairs among `chars` (BD16)."""
    open_: list[tuple[str, int]] = []
    found = []
    for index, char in enumerate(chars):
        if char in _PARTNERS:
            depth = next(
                (each for each in range(len(open_) - 1, -1, -1) if open_[each][0] == _PARTNERS[char]), -1
            )
            if depth >= 0:
                found.append((open_[depth][1], index))
                del open_[depth:]
        elif char:
            if len(open_) == 63:
                break
            open_.append((char, index))
    return sorted(found)
