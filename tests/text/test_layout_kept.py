"""What a layout keeps of its rows is bounded, and goes with it."""

from __future__ import annotations

import gc
from weakref import ref

from annotator.text.layout import _KEPT_ROWS, Layout

TEXT = "وصلت القافلة إلى البلدة مساء أمس.\n" * 2_000


def test_a_layout_goes_when_nobody_has_it_not_when_garbage_is_looked_for() -> None:
    gc.disable()
    try:
        layout = Layout(TEXT, 40)
        for index in range(10):
            layout.row(index)
            layout.row_apart(index)
            layout.words(index)
            layout.words_on(index)
        here = ref(layout)
        del layout
        assert here() is None
    finally:
        gc.enable()


def test_a_layout_keeps_some_of_its_rows() -> None:
    layout = Layout(TEXT, 40)
    first = layout.row(0)
    assert layout.row(0) is first
    for index in range(len(layout)):
        layout.row(index)
        layout.words(index)
        layout.words_on(index)
    assert layout._row.cache_info().currsize == _KEPT_ROWS
    assert layout.words.cache_info().currsize == _KEPT_ROWS
    assert layout.words_on.cache_info().currsize == _KEPT_ROWS
