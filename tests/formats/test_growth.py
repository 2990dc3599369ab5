"""What stands once in a file and goes to many articles or spans is refused where far more would come out than is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import limits
from annotator.formats import find, growth, read_found
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from pathlib import Path


def brat_notes(n: int) -> dict[str, str]:
    parts = ";".join(f"{2 * i} {2 * i + 1}" for i in range(n))
    words = " ".join("a" * n)
    return {"a.txt": words, "a.ann": f"T1\tactor {parts}\t{words}\n#1\tAnnotatorNotes T1\t{'n' * n}\n"}


def brat_attributes(n: int) -> dict[str, str]:
    files = brat_notes(n)
    return {**files, "a.ann": files["a.ann"] + "".join(f"A{i}\tname{i} T1\n" for i in range(n))}


def conll(n: int) -> dict[str, str]:
    return {"a.conll": f"# newdoc id = {'d' * 2 * n}\n" + "a\tO\n\n" * n}


def table(n: int) -> dict[str, str]:
    names = ",".join("c" * 400 + str(i) for i in range(n // 10))
    return {"a.csv": f"text,{names}\n" + f"a{',' * (n // 10)}\n" * n}


def webanno(n: int) -> dict[str, str]:
    head = f"#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Claim|value|{'f' * 20 * n}\n\n\n#Text={'a ' * n}\n"
    return {"a.tsv": head + "".join(f"1-{i + 1}\t{2 * i}-{2 * i + 1}\ta\tx\ty\t\n" for i in range(n))}


PRODUCTS = {
    "webanno": webanno,
    "brat notes": brat_notes,
    "brat attributes": brat_attributes,
    "conll": conll,
    "csv": table,
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_of_two_parts_of_a_file_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "GROWTH_AT_LEAST", 1_000)
    files = PRODUCTS[name](1_500)
    for file, content in files.items():
        (tmp_path / file).write_text(content, encoding="utf-8")
    options = {"article": "sentence"} if name == "conll" else {}
    found = list(read_found(find([tmp_path]), options=options))
    refused = found[-1]
    assert isinstance(refused, Refusal)
    assert refused.rest
    assert refused.path.name in files
    assert (refused.line is not None) == (name in ("conll", "csv"))
    assert "more than 100 times its size in characters comes out of the file up to here" in refused.reason
    came = [one for one in found if isinstance(one, Incoming)]
    size = sum(map(len, files.values()))
    sizes = (len(one.text) + sum(len(k) + len(str(v)) for k, v in one.metadata.items()) for one in came)
    assert sum(sizes) <= limits.GROWTH.most * size + 1_000


def test_the_two_files_of_brat_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "GROWTH_AT_LEAST", 0)
    monkeypatch.setattr(growth, "GROWTH", limits.GROWTH._replace(most=1))
    (tmp_path / "a.txt").write_text("a" * 1_000, encoding="utf-8")
    (tmp_path / "a.ann").write_text("T1\tactor 0 1\ta\n", encoding="utf-8")
    (good,) = read_found(find([tmp_path]))
    assert isinstance(good, Incoming)
    assert len(good.spans) == 1


def test_a_small_file_may_have_a_name_that_goes_to_all_its_articles(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text(conll(300)["a.conll"], encoding="utf-8")
    found = list(read_found(find([tmp_path]), options={"article": "sentence"}))
    assert len(found) == 300
    assert all(isinstance(one, Incoming) for one in found)
