"""Keys, colours and names of labels that are chosen where none are given, and labels that look alike."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from annotator import colors, keys, labels
from annotator.model import Bilingual, Label, LabelSchema
from tests.test_labels import GOOD, write

if TYPE_CHECKING:
    from pathlib import Path

BARE = """
name = "news"
labels = [{name = "PER"}, {name = "ORG"}, {name = "place", color = "blue"}, {name = "شخص"}, {name = "org", key = "c"}]
"""


def test_keys_and_colours_that_are_left_out_are_chosen_and_a_definition_may_be_left_out(
    tmp_path: Path,
) -> None:
    schema = labels.load(write(tmp_path, BARE))
    assert [(label.name, label.key) for label in schema.labels] == [
        ("PER", "P"),
        ("ORG", "O"),
        ("place", "l"),
        ("شخص", "a"),
        ("org", "c"),
    ]
    assert schema.labels[2].color == "blue"
    assert len({label.color for label in schema.labels}) == 5
    assert all(label.definition == Bilingual() for label in schema.labels)
    assert labels.load(write(tmp_path, BARE)) == schema
    assert labels.load(write(tmp_path, labels.dump(schema))) == schema


def test_an_arabic_definition_alone_is_enough(tmp_path: Path) -> None:
    schema = labels.load(write(tmp_path, GOOD.replace('en = "Who acts."\n', "")))
    assert schema.labels[0].definition == Bilingual(ar="من يقوم بالفعل.")
    assert labels.load(write(tmp_path, labels.dump(schema))) == schema


def test_a_key_that_is_given_as_none_is_not_chosen(tmp_path: Path) -> None:
    schema = labels.load(write(tmp_path, GOOD.replace('key = "l"', 'key = ""')))
    assert [label.key for label in schema.labels] == ["a", ""]
    assert labels.load(write(tmp_path, labels.dump(schema))) == schema


def test_more_labels_than_keys_get_all_keys_the_first_ones_first(tmp_path: Path) -> None:
    schema = labels.from_names("many", (f"label-{number}" for number in range(200)))
    given_keys = [label.key for label in schema.labels]
    chosen = set(keys.free()) - {"L"}  # which types / in the Arabic layout
    assert sorted(given_keys[: len(chosen)]) == sorted(chosen)
    assert set(given_keys[len(chosen) :]) == {""}
    assert len({label.color for label in schema.labels}) == 200
    assert labels.load(write(tmp_path, labels.dump(schema))) == schema


def test_the_colours_of_the_first_labels_are_far_apart() -> None:
    first = [label.color for label in labels.from_names("x", map(str, range(30))).labels]
    assert min(colors.distance(one, other) for one, other in combinations(first, 2)) > 5 * colors.ALIKE
    assert set(first[:8]) == set(labels.COLORS)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("blue", "blue", True),
        ("#00AA7F", "#00aa7f", True),
        ("#00aa7f", "#00ab7f", True),
        ("red", colors.NAMED["red"], True),
        ("red", "orange", False),
        ("#00aa7f", "#00887f", False),
    ],
)
def test_labels_whose_colours_are_one_to_the_eye_are_told(one: str, other: str, alike: bool) -> None:
    made = labels.from_names("x", ["actor", "place", "other"]).labels
    schema = LabelSchema(
        name="x",
        labels=(
            structs.replace(made[0], color=one),
            structs.replace(made[1], color=other),
            structs.replace(made[2], color="#777777"),
        ),
    )
    told = f"actor, place ({', '.join(dict.fromkeys((one, other)))})"
    assert (told in labels.alike(schema)) == alike
    assert bool(labels.alike(schema)) == alike


@given(st.lists(st.text(min_size=1, max_size=50), unique=True, max_size=60))
def test_every_text_becomes_a_name_that_a_label_may_have_and_no_two_the_same(wanted: list[str]) -> None:
    made = labels.valid_names(wanted)
    assert list(made) == wanted
    assert len(set(made.values())) == len(wanted)
    assert all(labels.is_name(name) for name in made.values())
    assert all(name == wanted for wanted, name in made.items() if labels.is_name(wanted))
    schema = labels.from_names("x", made.values())
    given_keys = [label.key for label in schema.labels if label.key]
    assert len(set(given_keys)) == len(given_keys) == min(len(wanted), len(keys.free()) - 1)
    assert set(given_keys) <= set(keys.free()) - {"L"}


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("First Name", "First_Name"),
        ("GPE/LOC", "GPE/LOC"),
        ("Person.Name", "Person.Name"),
        ("1st", "1st"),
        ("اسم شخص", "اسم_شخص"),
        ("\u200fشخص", "شخص"),
        ("a=b", "a_b"),
        ("_x", "x"),
        ("✓", "label"),
    ],
)
def test_a_name_stays_as_close_as_it_can(wanted: str, name: str) -> None:
    assert labels.valid_names([wanted]) == {wanted: name}


def test_names_that_become_the_same_are_numbered() -> None:
    assert labels.valid_names(["a b", "a_b", "a=b", "x" * 50, "x" * 51]) == {
        "a b": "a_b_2",
        "a_b": "a_b",
        "a=b": "a_b_3",
        "x" * 50: "x" * 40,
        "x" * 51: "x" * 38 + "_2",
    }


def test_of_many_labels_with_colours_alike_the_first_are_named_and_all_counted() -> None:
    many = [Label(name=f"l{i}", color=f"#{i // 16:02x}{i % 16 * 16:02x}00") for i in range(1_024)]
    schema = LabelSchema(name="x", labels=tuple(many))
    said = labels.alike(schema)
    assert said.startswith("Labels whose colours can't be told apart: l")
    assert len(said) < 10_000
    assert " groups more. To change one, see: annotator schema." in said


def test_colours_are_in_the_group_of_the_first_that_is_alike() -> None:
    found = [f"#{i % 64 * 3:02x}{i // 64 * 5:02x}40" for i in range(500)]
    groups: list[list[int]] = []
    for place, color in enumerate(found):
        near = (one for one in groups if colors.distance(found[one[0]], color) <= colors.ALIKE)
        group = next(near, None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    assert colors.alike(found) == groups
