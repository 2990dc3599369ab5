"""Colours: what has to be told apart can be, on every kind of terminal, in both themes."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from annotator import labels
from annotator.tui.palette import Depth, Palette

NAMES = {label.name: label.color for label in labels.default().labels}
ALL = {name: name for name in ("red", "green", "yellow", "blue", "magenta", "cyan", "orange", "purple")}
KINDS = [(depth, dark) for depth in Depth for dark in (True, False)]
SYSTEMS = {
    Depth.MANY: ColorSystem.EIGHT_BIT,
    Depth.SIXTEEN: ColorSystem.STANDARD,
    Depth.NONE: ColorSystem.STANDARD,
}
both = pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
each_kind = pytest.mark.parametrize(
    ("depth", "dark"), KINDS, ids=[f"{depth.name}-{dark}" for depth, dark in KINDS]
)


def look(palette: Palette, style: Style) -> str:
    """What is sent to the terminal to draw a letter in this style."""
    return (palette.base + style).render("x", color_system=SYSTEMS[palette.depth])


def luminance(color: Color) -> float:
    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in color.get_truecolor())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    light, dark = sorted((luminance(style.color), luminance(style.bgcolor)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@each_kind
def test_three_nested_levels_differ_also_where_they_have_one_label(depth: Depth, dark: bool) -> None:
    palette = Palette(NAMES, dark=dark, depth=depth)
    for label in NAMES:
        levels = [Style(), *(palette.span(label, level, False) for level in (1, 2, 3))]
        drawn = [look(palette, style) for style in levels]
        assert len(set(drawn)) == 4, drawn


@each_kind
def test_the_current_span_differs_from_another_at_its_place(depth: Depth, dark: bool) -> None:
    palette = Palette(NAMES, dark=dark, depth=depth)
    for label in NAMES:
        for level in (1, 2, 3):
            assert look(palette, palette.span(label, level, True)) != look(
                palette, palette.span(label, level, False)
            )


@pytest.mark.parametrize("depth", [Depth.MANY, Depth.SIXTEEN])
@both
def test_where_two_spans_cross_or_have_one_range_their_cells_differ(depth: Depth, dark: bool) -> None:
    palette = Palette(NAMES, dark=dark, depth=depth)
    for level in (1, 2, 3):
        drawn = [look(palette, palette.span(label, level, False)) for label in NAMES]
        assert len(set(drawn)) == len(NAMES)


@both
@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
def test_backgrounds_of_all_colours_differ_on_256_colours(
    system: ColorSystem, strong: bool, dark: bool
) -> None:
    palette = Palette(ALL, dark=dark, depth=Depth.MANY)
    shown = []
    for name in ALL:
        color = palette.span(name, 1, strong).bgcolor
        assert color is not None
        shown.append(color.downgrade(system))
    assert len(set(shown)) == len(ALL)
    assert palette.base.bgcolor is not None
    assert palette.base.bgcolor.downgrade(system) not in shown


@both
@pytest.mark.parametrize("strong", [False, True])
def test_backgrounds_of_the_default_labels_differ_on_16_colours(strong: bool, dark: bool) -> None:
    palette = Palette(NAMES, dark=dark, depth=Depth.SIXTEEN)
    backs = [palette.span(label, 1, strong).bgcolor for label in NAMES]
    assert len(set(backs)) == len(NAMES)
    assert palette.base.bgcolor not in backs
    inks = [palette.ink(label).color for label in NAMES]
    assert len(set(inks)) == len(NAMES)


@both
def test_colours_of_256_are_the_cube_s_own_and_not_rounded(dark: bool) -> None:
    palette = Palette(ALL, dark=dark, depth=Depth.MANY)
    for name in ALL:
        for color in (
            palette.span(name, 1, False).bgcolor,
            palette.span(name, 1, True).bgcolor,
            palette.ink(name).color,
        ):
            assert color is not None
            number = color.downgrade(ColorSystem.EIGHT_BIT).number
            assert number is not None
            assert Color.from_ansi(number).get_truecolor() == color.get_truecolor(), (name, color)


@both
@pytest.mark.parametrize("current", [False, True])
def test_text_on_every_colour_can_be_read(current: bool, dark: bool) -> None:
    palette = Palette(ALL, dark=dark, depth=Depth.MANY)
    for name in ALL:
        assert contrast(palette.base + palette.span(name, 1, current)) >= 3, name
        assert contrast(palette.base + palette.ink(name)) >= 4.5, name
    for style in (palette.bar, palette.chosen, palette.found, palette.warn, palette.caret, palette.quiet):
        assert contrast(palette.base + style) >= 4.5


@each_kind
def test_caret_selection_and_match_differ_from_plain_text_and_from_one_another(
    depth: Depth, dark: bool
) -> None:
    palette = Palette(NAMES, dark=dark, depth=depth)
    marks = [Style(), palette.caret, palette.chosen, palette.found]
    if palette.colored:
        marks.append(palette.target)
    drawn = [look(palette, mark) for mark in marks]
    assert len(set(drawn)) == len(drawn)
    if not palette.colored:
        return  # see the view: it reverses
    for label in NAMES:
        for level in (1, 2, 3):
            tagged = palette.span(label, level, False)
            on_span = [
                look(palette, tagged + mark)
                for mark in (Style(), palette.caret, palette.chosen, palette.found)
            ]
            assert len(set(on_span)) == len(on_span), (label, level)


def test_without_colour_nothing_is_coloured() -> None:
    for dark in (True, False):
        palette = Palette(NAMES, dark=dark, depth=Depth.NONE)
        styles = [palette.base, palette.caret, palette.chosen, palette.found, palette.warn, palette.bar]
        styles += [
            palette.span(label, level, current)
            for label in NAMES
            for level in (1, 2, 3)
            for current in (True, False)
        ]
        styles += [palette.ink(label) for label in NAMES]
        assert all(style.color is None and style.bgcolor is None for style in styles)


@each_kind
def test_a_colour_given_by_number_works_everywhere(depth: Depth, dark: bool) -> None:
    palette = Palette({"one": "#ff8800", "two": "#000000", "three": "#0088ff"}, dark=dark, depth=depth)
    for label in palette.names:
        levels = [look(palette, palette.span(label, level, False)) for level in (1, 2, 3)]
        assert len(set(levels)) == 3
        palette.ink(label)
    if depth is Depth.MANY:
        assert all(contrast(palette.base + palette.span(label, 1, False)) >= 3 for label in palette.names)


def test_levels_deeper_than_three_are_drawn_like_three() -> None:
    palette = Palette(NAMES, dark=True, depth=Depth.MANY)
    assert all(
        first == second for first, second in pairwise(palette.span("actor", n, False) for n in (3, 4, 9))
    )
    assert all(a != b for a, b in combinations([palette.span("actor", n, False) for n in (1, 2, 3)], 2))


CHOSEN = [label.color for label in labels.from_names("many", map(str, range(200))).labels]
"""The colours that labels get where their schema says none."""


@both
def test_the_first_chosen_colours_differ_as_far_as_the_terminal_has_colours(dark: bool) -> None:
    def backs(count: int, depth: Depth, system: ColorSystem) -> int:
        palette = Palette({name: name for name in CHOSEN}, dark=dark, depth=depth)
        styles = [palette.span(name, 1, False) for name in CHOSEN[:count]]
        return len({style.bgcolor.downgrade(system) for style in styles if style.bgcolor})

    assert backs(6, Depth.SIXTEEN, ColorSystem.STANDARD) == 6
    assert backs(12, Depth.MANY, ColorSystem.EIGHT_BIT) >= 10
    assert backs(200, Depth.MANY, ColorSystem.TRUECOLOR) > 190


@pytest.mark.parametrize("depth", [Depth.MANY, Depth.SIXTEEN])
@both
def test_text_on_every_chosen_colour_and_names_in_it_can_be_read(depth: Depth, dark: bool) -> None:
    palette = Palette({name: name for name in CHOSEN}, dark=dark, depth=depth)
    for name in CHOSEN:
        if depth is Depth.MANY:
            assert contrast(palette.base + palette.span(name, 1, False)) >= 4, name
            assert contrast(palette.base + palette.ink(name)) >= 4, name
        else:
            assert palette.ink(name).color != palette.base.bgcolor
            assert palette.span(name, 1, False).bgcolor != palette.base.bgcolor


@each_kind
def test_nothing_lit_looks_as_a_span_does_wherever_it_lies(depth: Depth, dark: bool) -> None:
    palette = Palette(ALL, dark=dark, depth=depth)
    every = [
        palette.span(label, level, current)
        for label in ALL
        for level in (1, 2, 3)
        for current in (True, False)
    ]
    every += [palette.hushed(label, waiting) for label in ALL for waiting in (True, False)]
    lit = [palette.lit(label, selected) for label in (None, *ALL) for selected in (True, False)]
    assert not {look(palette, style) for style in lit} & {look(palette, style) for style in every}
    if palette.colored:
        backs = {style.bgcolor for style in lit}
        assert len(backs) == 2
        assert not backs & {palette.base.bgcolor, *(style.bgcolor for style in every if style.bgcolor)}
    else:
        assert all(style.reverse for style in lit)


@each_kind
@pytest.mark.parametrize("label", [None, "red", "blue"])
def test_what_is_lit_the_one_that_one_is_at_and_the_caret_on_either_differ(
    depth: Depth, dark: bool, label: str | None
) -> None:
    palette = Palette(ALL, dark=dark, depth=depth)
    lit, at = palette.lit(label, False), palette.lit(label, True)
    if palette.colored:
        carets = [lit + palette.caret_on_lit, at + palette.caret]
    else:
        carets = [style + palette.caret + Style(reverse=False) for style in (lit, at)]
    drawn = [look(palette, style) for style in (Style(), lit, at, *carets[:1], palette.chosen, palette.found)]
    if not palette.colored and label is None:
        drawn.remove(
            look(palette, palette.chosen)
        )  # what is lit without colours, but there is one selection at most
        drawn.append("")
    assert len(set(drawn)) == len(drawn)
    assert look(palette, carets[1]) != look(palette, at)


@both
def test_what_is_lit_can_be_read(dark: bool) -> None:
    palette = Palette(ALL, dark=dark, depth=Depth.MANY)
    for label in (None, *ALL):
        assert contrast(palette.base + palette.lit(label, False)) >= 4.5, label
    assert contrast(palette.base + palette.lit(None, True)) >= 4.5


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("current", [True, False])
def test_a_second_label_is_readable_over_the_first_and_not_like_the_first_alone(
    *, dark: bool, current: bool
) -> None:
    palette = Palette({name: name for name in labels.COLORS}, dark=dark, depth=Depth.MANY)
    for first in palette.names:
        alone = palette.base + palette.span(first, 1, current)
        best = contrast(alone + Style(color="#ffffff" if dark else "#000000"))
        for second in palette.names:
            if first != second:
                both = alone + palette.second(first, second, current)
                assert both.bgcolor == alone.bgcolor
                assert both.underline
                assert contrast(both) >= min(4.5, best), (first, second)
