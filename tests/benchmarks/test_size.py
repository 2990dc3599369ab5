"""Costs by the number of articles: what they are measured with, and how they are told."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator import labels
from benchmarks.size import commands, corpus, costs, projects, tables
from benchmarks.size.costs import Cost
from benchmarks.size.projects import Beside

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def articles() -> list[dict[str, str]]:
    return [*corpus.articles(2_000)]


def test_articles_have_their_length_and_the_smaller_corpus_is_the_beginning_of_the_larger(
    articles: list[dict[str, str]],
) -> None:
    assert [*corpus.articles(50)] == articles[:50]
    assert {len(article["text"].split()) for article in articles} == {corpus.WORDS}
    assert (
        len({article["text"] for article in articles})
        == len({article["id"] for article in articles})
        == 2_000
    )


def test_words_are_as_rare_as_they_are_said_to_be(articles: list[dict[str, str]]) -> None:
    def having(word: str, field: str = "text") -> int:
        return sum(word in article[field] for article in articles)

    assert having(corpus.RARE) == having(corpus.RARE, "title") == 2_000 // corpus.RARE_EVERY
    assert having(corpus.ABSENT) == having(corpus.ABSENT, "source") == 0
    assert having(corpus.SOURCE, "source") == having(corpus.PART, "source") == pytest.approx(2_000 / 3, abs=1)
    assert having(corpus.PART) == 0
    assert having(corpus.common(0)) > having(corpus.common(50)) > having(corpus.common(5_000))


def test_files_of_a_corpus_have_the_same_texts_and_spans_of_whole_words(tmp_path: Path) -> None:
    made = corpus.write(tmp_path, 100, with_spans=True)
    texts, spans, layers = (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in (made.texts, made.spans, made.layers)
    )
    lines = made.lines.read_text("utf-8").splitlines()
    assert len(texts) == len(spans) == len(lines) == 100
    assert len(layers) == 100 // corpus.TAGGED_EVERY
    assert [each["text"].replace("\n", " ") for each in texts] == lines
    names = {label.name for label in labels.default().labels}
    for record in spans + layers:
        marked = [(span["start"], span["end"], span["label"], span["annotator"]) for span in record["spans"]]
        assert len(set(marked)) == len(marked) == corpus.SPANS * len({person for *_, person in marked})
        assert {label for _, _, label, _ in marked} <= names
        for start, end, _, _ in marked:
            assert not record["text"][start].isspace()
            assert not record["text"][end - 1].isspace()
    assert {span["annotator"] for record in layers for span in record["spans"]} == set(corpus.PEOPLE)
    first, second = (
        {
            (span["start"], span["end"])
            for record in layers
            for span in record["spans"]
            if span["annotator"] == who
        }
        for who in corpus.PEOPLE
    )
    assert first != second, "people who never differ leave nothing to decide"


def test_no_spans_are_written_where_they_are_not_asked_for(tmp_path: Path) -> None:
    assert corpus.write(tmp_path, 40, with_spans=False).spans.read_text() == ""


def cost(what: str, **values: list[float]) -> Cost:
    made = Cost(what)
    for number, found in values.items():
        for value in found:
            made.add(int(number[1:]), value, memory=30.0)
    return made


def test_growth_is_of_values_of_the_same_turn_and_a_factor_is_for_ten_times_as_many() -> None:
    busy = cost("key", n1000=[10.0, 30.0], n10000=[11.0, 33.0])
    assert busy.to_smallest(10_000) == pytest.approx(1.1)
    assert costs.growths([busy]) == {"key, 10,000": pytest.approx(1.1)}
    assert cost("all", n1000=[0.1], n10000=[1.0], n100000=[11.0]).factor == pytest.approx(11.0)
    assert cost("all", n1000=[1.0], n2000=[2.0]).factor == pytest.approx(10.0)
    assert cost("all", n1000=[1.0]).factor is None


def test_a_row_leaves_out_the_size_that_was_not_measured() -> None:
    numbers = (1_000, 10_000)
    found = cost("import", n1000=[1.0])
    assert costs.factor_row(found, numbers) == ("import", "1", 1.0, None, None, 30.0, None)
    assert costs.ratios_row(found, numbers) == ("import", "1", 1.0, None, None)
    assert len(costs.factor_head(numbers, "s")) == 7
    assert len(costs.ratios_head(numbers, "ms")) == 5


def test_sizes_are_measured_in_turn_until_it_took_long_enough() -> None:
    found = Cost("import")
    order = []
    for number in costs.turns(found, [1_000, 10_000], once=False):
        order.append(number)
        found.add(number, number / 1_000)
    assert order == [1_000, 10_000, 1_000, 1_000, 1_000]
    assert [*costs.turns(Cost("import"), [1_000, 10_000], once=True)] == [1_000, 10_000]
    assert found.times == "4, 1"


def test_a_bar_on_imports_is_missed_by_the_largest_size_beside_the_plain_loop() -> None:
    numbers = (1_000, 10_000)
    texts = cost("import .jsonl, texts", n1000=[1.0], n10000=[1.7])
    indexed, utils = (
        cost(what, n1000=[0.1], n10000=[1.0]) for what in ("with indexes", "sqlite-utils insert")
    )
    plain = cost("a plain loop", n1000=[0.05], n10000=[0.5])
    spans = cost("with spans", n1000=[0.2], n10000=[2.0])
    exported = cost("exported", n1000=[0.3], n10000=[3.0])
    layers = cost("layers", n1000=[0.2], n10000=[2.0])
    table = tables.imports(
        numbers,
        [Beside(texts, (indexed, plain, utils)), Beside(spans, (plain,)), Beside(exported), Beside(layers)],
        1.0,
    )
    to_loop, with_spans, linear = table.bars
    assert (to_loop.met, with_spans.met, linear.met) == (False, False, True)
    assert with_spans.values == {"10,000": 0.2, "10,000, exported": 0.3}
    assert [row[0] for row in table.rows] == [
        "import .jsonl, texts", "with indexes", "a plain loop", "sqlite-utils insert", "with spans", "a plain loop", "exported", "layers",
    ]  # fmt: skip
    assert table.rows[1][-2:] == (10.0, 1.7)
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_the_plain_loop_loads_every_record_and_every_span(tmp_path: Path) -> None:
    made = projects.written(tmp_path, [40])[40]
    assert projects.loaded(tmp_path / "plain.db", made.corpus.spans) == (40, 40 * corpus.SPANS)
    path = tmp_path / "texts.db"
    assert projects.loaded(path, made.corpus.texts, indexes=True) == (40, 0)
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM letters WHERE letters MATCH ?", (corpus.PART,)
        ).fetchone()
    assert found == (14,)


def test_grep_counts_the_lines_that_have_all_the_words(tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("وصلت القوات إلى الميناء\nغادرت القوات\nوصلت السفينة\n", "utf-8")
    assert commands.grepped(lines, ("وصلت",)) == 2
    assert commands.grepped(lines, ("وصلت", "القوات")) == 1
    assert commands.grepped(lines, ("زخرفتان",)) == 0
    with pytest.raises(subprocess.CalledProcessError):
        commands.grepped(tmp_path / "none.txt", ("وصلت",))
