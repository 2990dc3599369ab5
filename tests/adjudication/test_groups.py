"""Which spans are versions of one thing, and how they differ."""

from __future__ import annotations

import pytest

from annotator.adjudication import Kind, groups
from annotator.model import Layer, Span
from tests.adjudication.story import QUOTE, TEXT, layer, read, span


def kinds(*layers: Layer) -> list[Kind]:
    return [group.kind for group in groups(TEXT, layers)]


def test_what_all_marked_is_agreed_with_their_names() -> None:
    (group,) = groups(TEXT, [layer(name, ("الجيش", "actor")) for name in ("salim", "huda", "maryam")])
    assert group.kind is Kind.AGREED
    assert group.missing == ()
    assert read(group) == [("الجيش", "actor", ("huda", "maryam", "salim"))]
    assert [source.annotator for source in group.sources] == ["huda", "maryam", "salim"]


def test_what_somebody_did_not_mark_is_missing_by_them() -> None:
    (group,) = groups(TEXT, [layer("salim"), layer("huda", ("الجيش", "actor")), layer("maryam")])
    assert (group.kind, group.missing) == (Kind.MISSING, ("maryam", "salim"))


def test_one_thing_with_two_labels_is_about_the_label() -> None:
    (group,) = groups(TEXT, [layer("huda", ("الميناء", "location")), layer("salim", ("الميناء", "actor"))])
    assert group.kind is Kind.LABEL
    assert read(group) == [("الميناء", "actor", ("salim",)), ("الميناء", "location", ("huda",))]


def test_one_label_with_two_ranges_is_about_the_boundary() -> None:
    (group,) = groups(
        TEXT, [layer("huda", ("وزارة الداخلية", "actor")), layer("salim", ("الداخلية", "actor"))]
    )
    assert group.kind is Kind.BOUNDARY
    assert (TEXT[group.start : group.end]) == "وزارة الداخلية"


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("الميناء", "ميناء"),
        ("وبالقذائف", "القذائف"),
        ("وبالقذائف", "قذائف"),
        ("بالقذائف", "وبالقذائف"),
        ("للشرطة", "شرطة"),
        ("للشرطة", "لشرطة"),
        ("وَبِالسِّكِّينِ", "السِّكِّينِ"),
        ("وَبِالسِّكِّينِ", "بِالسِّكِّينِ"),
        ("بِالسِّكِّينِ", "سِّكِّينِ"),
        ("بـالعاصمة", "العاصمة"),
        ("بـالعاصمة", "عاصمة"),
    ],
)
def test_edges_that_only_clitics_part_are_a_kind_of_their_own(one: str, another: str) -> None:
    assert kinds(layer("huda", (one, "weapon")), layer("salim", (another, "weapon"))) == [Kind.CLITIC]


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("مدينة الرمال", "الرمال"),  # a whole word
        ("مسلحين", "سلحين"),  # a letter that is no clitic
        ("بنادق آلية", "بنادق"),  # the end
        ("وبالقذائف", "وبالقذائف،"),  # the end, punctuation
        ("وأضاف", "أضاف: «"),  # both edges
    ],
)
def test_other_edges_are_not(one: str, another: str) -> None:
    (group,) = groups(TEXT, [layer("huda", (one, "claim")), layer("salim", (another, "claim"))])
    assert group.kind is Kind.BOUNDARY


def test_three_ways_to_cut_one_word_are_still_apart_by_clitics() -> None:
    words = ("وبالقذائف", "القذائف", "قذائف")
    layers = [
        layer(name, (word, "weapon")) for name, word in zip(("huda", "maryam", "salim"), words, strict=True)
    ]
    (group,) = groups(TEXT, layers)
    assert group.kind is Kind.CLITIC
    assert [words for words, _, _ in read(group)] == list(words)


def test_more_than_one_difference_is_mixed() -> None:
    assert kinds(layer("huda", ("مدينة الرمال", "location")), layer("salim", ("الرمال.", "location"))) == [
        Kind.BOUNDARY
    ]
    huda, salim = layer("huda", ("الميناء", "location")), layer("salim", ("ميناء", "actor"))
    assert kinds(huda, salim) == [Kind.MIXED]
    alike = layer("salim", ("الميناء", "actor"))
    assert kinds(huda, alike, layer("maryam")) == [Kind.MIXED]


