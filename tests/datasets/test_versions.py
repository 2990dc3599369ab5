"""The version of a data set: each change gives another one."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from annotator import labels
from annotator.datasets.division import Division
from annotator.datasets.split_sizes import parse_sizes
from annotator.model import Card, Edit, Incoming, Selection
from annotator.project import Project
from tests.adding import add_articles
from tests.datasets.described import CARD, export, facts, readme
from tests.store.helpers import operation

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.datasets.dataset_json import DataSet


def test_the_version_is_the_hash_of_its_parts(project: Project, tmp_path: Path) -> None:
    project.cards.put(CARD)
    folder = export(project, tmp_path / "set")
    found = json.loads((folder / "dataset.json").read_bytes())
    parts = found["data_version"]["parts"]
    made = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(made.encode()).hexdigest() == found["data_version"]["sha256"]
    day, _, first = found["data_version"]["version"].partition("+")
    assert found["data_version"]["sha256"].startswith(first)
    assert [int(part) for part in day.split(".")] == [
        int(part) for part in parts["latest_change"][:10].split("-")
    ]
    schema = json.dumps(found["schema"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert parts["schema"] == {"sha256": sha256(schema.encode()).hexdigest(), "date": project.created}
    assert parts["files"] == {
        name: sha256((folder / name).read_bytes()).hexdigest()
        for name in ("train.jsonl", "test.jsonl", "parts.json")
    }
    rest = {name: value for name, value in found.items() if name not in ("data_version", "files")}
    made = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert parts["described"] == sha256(made.encode()).hexdigest()
    assert found["data_version"]["version"] in readme(folder)


def test_each_change_gives_another_version_and_no_change_the_same(project: Project, tmp_path: Path) -> None:
    def version(name: str, kind: str = "jsonl", **more: Any) -> str:
        return facts(export(project, tmp_path / name, kind, **more)).data_version.version

    seen = [version("first")]
    assert version("second") == seen[0]
    seen += [
        version("conll", "conll"),
        version("tags", "conll", options={"tags": "bilou"}),
        version("huda", selection=Selection(layers=("huda",))),
        version("articles", selection=Selection(articles=("n-3", "n-0", "n-1", "n-2"))),
    ]
    project.cards.put(CARD)
    seen.append(version("card"))
    (_, span) = project.layers.get("n-0", "huda").spans
    changed = msgspec.structs.replace(span, label="actor")
    project.layers.record(operation(Edit(before=span, after=changed), article="n-0"))
    seen.append(version("span"))
    assert len({*seen}) == len(seen)


def test_a_data_set_of_all_that_has_gold_is_another_where_its_articles_are_named(
    project: Project, tmp_path: Path
) -> None:
    add_articles(project, [Incoming(text="لم يُقرأ هذا بعد.", path=tmp_path, id="n-9")])
    whole = export(project, tmp_path / "whole")
    named = export(project, tmp_path / "named", selection=Selection(articles=("n-3", "n-0", "n-1", "n-2")))
    again = export(project, tmp_path / "again", selection=Selection(articles=("n-0", "n-1", "n-2", "n-3")))
    assert facts(whole).selection.articles is None
    assert facts(named).selection.articles == ("n-0", "n-1", "n-2", "n-3")
    assert (named / "train.jsonl").read_bytes() == (whole / "train.jsonl").read_bytes()
    assert facts(named).data_version != facts(whole).data_version
    assert facts(named).data_version == facts(again).data_version
    assert (named / "dataset.json").read_text(encoding="utf-8").count('"n-3"') == 1


def test_grouping_and_what_is_left_out_are_in_the_version(project: Project, tmp_path: Path) -> None:
    def made(name: str, grouped_by: str = "") -> DataSet:
        (tmp_path / name).mkdir()
        division = Division(sizes=parse_sizes("50/50"), group_by=grouped_by or None, fresh=True)
        project.exports.write_data_set("jsonl", tmp_path / name, division=division)
        return facts(tmp_path / name)

    plain, grouped = made("plain"), made("grouped", "title")
    assert grouped.division.grouped_by == "title"
    assert grouped.data_version.version != plain.data_version.version
    add_articles(project, [Incoming(text="لم يُقرأ هذا بعد.", path=tmp_path, id="n-9")])
    assert made("left").data_version.parts.described != plain.data_version.parts.described


def test_an_empty_project_has_no_latest_change_and_a_card_that_is_taken_away_is_one(tmp_path: Path) -> None:
    from annotator.store.latest_change import latest_change

    with Project.create(tmp_path / "empty.db", labels.default()) as project:
        assert latest_change(project._connection) is None
        project.cards.put(CARD)
        stated = latest_change(project._connection)
        assert stated is not None
        project.cards.put(Card())
        taken_away = latest_change(project._connection)
        assert taken_away is not None
        assert taken_away > stated
