"""What goes to gold without an adjudicator looking at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.adjudication import Policy, PolicyKind, groups, policy, verdict
from annotator.errors import UsageError
from tests.adjudication.story import TEXT, layer

if TYPE_CHECKING:
    from annotator.model import Layer

Said = tuple[list[tuple[str, str]], str] | None


def said(rule: str, *layers: Layer) -> list[Said]:
    """Return what a policy says of each group: texts and labels, and the rule."""
    found = []
    for group in groups(TEXT, layers):
        answer = verdict(policy(rule), group, [one.annotator for one in layers])
        found.append(
            answer
            and ([(TEXT[version.start : version.end], version.label) for version in answer[0]], answer[1])
        )
    return found


@pytest.mark.parametrize("text", ["unanimous", "majority", "none", "adjudicator:huda", "adjudicator:هدى:2"])
def test_a_policy_is_written_as_it_is_read(text: str) -> None:
    assert str(policy(text)) == text


def test_a_policy_knows_whose_spans_win() -> None:
    assert policy("adjudicator:salim", ["huda", "salim"]) == Policy(kind=PolicyKind.ADJUDICATOR, name="salim")


@pytest.mark.parametrize("text", ["adjudicator", "adjudicator:"])
def test_an_adjudicator_without_a_name_is_told(text: str) -> None:
    said = f"The policy {text} needs a name, whose spans win: write adjudicator:NAME."
    for people, who in (
        (None, ""),
        (["salim", "huda"], " There are: huda, salim."),
        (["huda"], " There is only huda."),
    ):
        with pytest.raises(UsageError) as caught:
            policy(text, people)
        assert str(caught.value) == said + who


@pytest.mark.parametrize("text", ["", "most", "Majority", "majority:huda", "none:"])
def test_another_policy_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        policy(text)
    assert str(caught.value) == (
        f"There is no policy called {text!r}. Choose unanimous, majority, adjudicator:NAME or none."
    )


@pytest.mark.parametrize(
    ("people", "there"),
    [
        (["salim", "huda", "maryam"], "There are: huda, maryam, salim."),
        (["huda"], "There is only huda."),
        ([], "There is nobody yet."),
    ],
)
def test_a_person_who_does_not_exist_is_refused_with_those_who_do(people: list[str], there: str) -> None:
    with pytest.raises(UsageError) as caught:
        policy("adjudicator:omar", people)
    assert str(caught.value) == f"Nobody is called omar, so their spans can't win. {there}"


ARMY = ("الجيش", "actor")
ARMY_CUT = ("جيش", "actor")
PORT = ("الميناء", "location")


@pytest.mark.parametrize("rule", ["unanimous", "majority", "adjudicator:huda", "adjudicator:omar"])
def test_what_all_agree_on_is_taken_as_unanimous_under_any_policy(rule: str) -> None:
    assert said(rule, layer("huda", ARMY), layer("salim", ARMY)) == [([ARMY], "unanimous")]


def test_the_policy_none_decides_nothing() -> None:
    assert said("none", layer("huda", ARMY), layer("salim", ARMY)) == [None]


def test_unanimous_leaves_every_difference() -> None:
    assert said("unanimous", layer("huda", ARMY, PORT), layer("salim", ARMY_CUT)) == [None, None]


def test_more_than_half_decide_under_majority() -> None:
    huda, salim, maryam = layer("huda", ARMY, PORT), layer("salim", ARMY), layer("maryam", ARMY_CUT)
    assert said("majority", huda, salim, maryam) == [([ARMY], "majority"), ([], "majority")]


def test_half_is_no_majority() -> None:
    assert said("majority", layer("huda", ARMY), layer("salim")) == [None]
    four = [layer("huda", ARMY), layer("salim", ARMY), layer("maryam", ARMY_CUT), layer("ziyad")]
    assert said("majority", *four) == [None]
    halves = [layer("huda", ARMY), layer("salim", ARMY), layer("maryam"), layer("ziyad")]
    assert said("majority", *halves) == [None]


def test_the_named_person_wins_also_where_they_marked_nothing() -> None:
    layers = [layer("huda", ARMY), layer("salim", ARMY_CUT, PORT), layer("maryam", ARMY_CUT, PORT)]
    assert said("adjudicator:huda", *layers) == [([ARMY], "adjudicator:huda"), ([], "adjudicator:huda")]
    assert said("adjudicator:salim", *layers) == [
        ([ARMY_CUT], "adjudicator:salim"),
        ([PORT], "adjudicator:salim"),
    ]


def test_a_named_person_who_did_not_finish_the_article_decides_nothing_in_it() -> None:
    assert said("adjudicator:omar", layer("huda", ARMY), layer("salim", ARMY_CUT)) == [None]
