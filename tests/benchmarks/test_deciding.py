"""The keys of decisions: found by search, pressed in the open program, and no more than before."""

from __future__ import annotations

from benchmarks import deciding


def test_keys_of_an_article_decide_what_was_wanted_and_are_no_more_than_before() -> None:
    found = deciding.counted([], most=1)  # compares what is stored with what was wanted
    assert {one.wanted.why for one in found} >= {deciding.VERSIONS, deciding.THIRD}
    for one in found:
        assert len(one.now) <= len(one.before), one
        if one.wanted.why == deciding.VERSIONS:
            assert len(one.now) == 1, one
