"""Patterns of what is typed are dropped again: `regex` would keep hundreds of them."""

from __future__ import annotations

import regex

from annotator.text import compiled, fold


def test_few_patterns_are_kept_however_many_are_typed() -> None:
    compiled.of_query.cache_clear()
    for number in range(300):
        assert list(fold.find_all(f"بغداد{number}", f"في بَغداد{number}")) == [(3, 9 + len(str(number)))]
    assert compiled.of_query.cache_info().currsize <= 32
    assert len(regex._main._cache) <= 100


def test_patterns_that_were_compiled_for_good_stay() -> None:
    pattern = compiled.when_used(r"\p{Lu}+")
    before = pattern.findall
    fold.pattern("كتاب جديد")
    assert pattern.findall is before
    assert pattern.findall("Ab CD") == ["A", "CD"]
