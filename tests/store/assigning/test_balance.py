"""Handing articles out: enough people for each, about as many words for each person."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from annotator.store.assigning.balance import Task, balanced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PEOPLE = ["huda", "salim", "maryam", "ليلى", "عمر"]

people = st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True)
fresh = st.lists(st.integers(1, 2000), min_size=1, max_size=40).map(
    lambda words: [Task(f"article {place}", count) for place, count in enumerate(words)]
)


@st.composite
def begun(draw: st.DrawFn) -> list[Task]:
    """Articles of which some are somebody's already, or were begun by somebody."""
    some = st.frozensets(st.sampled_from(PEOPLE), max_size=3)
    return [Task(task.id, task.words, draw(some), draw(some)) for task in draw(fresh)]


def loads(tasks: Sequence[Task], given: Mapping[str, Sequence[str]]) -> Counter[str]:
    load: Counter[str] = Counter()
    for task in tasks:
        load.update(dict.fromkeys(given[task.id], task.words))
    return load


@given(tasks=fresh, people=people, count=st.integers(1, 6), seed=st.integers())
def test_each_article_gets_as_many_people_as_it_is_for(
    tasks: list[Task], people: list[str], count: int, seed: int
) -> None:
    given = balanced(tasks, people, count, {}, seed)
    assert set(given) == {task.id for task in tasks}
    for chosen in given.values():
        assert len(chosen) == len(set(chosen)) == min(count, len(people))
        assert set(chosen) <= set(people)


@given(tasks=fresh, people=people, count=st.integers(1, 5), seed=st.integers())
def test_no_two_loads_differ_by_more_than_the_longest_article(
    tasks: list[Task], people: list[str], count: int, seed: int
) -> None:
    load = loads(tasks, balanced(tasks, people, count, {}, seed))
    assert max(load[name] for name in people) - min(load[name] for name in people) <= max(
        task.words for task in tasks
    )


@given(tasks=begun(), people=people, count=st.integers(1, 6), seed=st.integers())
def test_who_has_an_article_counts_and_who_began_it_comes_first(
    tasks: list[Task], people: list[str], count: int, seed: int
) -> None:
    given = balanced(tasks, people, count, {}, seed)
    for task in tasks:
        chosen, able = set(given[task.id]), set(people) - task.have
        assert chosen <= able
        assert len(chosen) == max(0, min(count - len(task.have), len(able)))
        assert chosen <= task.begun or able & task.begun <= chosen


@given(tasks=begun(), people=people, count=st.integers(1, 5), seed=st.integers(), data=st.data())
def test_the_same_seed_gives_the_same_in_any_order(
    tasks: list[Task], people: list[str], count: int, seed: int, data: st.DataObject
) -> None:
    load = {name: 100 * place for place, name in enumerate(PEOPLE)}
    given = balanced(tasks, people, count, load, seed)
    others = data.draw(st.permutations(people))
    assert balanced(data.draw(st.permutations(tasks)), others, count, load, seed) == given


def test_another_seed_gives_something_else() -> None:
    tasks = [Task(f"article {place}", 300) for place in range(20)]
    assert balanced(tasks, PEOPLE, 2, {}, 1) != balanced(tasks, PEOPLE, 2, {}, 2)


def test_who_has_fewer_words_already_gets_more() -> None:
    tasks = [Task(f"article {place}", 100) for place in range(10)]
    given = balanced(tasks, ["huda", "salim"], 1, {"huda": 600}, 0)
    assert Counter(name for (name,) in given.values()) == {"huda": 2, "salim": 8}


def test_every_two_people_share_about_as_many_articles() -> None:
    for lengths in ([300] * 60, range(100, 1000, 15), [*range(200, 500, 5), 900]):
        tasks = [Task(f"article {place}", words) for place, words in enumerate(lengths)]
        given = balanced(tasks, PEOPLE, 2, {}, 7)
        pairs = Counter(given.values())
        shared = [pairs[tuple(sorted(pair))] for pair in combinations(PEOPLE, 2)]
        assert sum(shared) == len(tasks)
        assert min(shared) >= len(tasks) / len(shared) - 2, shared
        assert max(shared) <= len(tasks) / len(shared) + 2, shared
