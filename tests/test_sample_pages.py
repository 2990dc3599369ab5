"""What the pages and the demo say of who tagged what is what the sample data have."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.cli import demo
from tests.sample_data import FOLDER, layers, lines, texts

ROOT = Path(__file__).parents[1]
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def page(name: str) -> str:
    """Return a page with one blank where there are several, or the end of a line."""
    return " ".join((ROOT / name).read_text("utf-8").split())


@pytest.mark.parametrize("name", ["README.md", "docs/annotating.md"])
def test_pages_say_who_tagged_how_many_of_the_sample_articles(name: str) -> None:
    counts = {who: len(layer) for who, layer in layers().items()}
    (first, most), *others = counts.items()
    told = ", ".join([f"{first} in {most} of them", *(f"{who} in {count}" for who, count in others)])
    assert f"{len(texts())} sample articles." in page(name)
    assert f"{NUMBERS[len(counts)].capitalize()} people have tagged: {told}." in page(name)


def test_pages_say_what_is_finished_by_several_and_what_is_settled() -> None:
    done = {
        who: {article for article, work in layer.items() if work["status"] == "done"}
        for who, layer in layers().items()
    }
    both = done["huda"] & done["salim"]
    several = {article for article in texts() if sum(article in each for each in done.values()) > 1}
    settled = [line for line in lines(FOLDER / "gold" / "nadia.jsonl") if line["settled"]]
    assert f"the {len(several)} articles that two of them or more have finished" in page("README.md")
    assert several == both
    assert done["maryam"] < both
    seven, five, two = NUMBERS[len(both)], NUMBERS[len(done["maryam"])], NUMBERS[len(settled)]
    assert (
        f"huda and salim have finished the same {seven} articles, maryam {five} of them, and nadia has settled {two}:"
    ) in page("docs/gold.md")
    assert f"have finished {seven} articles, and nadia has settled {two} of them;" in page(
        "docs/exporting.md"
    )
    assert f"settled {two} articles" in page("sample_data/README.md")
    assert f"Maryam did {five} of the articles that both did" in page("sample_data/README.md")


def test_the_demo_s_help_says_how_many_people_tagged() -> None:
    text = " ".join((demo.command.help or "").split())
    assert f"that {NUMBERS[len(layers())]} people have tagged" in text
    assert "huda, who has tagged" in text
