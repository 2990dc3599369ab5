"""Who gets which article, as plain values: every article enough people, every person about as many words."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Task(NamedTuple):
    """An article to be assigned: its number of words, who has it already, and who began it unassigned."""

    id: str
    words: int
    have: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()


def balanced(
    tasks: Iterable[Task], people: Iterable[str], per_article: int, loads: Mapping[str, int], seed: int
) -> dict[str, tuple[str, ...]]:
    """Return who of `people` gets each article beside those who have it, so that `per_article` have it.

    `loads` are the words that people have already. The longest articles go first. Each goes to who began it, then to
    who has the fewest words, then to those who share the fewest articles with whom it went to, as far as the balance
    allows, so that everybody can be compared with everybody. For people who had nothing and began nothing, no two
    loads differ by more than the longest article: a person beside the least loaded one is taken only where that
    stays true, or where whoever is left over has at least as many words. Neither the order of tasks nor that of
    people matters; `seed` decides between equals. An article that too few people are left for gets all of them.
    """
    tasks = sorted(tasks, key=lambda task: (-task.words, _lot(seed, task.id)))
    longest = max((task.words for task in tasks), default=0)
    load = {name: loads.get(name, 0) for name in people}
    together = Counter(frozenset(pair) for task in tasks for pair in combinations(task.have, 2))
    given = {}
    for task in tasks:
        slack = min(task.words, longest - task.words)
        chosen = _choose(task, per_article - len(task.have), load, together, slack, seed)
        for index, name in enumerate(chosen):
            load[name] += task.words
            together.update(frozenset((name, other)) for other in (*task.have, *chosen[:index]))
        given[task.id] = tuple(sorted(chosen))
    return given


def _choose(
    task: Task, count: int, load: Mapping[str, int], together: Counter[frozenset[str]], slack: int, seed: int
) -> Sequence[str]:
    chosen: list[str] = []
    free = {name: _lot(seed, task.id, name) for name in load.keys() - task.have}
    least = min((load[name] for name in free), default=0)
    while len(chosen) < count and free:
        company = (*task.have, *chosen)
        near = [name for name in free if load[name] <= least + slack] if company else []
        name = min(
            task.begun & free.keys() or near or free,
            key=lambda name: (
                sum(together[frozenset((name, other))] for other in company) if near else 0,
                load[name],
                free[name],
            ),
        )
        chosen.append(name)
        del free[name]
    return chosen


def _lot(seed: int, *what: str) -> bytes:
    """Return the key that breaks ties: the same on every machine, whatever else is handed out."""
    return sha256("\n".join((str(seed), *what)).encode()).digest()
