"""Projects that grow, lose and gain gold and spans, are corrected and filtered, between exports: no article changes its split."""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator import labels
from annotator.cli.group import program
from annotator.datasets.split_sizes import parse_sizes
from annotator.model import ImportOptions, Incoming, Span, Status
from annotator.project import Project
from annotator.store.importing.importing import import_articles
from tests.adding import add_articles
from tests.datasets.copying import WAYS, hanging, sentences, tied

if TYPE_CHECKING:
    from collections.abc import Collection

SHARES = "60/20/20"
SOURCES = ["سانا", "وفا", "رويترز", "واس"]


class Newsroom:
    """A project, what was dealt in it so far, and the texts of all articles."""

    def __init__(self, folder: Path, seed: int, group_by: str | None) -> None:
        self.folder = folder
        self.drawn = random.Random(seed)
        self.group_by = group_by
        self.project = Project.create(folder / "annotator.db", labels.default())
        self.texts: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.dealt: dict[str, str] = {}
        self.moved: set[str] = set()
        self.exports = 0

    def grow(self) -> None:
        """Add originals, copies of all kinds, and articles that are made of two others."""
        for _ in range(self.drawn.randint(1, 6)):
            id_ = f"a{len(self.texts)}"
            known = list(self.texts.values())
            way = self.drawn.randrange(4) if len(known) > 1 else 0
            if way == 3:
                text = " ".join(self.drawn.sample(known, 2))
            elif way == 2:
                text = " ".join(self.drawn.choice(WAYS)(self.drawn.choice(known).split(". "), self.drawn))
            else:
                text = " ".join(sentences(self.drawn, self.drawn.randint(2, 6)))
            if text not in known:
                self.texts[id_] = text
                self.sources[id_] = self.drawn.choice(SOURCES)
                coming = Incoming(text=text, path=self.folder, id=id_, source=self.sources[id_])
                add_articles(self.project, [coming])
                self.finish(id_)

    def finish(self, id_: str) -> None:
        """Mark an article, and finish it or not: only what is finished is gold."""
        length = len(self.texts[id_])
        spans = {
            (start, self.drawn.choice(["actor", "claim", "location"])): Span.new(
                start, start + 3, label, "huda"
            )
            for _ in range(self.drawn.randint(0, 5))
            for start in [self.drawn.randrange(length - 3)]
            for label in [self.drawn.choice(["actor", "claim", "location"])]
        }
        status = self.drawn.choice([Status.DONE, Status.DONE, Status.DOING])
        self.project.layers.add(id_, "huda", [], Status.DOING)
        for span in {(span.start, span.label): span for span in spans.values()}.values():
            self.project.layers.add(id_, "huda", [span], Status.DOING)
        self.project.work.set_status(id_, "huda", status)

    def change(self) -> None:
        """Take gold away from some articles, and give it to others."""
        for id_ in self.drawn.sample(list(self.texts), len(self.texts) // 4):
            self.project.work.set_status(id_, "huda", self.drawn.choice([Status.DONE, Status.DOING]))

    def correct(self) -> None:
        """Correct a text, so that it may be a copy of another one."""
        if len(self.texts) < 2:
            return
        id_, other = self.drawn.sample(list(self.texts), 2)
        text = f"{self.texts[other]} {self.drawn.randrange(9000)}"
        corrected = Incoming(text=text, path=self.folder, id=id_)
        import_articles(
            self.project._connection, self.project.schema, lambda: [corrected], ImportOptions(update=True)
        )
        self.texts[id_] = text
        self.moved.add(id_)

    def export(self) -> None:
        """Write a data set of some articles or all, in any layer, and look at each article's split."""
        ids: Collection[str] | None = None
        if self.drawn.random() < 0.4 and self.texts:
            ids = self.drawn.sample(list(self.texts), self.drawn.randint(1, len(self.texts)))
        kind = self.drawn.choice(["jsonl", "conll"])
        layer = self.drawn.choice(["gold", "all", "huda"])
        written = [self.written(kind, layer, ids) for _ in range(2)]
        assert written[0] == written[1]
        if written[0]:
            self.look(written[0])

    def written(self, kind: str, layer: str, ids: Collection[str] | None) -> dict[str, bytes]:
        """Return the files of a data set, {} where there is none to write."""
        self.exports += 1
        folder = self.folder / f"set-{self.exports}"
        args = ["export", "--project", str(self.project.path), "--format", kind, "--layer", layer]
        args += ["--split", SHARES, "-o", str(folder)]
        if self.group_by:
            args += ["--group-by", self.group_by]
        if ids is not None:
            (self.folder / "ids").write_text("\n".join(ids))
            args += ["--articles", f"@{self.folder / 'ids'}"]
        done = CliRunner().invoke(program, args)
        if done.exit_code == 2:
            assert "give fewer shares" in done.stderr
            assert not self.dealt
        elif done.exit_code == 1:
            assert "0 articles written" in done.stderr
        else:
            assert done.exit_code == 0, done.output
            return {path.name: path.read_bytes() for path in folder.iterdir()}
        return {}

    def look(self, files: dict[str, bytes]) -> None:
        """Compare a data set with what was dealt before, and each pair that may not be apart."""
        found = {id_: part for part, ids in json.loads(files["parts.json"]).items() for id_ in ids}
        before, now = self.dealt, self.dealt | found
        assert all(found[id_] == part for id_, part in before.items() if id_ in found)
        pairs = tied({id_: self.texts[id_] for id_ in now})
        if self.group_by:
            pairs += [(a, b) for a in now for b in now if a < b and self.sources[a] == self.sources[b]]
        for one, other in pairs:
            assert now[one] == now[other] or {one, other} <= before.keys(), (one, other)
        facts = json.loads(files["dataset.json"])
        assert sum(split["articles"] for split in facts["splits"].values()) == len(found)
        apart = {
            id_ for pair in tied({id_: self.texts[id_] for id_ in found}) if found[pair[0]] != found[pair[1]]
            for id_ in pair
        }  # fmt: skip
        assert facts["division"]["apart"]["articles"] == len(apart)
        sizes = [len(group) for group in hanging({id_: self.texts[id_] for id_ in found}) if len(group) > 1]
        assert facts["copies"] == {"groups": len(sizes), "articles": sum(sizes)}
        self.dealt = now


@pytest.mark.parametrize("group_by", [None, "source"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(st.sampled_from(["grow", "grow", "change", "correct", "export", "export"]), max_size=9),
    seed=st.integers(0, 10**6),
)
def test_no_article_changes_its_split(group_by: str | None, steps: list[str], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        newsroom = Newsroom(Path(folder), seed, group_by)
        with newsroom.project:
            for step in ["grow", "grow", "grow", *steps, "export"]:
                getattr(newsroom, step)()


def test_a_project_that_grows_article_by_article_has_its_shares(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, 3, None)
    with newsroom.project:
        for _ in range(12):
            newsroom.grow()
            newsroom.export()
    counts = Counter(newsroom.dealt.values())
    assert len(newsroom.dealt) > 20
    for size in parse_sizes(SHARES):
        assert abs(counts[size.name] - float(size.percent) * len(newsroom.dealt) / 100) < 0.2 * len(
            newsroom.dealt
        )