def test_a_claim_and_the_actor_inside_it_are_never_one_disagreement() -> None:
    found = groups(TEXT, [layer("huda", (QUOTE, "claim")), layer("salim", ("الجيش", "actor"))])
    assert [(group.kind, group.missing) for group in found] == [
        (Kind.MISSING, ("salim",)),
        (Kind.MISSING, ("huda",)),
    ]


def test_a_claim_that_is_nothing_but_the_place_is_one_with_it() -> None:
    """Marks around it, or a clitic, don't make the one lie inside the other."""
    huda, salim = layer("huda", (f"«{QUOTE}»", "claim")), layer("salim", (QUOTE, "actor"))
    assert kinds(huda, salim) == [Kind.MIXED]
    assert kinds(layer("huda", ("وقال", "claim")), layer("salim", ("قال", "actor"))) == [Kind.MIXED]


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("بنادق آلية وب", "بنادق آلية"),  # the end, a word that was only begun
        ("مدينة الرمال", "دينة الرمال"),  # the start
        ("بنادق آلية وبا", "نادق آلية وب"),  # both
        ("وبالقذائف، وأ", "القذائف"),  # a clitic and punctuation are nothing; the rest is short
        ("قرب مدينة الرمال.", "مدينة الرمال"),  # a short word before
        (
            f"«{QUOTE}»",
            QUOTE.removeprefix("ال").removesuffix(" فوراً"),
        ),  # quotes, a clitic and a short word behind
    ],
)
def test_what_fills_most_of_the_other_is_one_thing_with_two_labels(one: str, another: str) -> None:
    """So does a preposition that one of them took for a part of it."""
    (group,) = groups(TEXT, [layer("huda", (one, "weapon")), layer("salim", (another, "actor"))])
    assert (group.kind, group.missing) == (Kind.MIXED, ())


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("حاجزاً للشرطة", "للشرطة"),
        ("وزارة الداخلية", "الداخلية"),
        ("مدينة الرمال", "الرمال"),
        ("المتحدث باسم وزارة الداخلية", "وزارة الداخلية"),
        ("وبالقذائف، وأضاف", "القذائف"),
    ],
)
def test_what_fills_half_of_the_other_is_a_thing_of_its_own(one: str, another: str) -> None:
    assert kinds(layer("huda", (one, "weapon")), layer("salim", (another, "actor"))) == [
        Kind.MISSING,
        Kind.MISSING,
    ]


def test_most_of_it_is_one_thing_under_a_third_label_as_well() -> None:
    """What both marked around it, or what one of them did inside it, makes no difference."""
    around = (QUOTE, "claim")
    huda = layer("huda", around, ("أغلق الطريق إلى", "actor"), ("الطريق", "weapon"))
    salim = layer("salim", around, ("أغلق الطريق إل", "location"))
    assert [(group.kind, group.missing) for group in groups(TEXT, [huda, salim])] == [
        (Kind.AGREED, ()),
        (Kind.MIXED, ()),
        (Kind.MISSING, ("salim",)),
    ]


def test_crossing_ranges_with_two_labels_are_one_thing_only_when_half_is_common() -> None:
    much = [layer("huda", ("بنادق آلية", "weapon")), layer("salim", ("ادق آلية وبال", "actor"))]
    assert kinds(*much) == [Kind.MIXED]
    little = [layer("huda", ("من بنادق", "weapon")), layer("salim", ("بنادق آلية وبالقذائف", "actor"))]
    assert kinds(*little) == [Kind.MISSING, Kind.MISSING]


def test_the_best_match_is_taken_and_the_other_span_stands_alone() -> None:
    huda = layer("huda", (QUOTE, "claim"), ("الميناء فوراً", "claim"))
    salim = layer("salim", (f"{QUOTE}»", "claim"))
    first, second = groups(TEXT, [huda, salim])
    assert [words for words, _, _ in read(first)] == [f"{QUOTE}»", QUOTE]
    assert (second.kind, second.missing, len(second.versions)) == (Kind.MISSING, ("salim",), 1)


