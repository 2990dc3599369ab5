"""Reports and tables with hostile values: the page holds no markup but its own, and tables hold the values as they are."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.model import Span, Status
from annotator.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>&lt;b&gt;</bdi></table><!--"
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://example.org")',
    "|calc",
    "%0A=1",
)


class Seen(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.comments = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_comment(self, data: str) -> None:  # noqa: ARG002
        self.comments += 1


def finish(
    here: Path, run: Run, title: str, people: tuple[str, str], text: str = "وصل الوفد إلى الميناء"
) -> None:
    """Make a project in which two people have finished an article differently."""
    record = {"id": title[:40].replace("\t", " ").replace("\r", " "), "title": title, "text": text}
    (here / "in.jsonl").write_bytes(msgspec.json.encode(record) + b"\n")
    run("init")
    run("import", "in.jsonl")
    with Project.open(here / "annotator.db") as opened:
        (id_,) = opened.articles.select(None)
        for number, name in enumerate(people):
            opened.layers.add(id_, name, [Span.new(0, 3 + number, "actor", name)], Status.DONE)


def test_the_page_of_agreement_holds_no_markup_of_others(here: Path, run: Run) -> None:
    people = ("<b>huda</b>", "\"'><script>x</script>")
    finish(here, run, MARKUP, people, f"وصل الوفد {MARKUP}")
    run("agreement", "--html", "page.html")
    page = (here / "page.html").read_text(encoding="utf-8")
    seen = Seen(page)
    assert not {"script", "img", "a", "iframe", "link", "object"} & seen.tags
    assert not any(name.startswith("on") or name in ("src", "href") for name in seen.attributes)
    assert not seen.comments
    assert "<b>huda" not in page
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in page


def test_the_page_of_an_evaluation_holds_no_markup_of_others(here: Path, run: Run) -> None:
    people = ("<b>huda</b>", "\"'><script>x</script>")
    finish(here, run, MARKUP, people, f"وصل الوفد {MARKUP}")
    run("agreement", "--against", people[0], "--html", "people.html")
    run("evaluate", "--predictions", people[0], "--against", people[1], "--html", "page.html")
    for name in ("people.html", "page.html"):
        page = (here / name).read_text(encoding="utf-8")
        seen = Seen(page)
        assert not {"script", "img", "a", "iframe", "link", "object"} & seen.tags
        assert not any(name.startswith("on") or name in ("src", "href") for name in seen.attributes)
        assert not seen.comments
        assert "<b>huda" not in page
        assert "default-src 'none'" in page


@pytest.mark.parametrize("value", FORMULAS)
def test_tables_hold_values_that_look_like_formulas_as_they_are(here: Path, run: Run, value: str) -> None:
    finish(here, run, value, ("=huda", "+salim"), f"{value} وصل الوفد")
    run("export", "--layer", "all", "--format", "csv", "-o", "out.csv")
    with (here / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["title"] == value
    assert rows[0]["text"] == f"{value} وصل الوفد"
    assert {row["annotator"] for row in rows} == {"=huda", "+salim"}
    printed = run("agreement", "--by", "pair", "--format", "csv").stdout
    assert any("=huda" in cell for row in csv.reader(io.StringIO(printed)) for cell in row)
    assert not re.search("'=huda", printed)
