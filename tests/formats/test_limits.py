"""What has exactly as much as the limit is read; what has one more is refused with its line, and with what to do."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import pytest

from annotator import limits
from annotator.formats import find, read_found
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.limits import Limit

HEADER = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Claim|value\n\n\n"


class Met(NamedTuple):
    """A file with so much of what is limited: its name, the line that is told, and how it is read.

    `small` is a limit in place of one that takes long to meet, in the modules `where`.
    """

    limit: str
    name: str
    content: Callable[[int], str]
    line: int | None
    told: str
    options: tuple[tuple[str, str], ...] = ()
    small: int = 0
    where: tuple[str, ...] = ()


def sentence(start: int) -> str:
    return f"{HEADER}#Text=a\n1-1\t0-1\ta\tx\t\n\n#Text=b\n2-1\t{start}-{start + 1}\tb\tx\t\n"


def words(n: int) -> str:
    rows = "".join(f"1-{i + 1}\t{2 * i}-{2 * i + 1}\ta\tx\t\n" for i in range(n))
    return f"{HEADER}#Text={'a ' * n}\n{rows}"


def rows(n: int) -> str:
    return f"id,text,start,end,label\n1,{'a' * n},,,\n" + "".join(f"1,,{i},{i + 1},x\n" for i in range(n))


def offset_row(start: str) -> str:
    return f"id,text,start,end,label\n1,abc,{start},2,x\n"


def commas(form: str, n: int) -> str:
    return "".join("," + form.format(i) for i in range(n))


def brat(n: int) -> str:
    return "".join(f"T{i}\tx{i} 0 1\ta\n" for i in range(n))


ARTICLE = ("annotator.formats.conll.article",)
SENTENCES = ("annotator.formats.conll.sentences",)
MET = [
    Met(
        "FILE", "a.txt", lambda n: "a" * n, None, "is larger than 20 MB, too large for one article; split it"
    ),
    Met("FILE", "a.conll", lambda n: "a" * (n - 5) + "\tB-x\n", 1, "the line is larger than 20 MB"),
    Met(
        *("FILE", "a.csv", lambda n: 'text,a\n"b\n' + "c" * (n - 7) + '",b\n', 2),
        *("the row is larger than 20 MB", (), 100, ("annotator.formats.csv.header",)),
    ),
    Met(
        *("REFUSED", "a.csv", lambda n: "text,a\n" + " ,b\n" * n + "c,d\n", 102),
        "none of the first 100 records is good, so the rest of the file was not read",
    ),
    Met(
        *("HEADER", "a.csv", lambda n: "text" + commas("c{}", n - 1) + "\na" + commas("b", n - 1) + "\n", 1),
        "has 16,385 columns, a table may have 16,384; part it",
    ),
    Met(
        *("COLUMN_NAME", "a.csv", lambda n: f"text,{'c' * n}\na,b\n", 1),
        "has 1,001 characters in the name of a column, a table may have 1,000; shorten it",
    ),
    Met(
        *("COLUMNS", "a.conll", lambda n: "a" + "\tB-x" * (n - 1) + "\n", 1),
        "has 101 columns, a line of CoNLL may have 100; leave out",
    ),
    Met(
        *("TAGS", "a.conll", lambda n: "a\t" + "|".join(["B-x"] * n) + "\nb\tO\n", 1),
        "has 101 tags, a word of CoNLL may have 100; leave out",
    ),
    Met(
        *("VALUES", "a.conll", lambda n: "".join(f"a\tB-x{i}\n" for i in range(n)), 1),
        "which column has the tags is not plain, as the last has more than 500 different values; the columns are",
    ),
    Met("WORDS", "a.conll", lambda n: "a\tB-x\n" * n, 51, "the sentence has 51 words", (), 50, SENTENCES),
    Met(
        "WORDS",
        "a.conll",
        lambda n: "a\tB-x\n\n" * n,
        101,
        "has 51 words",
        (("article", "file"),),
        50,
        ARTICLE,
    ),
    Met("WORDS", "a.tsv", words, 56, "has 51 words", (), 50, ("annotator.formats.webanno.body",)),
    Met(
        *("GAP", "a.tsv", lambda n: sentence(2 + n), 9),
        "2-1 begins at 10003: its sentence has 10,001 characters before it that are in no sentence",
    ),
    Met("OFFSET", "a.csv", lambda n: offset_row("0".zfill(n)), 2, "start has 10 digits"),
    Met(
        "OFFSET", "a.tsv", lambda n: HEADER + f"#Text=a\n1-1\t0-{'1'.zfill(n)}\ta\tx\t\n", 6, "an offset has"
    ),
    Met("OFFSET", "a.ann", lambda n: f"T1\tx 0 {'1'.zfill(n)}\ta\n", 1, "an offset of T1 has 10 digits"),
    Met("SPANS", "a.conll", lambda n: "a\tB-x\n" * n, 1, "has 51 spans", (), 50, ARTICLE),
    Met("SPANS", "a.tsv", words, 56, "has 51 spans", (), 50, ("annotator.formats.webanno.reading",)),
    Met("SPANS", "a.csv", rows, 53, "the article has 51 spans", (), 50, ("annotator.formats.csv.reading",)),
    Met("SPANS", "a.ann", brat, 51, "has 51 spans", (), 50, ("annotator.formats.brat.reading",)),
]


@pytest.mark.parametrize("met", MET, ids=lambda met: f"{met.limit} {met.name}")
def test_what_is_at_a_limit_is_read_and_one_more_is_refused(
    met: Met, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit: Limit = getattr(limits, met.limit)
    for name in met.where:
        limit = limit._replace(most=met.small)
        monkeypatch.setattr(import_module(name), met.limit, limit)
    good, refused = read(tmp_path, met, limit.most)
    assert good
    assert all(one.reason == "the text is only white space." for one in refused), refused
    assert len(refused) == (limit.most if met.limit == "REFUSED" else 0)
    good, refused = read(tmp_path, met, limit.most + 1)
    assert refused[-1].reason.startswith(met.told)
    assert refused[-1].path.name == met.name
    assert refused[-1].line == met.line
    assert not good


def read(folder: Path, met: Met, size: int) -> tuple[list[Incoming], list[Refusal]]:
    (folder / "a.txt").write_text("a", encoding="utf-8")
    path = folder / met.name
    path.write_text(met.content(size), encoding="utf-8", newline="")
    found = list(read_found(find([path]), options=dict(met.options)))
    return (
        [one for one in found if isinstance(one, Incoming)],
        [one for one in found if isinstance(one, Refusal)],
    )


def test_gaps_may_be_as_long_as_the_file(tmp_path: Path) -> None:
    def gaps(each: int) -> str:
        return HEADER + "".join(
            f"#Text=a\n{i + 1}-1\t{i * each}-{i * each + 1}\ta\tx\t\n\n" for i in range(1_000)
        )

    size = len(gaps(32)) // 1_000
    (tmp_path / "a.tsv").write_text(gaps(size - 2), encoding="utf-8")
    (good,) = read_found(find([tmp_path / "a.tsv"]))
    assert isinstance(good, Incoming)
    (tmp_path / "b.tsv").write_text(gaps(2 * size), encoding="utf-8")
    (refused,) = read_found(find([tmp_path / "b.tsv"]))
    assert isinstance(refused, Refusal)
    assert "leaves out more characters of the text than it has bytes" in refused.reason


def test_other_keys_of_pairs_do_not_hide_the_one_with_the_tags(tmp_path: Path) -> None:
    rest = "\t_\t_\t_\t_\t_\t_\t_\t"
    lines = [f"1\ta{rest}k{i}=v\n\n" for i in range(600)]
    path = tmp_path / "a.conllu"
    path.write_text(f"{''.join(lines)}1\tb{rest}NE=B-x|SpaceAfter=No\n2\tc{rest}NE=O\n", encoding="utf-8")
    *_, last = read_found(find([path]), options={"tag_column": "misc:NE"})
    assert isinstance(last, Incoming)
    assert last.text == "bc"
    assert [(span.start, span.end, span.label) for span in last.spans] == [(0, 1, "x")]


def test_any_comment_may_part_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    keys = "".join(f"# k{i} = a\n" for i in range(60))
    path.write_text(f"{keys}# story = 1\na\tB-x\n\n# story = 2\nb\tO\n", encoding="utf-8")
    found = list(read_found(find([path]), options={"article": "comment:story"}))
    assert [one.text for one in found if isinstance(one, Incoming)] == ["a", "b"]


@pytest.mark.parametrize("name", ["a.tsv", "a.csv", "a.ann"])
def test_a_number_of_thousands_of_digits_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    many = "9" * 5_000
    contents = {
        "a.tsv": f"{HEADER}#Text=a\n1-1\t0-{many}\ta\tx\t\n",
        "a.csv": offset_row(many),
        "a.ann": f"T1\tx 0 {many}\ta\n",
    }
    (tmp_path / name).write_text(contents[name], encoding="utf-8")
    (refused,) = read_found(find([tmp_path / name]))
    assert isinstance(refused, Refusal)
    assert refused.line is not None
    assert len(refused.reason) < 700


def test_tags_of_thousands_of_digits_are_no_numbers_of_tags(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_text(f"a\t{'9' * 5_000}\nb\t{'8' * 5_000}\n", encoding="utf-8")
    (refused,) = read_found(find([path]))
    assert isinstance(refused, Refusal)
    assert "which column has the tags is not plain" in refused.reason


def test_as_many_tags_as_there_are_are_read_where_the_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    rows = "".join(f"a\tB-x{i}\n" for i in range(600))
    path.write_text(f"# global.columns = FORM NER\n{rows}", encoding="utf-8")
    (article,) = read_found(find([path]))
    assert isinstance(article, Incoming)
    assert len(article.spans) == 600