def test_all_of_two_pairs_are_matched_rather_than_the_best_pair_alone() -> None:
    huda = layer("huda", ("الطريق إلى الميناء", "location"), ("إلى الميناء فوراً", "location"))
    salim = layer("salim", ("إلى الميناء", "location"), ("الجيش أغلق الطريق إلى", "location"))
    assert sorted(len(group.versions) for group in groups(TEXT, [huda, salim])) == [2, 2]


def test_spans_without_a_common_letter_are_not_strung_together() -> None:
    chain = [
        layer("huda", ("الجيش أغلق", "claim")),
        layer("salim", ("أغلق الطريق", "claim")),
        layer("maryam", ("الطريق إلى", "claim")),
    ]
    found = groups(TEXT, chain)
    assert sorted(len(group.versions) for group in found) == [1, 2]


def test_most_supporters_come_first_and_then_the_text_order() -> None:
    names = ("huda", "maryam", "salim", "ziyad")
    words = ("الداخلية", "وزارة", "وزارة الداخلية", "الداخلية")
    layers = [layer(name, (word, "actor")) for name, word in zip(names, words, strict=True)]
    first, second = groups(TEXT, layers)
    assert read(first) == [
        ("الداخلية", "actor", ("huda", "ziyad")),
        ("وزارة الداخلية", "actor", ("salim",)),
    ]
    assert read(second) == [("وزارة", "actor", ("maryam",))]


def test_groups_come_in_text_order_and_the_longer_first() -> None:
    layers = [
        layer("huda", ("الرمال", "location"), (QUOTE, "claim"), ("الجيش", "actor"), ("مسلحين", "actor")),
        layer("salim"),
    ]
    assert [read(group)[0][0] for group in groups(TEXT, layers)] == ["مسلحين", "الرمال", QUOTE, "الجيش"]


def test_no_layers_and_empty_ones_give_no_groups() -> None:
    assert groups(TEXT, []) == ()
    assert groups(TEXT, [layer("huda"), layer("salim")]) == ()


def test_one_person_alone_agrees_with_all() -> None:
    (group,) = groups(TEXT, [layer("huda", ("الجيش", "actor"))])
    assert group.kind is Kind.AGREED
    assert group.sources[0].label == span("الجيش", "actor").label


def ranges(**marked: list[tuple[int, int]]) -> list[list[tuple[str, int, int]]]:
    """Return who has which range in each group, of claims in a text without words or edges."""
    layers = [
        Layer(
            article="1",
            annotator=name,
            spans=tuple(Span.new(start, end, "claim", name) for start, end in of_one),
        )
        for name, of_one in marked.items()
    ]
    return [
        [(source.annotator, source.start, source.end) for source in group.sources]
        for group in groups("م" * 30, layers)
    ]


def test_the_best_pair_gives_way_to_two_good_ones_whoever_comes_first() -> None:
    assert ranges(huda=[(5, 15), (13, 23)], salim=[(0, 10), (8, 18)]) == [
        [("huda", 5, 15), ("salim", 0, 10)],
        [("huda", 13, 23), ("salim", 8, 18)],
    ]


def test_a_span_whose_best_match_is_taken_by_others_goes_with_the_next_best() -> None:
    assert ranges(huda=[(4, 10)], maryam=[(2, 7), (5, 9)], salim=[(4, 9), (6, 12)]) == [
        [("maryam", 2, 7), ("salim", 6, 12)],
        [("huda", 4, 10), ("maryam", 5, 9), ("salim", 4, 9)],
    ]


def test_a_span_that_shares_no_letter_with_all_of_its_best_match_goes_with_the_next_best() -> None:
    assert ranges(huda=[(0, 9), (12, 14)], maryam=[(13, 14)], ziyad=[(8, 13)]) == [
        [("huda", 0, 9), ("ziyad", 8, 13)],
        [("huda", 12, 14), ("maryam", 13, 14)],
    ]


def test_one_of_three_with_another_label_is_not_one_with_what_lies_inside_theirs() -> None:
    place, port = "الطريق إلى الميناء", "الميناء"
    found = groups(
        TEXT,
        [
            layer("huda", (place, "location")),
            layer("maryam", (port, "location")),
            layer("salim", (place, "claim")),
        ],
    )
    assert [read(group) for group in found] == [
        [(place, "claim", ("salim",))],
        [(place, "location", ("huda",)), (port, "location", ("maryam",))],
    ]
