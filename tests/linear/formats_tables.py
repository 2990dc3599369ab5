"""The worst files of CoNLL, tables, WebAnno TSV, brat and plain text: read, and stored in a project."""

from __future__ import annotations

import tempfile
from collections import deque
from math import isqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.errors import AnnotatorError
from annotator.formats import every_format, find, read_found
from annotator.model import ImportOptions
from annotator.project import Project
from tests.linear.cases import Case
from tests.store.helpers import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.linear.cases import Worst

    Content = Callable[[int], str]

KINDS = {kind.name: kind for kind in every_format()}
LABELED = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Claim|value\n"
SPANS = "id,text,start,end,label"
MISC = "1\ta\t_\t_\t_\t_\t_\t_\t_\t"


class Files:
    """Files of a format whose content depends on a size, and the options with which they are read."""

    def __init__(self, kind: str, contents: Mapping[str, Content], **options: Any) -> None:
        self.kind = kind
        self._contents = contents
        self._options = options

    def put(self, folder: Path, size: int) -> Path:
        """Write the files of a size and return the path to import."""
        for name, content in self._contents.items():
            (folder / name).write_text(content(size), encoding="utf-8", newline="")
        names = [name for name in self._contents if name != "visual.conf"]
        return folder / names[-1]

    def read(self, path: Path) -> None:
        """Read all that is found under a path."""
        deque(read_found(find([path], format=self.kind), options=self._options), maxlen=0)

    def reading(self, size: int) -> Case:
        """Return the case of reading the files of a size."""
        folder = tempfile.TemporaryDirectory()
        path = self.put(Path(folder.name), size)

        def call() -> None:
            with folder:
                self.read(path)

        return Case(call, (AnnotatorError,))

    def storing(self, size: int) -> Case:
        """Return the case of importing the files of a size into a project."""
        folder = tempfile.TemporaryDirectory()
        path = self.put(Path(folder.name), size)
        project = Project.create(Path(folder.name) / "annotator.db", SCHEMA)
        how = ImportOptions(annotator="huda", labels={"x": "claim"}, skip_unmapped=True, skip_bad=True)
        found = find([path], format=self.kind)

        def call() -> None:
            with folder, project:
                project.imports.add_found(found, how, options=self._options)

        return Case(call, (AnnotatorError,))


def conll(content: Content, **options: Any) -> Files:
    return Files("conll", {"a.conll": content}, **options)


def table(content: Content, **options: Any) -> Files:
    return Files("csv", {"a.csv": content}, **options)


def webanno(body: Content, header: str | Content = LABELED, **options: Any) -> Files:
    first = header if callable(header) else lambda _: header
    return Files("webanno", {"a.tsv": lambda n: f"{first(n)}\n\n{body(n)}"}, **options)


def brat(annotations: Content, text: Content = lambda n: "a " * n, visual: Content | None = None) -> Files:
    more = {"visual.conf": visual} if visual else {}
    return Files("brat", {**more, "a.txt": text, "a.ann": annotations})


def each(form: str, between: str = "") -> Content:
    """Return what repeats a form with its number, and with the next, twice and twice one more."""
    return lambda n: between.join(
        form.format(i=i, next=i + 1, start=2 * i, end=2 * i + 1, n=n) for i in range(n)
    )


def rows(row: str) -> Content:
    """Return one sentence of WebAnno TSV with so many words."""
    return lambda n: "#Text=" + "a " * n + f"\n{each(row)(n)}"


FILES: dict[str, Files] = {
    "CoNLL: columns": conll(lambda n: "a" + "\tB-x" * n + "\nb\tO\n"),
    "CoNLL: lines of columns": conll(lambda n: ("a" + "\tB-x" * 90 + "\n") * (n // 90 + 1)),
    "CoNLL: lines of too many columns": conll(lambda n: ("a" + "\tB-x" * 101 + "\n\n") * n),
    "CoNLL: words of a sentence": conll(lambda n: "a\tB-x\n" * n),
    "CoNLL: sentences of a file": conll(lambda n: "a\tB-x\nb\tI-x\n\n" * n, article="file"),
    "CoNLL: articles": conll(each("a{i}\tB-x\n\n")),
    "CoNLL: different tags": conll(each("a\tB-x{i}\n"), tag_column="2"),
    "CoNLL: tags with bars": conll(lambda n: "a\t" + "|".join(["B-x"] * n) + "\n" + "b\tO\n" * n),
    "CoNLL: blank lines": conll(lambda n: "a\tB-x\n" + " \n" * n),
    "CoNLL: blanks": conll(lambda n: "a\tB-x\n" + " " * n + "\n"),
    "CoNLL: tabs": conll(lambda n: "a\tB-x\n" + "\t" * n + "x\n"),
    "CoNLL: comments": conll(lambda n: "# c\n" * n + "a\tB-x\n"),
    "CoNLL: keys of comments": conll(each("# k{i} = {i}\na\tB-x\n\n"), article="file"),
    "CoNLL: keys of comments of a sentence": conll(lambda n: each("# k{i} = {i}\n")(n) + "a\tB-x\n"),
    "CoNLL: pairs of a comment": conll(lambda n: "# id x" + " a=b" * n + " c\na\tB-x\n"),
    "CoNLL: brackets of a comment": conll(lambda n: "#begin document " + "(" * n + " " * n + "\na\tB-x\n"),
    "CoNLL: text in a comment": conll(lambda n: "# text = " + "a " * n + "\n" + "a\tB-x\n" * n),
    "CoNLL: blanks in a comment": conll(lambda n: "# text = " + " " * n + "a\na\tB-x\n"),
    "CoNLL: backslashes in a comment": conll(lambda n: "# text = " + "\\" * n + "\na\tB-x\n"),
    "CoNLL: exclamation marks": conll(
        lambda n: "# text = " + "!" * n + "x\n" + "!" * n + "x\tB-x\n\n# text = a\na\tO\n", article="file"
    ),
    "CoNLL: a long word": conll(lambda n: "a" * n + "\tB-x\n"),
    "CoNLL: a long tag": conll(lambda n: "a\tB-" + "x" * n + "\nb\tO\n"),
    "CoNLL: blanks in a tag": conll(lambda n: "a\tB-x" + "\u00a0" * n + "\nb\tO\n"),
    "CoNLL: separators in a tag": conll(lambda n: "a\t" + "-_" * n + "\nb\tO\n"),
    "CoNLL: nested brackets": conll(
        lambda n: "a\tb\t" + "(x" * n + "*\nb\tb\t" + ")" * n + "\n", tag_column="3", word_column="1"
    ),
    "CoNLL: open brackets": conll(lambda n: "a\t" + "(x" * n + "*\nb\t*\n", tag_column="2"),
    "CoNLL: closing brackets": conll(lambda n: "a\t(x*\nb\t" + ")" * n + "\n", tag_column="2"),
    "CoNLL: lines of open brackets": conll(lambda n: "a\t(x*\n" * n, tag_column="2"),
    "CoNLL-U: words of a range": conll(
        lambda n: f"1-999999999{MISC[1:]}NE=B-x\n" + each("{next}" + MISC[1:] + "_\n")(n),
        tag_column="misc:NE",
    ),
    "CoNLL-U: ranges": conll(each("{i}-{n}" + MISC[1:] + "NE=B-x\n"), tag_column="misc:NE"),
    "CoNLL-U: empty nodes": conll(
        lambda n: f"{MISC}NE=B-x\n" + each("1.{i}" + MISC[1:] + "_\n")(n), tag_column="misc:NE"
    ),
    "CoNLL-U: pairs of a word": conll(
        lambda n: f"{MISC}" + each("k{i}=v|")(n) + "NE=B-x\n", tag_column="misc:NE"
    ),
    "CoNLL-U: pairs of a file": conll(each(MISC + "k{i}=v|NE=B-x\n\n"), tag_column="misc:NE"),
    "CoNLL-U: a long number": conll(lambda n: "1" * n + f"{MISC[1:]}NE=B-x\n", tag_column="misc:NE"),
    "CoNLL: exact ranges of one word": conll(
        lambda n: (
            f"# text = {'ا' * n}\n# exact_spans = "
            + " ".join(f"{start}-{start + 1}:x" for start in range(n // 10))
            + f"\n{'ا' * n}\tB-x\n"
        )
    ),
    "CoNLL: exact ranges of many words": conll(
        lambda n: (
            "# text = "
            + "اب " * n
            + "\n# exact_spans = "
            + " ".join(f"{start}-{start + 1}:x" for start in range(1, 3 * n, 3))
            + "\n"
            + "اب\tB-x\n" * n
        )
    ),
    "CoNLL: documents": conll(each("# newdoc id = {i}\na\tB-x\n\n")),
    "CoNLL: inner tags": conll(lambda n: "a\tI-x\n\n" * n + "b\tB-y\nc\tB-x\n"),
    "CoNLL: lines without a tag": conll(lambda n: "a\tB-x\n\n" + "b\n\n" * n),
    "CoNLL: one line": conll(lambda n: "a" * n),
    "CoNLL: carriage returns": conll(lambda n: "\r" * n),
    "CoNLL: NULs": conll(lambda n: "a\tB-x\n\n" + "a\0\tO\n\n" * n),
    "CoNLL: objects": conll(lambda n: "a\tB-x\n\n" + '{"a":1}\n\n' * n),
    "CoNLL: nested objects": conll(lambda n: "a\tB-x\n" + '{"a":' * n + "\tO\n"),
    "CoNLL: named columns": conll(lambda n: "FORM" + each("\tN{i}")(n) + "\tNER\na\tB-x\n"),
    "CoNLL: a changing column": conll(each("{i}\ta\tB-x\n"), article="column:1", word_column="2"),
    "CoNLL: tags that are long numbers": conll(lambda n: "a\t" + "9" * n + "\nb\t0\n"),
    "CoNLL: marks": conll(lambda n: "a" + "\u064b" * n + "\tB-x\nb\tO\n"),
    "CoNLL: flags": conll(lambda n: "\U0001f1e6" * n + " x\tB-x\nb\tO\n"),
    "table: columns": table(lambda n: "text" + each(",c{i}")(n) + "\na" + ",x" * n + "\n"),
    "table: columns and --fields": table(
        lambda n: "body" + each(",c{i}")(n) + "\na" + ",x" * n + "\n", fields="text=body"
    ),
    "table: columns of one name": table(lambda n: "text" + ",c" * n + "\na" + ",x" * n + "\n"),
    "table: a last column named twice": table(
        lambda n: "text" + each(",c{i}")(n) + ",c0\na" + ",x" * n + ",x\n"
    ),
    "table: columns without a name": table(lambda n: "text" + "," * n + "\na" + "," * n + "\n"),
    "table: columns without a text": table(lambda n: each("c{i}", ",")(n) + "\n"),
    "table: columns that may be separated in two ways": table(lambda n: "text" + ",;" * n + "text\n"),
    "table: columns and rows": table(
        lambda n: "text" + each(",c{i}")(isqrt(n)) + "\n" + ("a" + ",x" * isqrt(n) + "\n") * isqrt(n)
    ),
    "table: rows without the columns": table(lambda n: "text" + each(",c{i}")(n) + "\n" + "a\n" * n),
    "table: cells with lists": table(lambda n: "text" + each(",c{i}")(n) + "\na" + ",[[]]" * n + "\n"),
    "table: rows": table(lambda n: "text,a\n" + each("t{i},b\n")(n)),
    "table: blank rows": table(lambda n: "\n" * n + "text,a\n" + "\n" * n + "a,b\n"),
    "table: carriage returns": table(lambda n: "\r" * n),
    "table: an open quote": table(lambda n: '"text,a\n' + "a,b\n" * n),
    "table: an open quote below": table(lambda n: 'text,a\na,"' + "a,b\n" * n),
    "table: quotes": table(lambda n: 'text,a\n"' + '""' * n + '",b\n'),
    "table: spans of an article": table(
        lambda n: f"{SPANS}\n1," + "a " * n + ",0,1,x\n" + each("1,,{start},{end},x\n")(n)
    ),
    "table: bad spans of an article": table(
        lambda n: f"{SPANS},span\n0,b,0,1,x,b\n1," + "a " * n + ",0,1,x,a\n" + each("1,,{i},{next},x,z\n")(n)
    ),
    "table: long spans with other texts": table(
        lambda n: f"{SPANS},span\n0,b,0,1,x,b\n1," + "a" * n + ",0,1,x,a\n" + each("1,,0,{n},x,z\n")(n)
    ),
    "table: articles with spans": table(lambda n: f"{SPANS}\n" + each("{i},abc{i},0,1,x\n")(n)),
    "table: rows of an article": table(lambda n: f"{SPANS}\n1,abc,0,1,x\n" + ",,,,\n" * n),
    "table: a long offset": table(lambda n: f"{SPANS}\n1,abc," + "9" * n + ",1,x\n"),
    "table: attributes": table(
        lambda n: f'{SPANS},attributes\n1,abc,0,1,x,"{{' + each('""a{i}"":""b""', ",")(n) + '}"\n'
    ),
    "table: deep metadata": table(
        lambda n: f'{SPANS},metadata\n1,abc,0,1,x,"{{""a"":' + "[" * n + "]" * n + '}"\n'
    ),
    "table: tags in a cell": table(lambda n: "text,t\nabc,O" + " O" * n + " B-x" + " O" * n + " !\n"),
    "table: blanks in a cell": table(lambda n: 'text,t\nabc,"' + " " * n + "[{" + "a" * n + '"\n'),
    "table: names in a cell": table(lambda n: 'text,t\nabc,"[{' + "'start" * n + '"\n'),
    "table: words of a name": table(lambda n: "text," + "aA" * n + ",start,end\na,b,1,2\n"),
    "table: offsets that are no spans": table(lambda n: "text,from,to\na," + "1" * n + "," + "2" * n + "\n"),
    "WebAnno TSV: a gap": webanno(lambda n: f"#Text=a\n1-1\t{n * n}-{n * n + 1}\ta\tx\t\n"),
    "WebAnno TSV: gaps": webanno(each("#Text=a\n{next}-1\t{i}00-{i}01\ta\tx\t\n\n")),
    "WebAnno TSV: words": webanno(rows("1-{next}\t{start}-{end}\ta\tx\t\n")),
    "WebAnno TSV: words of a span": webanno(rows("1-{next}\t{start}-{end}\ta\tx[1]\t\n")),
    "WebAnno TSV: sentences": webanno(each("#Text=a\n{next}-1\t{start}-{end}\ta\tx\t\n\n")),
    "WebAnno TSV: joined sentences": webanno(each("#Text=a\n{next}-1\t{i}-{next}\ta\tx\t\n\n")),
    "WebAnno TSV: stacked values": webanno(
        lambda n: "#Text=a\n1-1\t0-1\ta\t" + each("x[{next}]", "|")(n) + "\t\n"
    ),
    "WebAnno TSV: escaped stacked values": webanno(
        lambda n: "#Text=a\n1-1\t0-1\ta\t" + each("\\_x[{next}]", "|")(n) + "\t\n"
    ),
    "WebAnno TSV: bars": webanno(lambda n: "#Text=a\n1-1\t0-1\ta\t" + "|" * n + "\t\n"),
    "WebAnno TSV: backslashes": webanno(lambda n: "#Text=a\n1-1\t0-1\ta\t" + "\\" * n + "\t\n"),
    "WebAnno TSV: brackets": webanno(lambda n: "#Text=a\n1-1\t0-1\ta\t" + "[1" * n + "\t\n"),
    "WebAnno TSV: numbers": webanno(lambda n: "#Text=a\n1-1\t0-1\ta\t" + "[1]" * n + "\t\n"),
    "WebAnno TSV: a long offset": webanno(lambda n: "#Text=a\n1-1\t0-" + "9" * n + "\ta\tx\t\n"),
    "WebAnno TSV: features": webanno(
        lambda n: "#Text=a\n1-1\t0-1\ta" + "\tx" * n + "\t\n",
        lambda n: "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Claim" + each("|v{i}")(n) + "\n",
    ),
    "WebAnno TSV: features and sentences": webanno(
        lambda n: each("#Text=a\n{next}-1\t{start}-{end}\ta" + "\tx" * isqrt(n) + "\t\n\n")(isqrt(n)),
        lambda n: "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Claim" + each("|v{i}")(isqrt(n)) + "\n",
    ),
    "WebAnno TSV: layers": webanno(
        lambda n: "#Text=a\n1-1\t0-1\ta\tx" + "\t_" * n + "\t\n",
        lambda n: f"{LABELED}" + each("#T_SP=a.b{i}|v\n")(n),
        tsv_layer="Claim",
    ),
    "WebAnno TSV: layers of which one has to be chosen": webanno(
        lambda n: "#Text=a\n1-1\t0-1\ta\tx" + "\t_" * n + "\t\n",
        lambda n: f"{LABELED}" + each("#T_SP=a.b{i}|v\n")(n),
    ),
    "WebAnno TSV: lines of text": webanno(lambda n: "#Text=a\n" * n + "1-1\t0-1\ta\tx\t\n"),
    "WebAnno TSV: comments": webanno(lambda n: "#x\n" * n + "#Text=a\n1-1\t0-1\ta\tx\t\n"),
    "WebAnno TSV: carriage returns": webanno(lambda n: "\r" * n + "#Text=a\n1-1\t0-1\ta\tx\t\n"),
    "WebAnno TSV: emoji": webanno(
        lambda n: (
            "#Text="
            + "😀" * n
            + "\n"
            + "".join(f"1-{i + 1}\t{2 * i}-{2 * i + 2}\t😀\tx\t\n" for i in range(n))
        )
    ),
    "WebAnno TSV: words over all of the text": webanno(
        lambda n: "#Text=" + "a" * n + "\n" + each("1-{next}\t0-{n}\ta\tx\t\n")(n)
    ),
    "WebAnno TSV: exclamation marks": webanno(lambda n: "#Text=" + "!" * n + "x\n1-1\t0-1\t!\tx\t\n"),
    "brat: parts": brat(lambda n: "T1\tx " + each("{start} {end}", ";")(n) + "\t" + " ".join("a" * n) + "\n"),
    "brat: parts on lines": brat(
        lambda n: "T1\tx " + each("{start} {end}", ";")(n) + "\n", lambda n: "a\n" * n
    ),
    "brat: parts far apart": brat(
        each("T{i}\tx 0 1;{n} {n}1\n"), lambda n: "a" + " " * (n - 2) + "\n" + "b" * 9 * n + "bb"
    ),
    "brat: parts that are no numbers": brat(lambda n: "T1\tx " + "0 1;" * n + "\n"),
    "brat: spans": brat(each("T{i}\tx {start} {end}\ta\n")),
    "brat: spans within others": brat(each("T{i}\tx {i} {n}\n")),
    "brat: spans over all of the text": brat(each("T{i}\tx{i} 0 {n}\n")),
    "brat: a byte order mark": brat(
        lambda n: each("T{i}\tx {start} {end}\n")(n) + "T999999\tx 99999999 99999999\n",
        lambda n: "\ufeff" + "a " * n,
    ),
    "brat: labels": brat(
        each("T{i}\tlabel_{i} 0 1\ta\n"), visual=lambda n: "[labels]\n" + each("label_{i} | \u0627{i}\n")(n)
    ),
    "brat: blanks in the configuration": brat(
        lambda _: "T1\tlabel_1 0 1\ta\n", visual=lambda n: " " * n + "[" + "[" * n + " " * n + "x\n"
    ),
    "brat: attributes": brat(lambda n: "T1\tx 0 1\ta\n" + each("A{i}\tn{i} T1 v\n")(n)),
    "brat: attributes of nothing": brat(each("A{i}\tn T{i} v\n")),
    "brat: notes": brat(lambda n: "T1\tx 0 1\ta\n" + each("#{i}\tAnnotatorNotes T1\tx\n")(n)),
    "brat: blanks in a note": brat(lambda n: "T1\tx 0 1\n#1\tA" + " " * n + "T1" + " \r" * n + "x\tx\n"),
    "brat: relations": brat(lambda n: "T1\tx 0 1\ta\n" + "*\tEquiv T1 T1\n" * n),
    "brat: a long id": brat(lambda n: "T" + "1" * n + "\tx 0 1\n"),
    "brat: a long offset": brat(lambda n: "T1\tx 0 " + "1" * n + "\n"),
    "brat: text after a text": brat(lambda n: f"T1\tx 0 {n}\t" + "a" * n + " " * n + "\n", lambda n: "a" * n),
    "txt: words": Files("txt", {"a.txt": lambda n: "a " * n}),
    "txt: lines": Files("txt", {"a.txt": lambda n: "a\n" * n}),
    "txt: blank lines": Files("txt", {"a.txt": lambda n: "\n" * n + "a"}),
    "txt: blanks": Files("txt", {"a.txt": lambda n: " " * n + "a"}),
    "txt: exclamation marks": Files("txt", {"a.txt": lambda n: "!" * n + "a"}),
}
"""By name, the files of which `n` things are repeated. Where two things are, each is by the root of `n`."""


STORED = (
    *(
        "CoNLL: words of a sentence",
        "CoNLL: sentences of a file",
        "CoNLL: articles",
        "CoNLL: exclamation marks",
    ),
    *("CoNLL: keys of comments", "CoNLL: documents", "CoNLL: marks", "CoNLL: flags"),
    *("table: columns", "table: rows", "table: spans of an article", "table: articles with spans"),
    *("table: attributes", "table: rows of an article"),
    *("WebAnno TSV: gaps", "WebAnno TSV: words", "WebAnno TSV: sentences", "WebAnno TSV: features"),
    *(
        "WebAnno TSV: emoji",
        "WebAnno TSV: lines of text",
        "brat: parts",
        "brat: parts on lines",
        "brat: spans",
    ),
    *("brat: attributes", "brat: notes", "brat: labels", "txt: lines", "txt: blanks", "txt: blank lines"),
)
"""Those that are stored in a project, too."""


def folder(name: str, content: Content) -> Callable[[int], Case]:
    """Return what makes the case of so many files in a folder."""

    def make(size: int) -> Case:
        place = tempfile.TemporaryDirectory()
        for number in range(size):
            (Path(place.name) / name.format(number)).write_text(content(number), encoding="utf-8")

        def call() -> None:
            with place:
                deque(read_found(find([Path(place.name)])), maxlen=0)

        return Case(call)

    return make


def pair(size: int) -> Case:
    """Return the case of a folder with so many texts of brat and their annotations."""
    place = tempfile.TemporaryDirectory()
    for number in range(size):
        (Path(place.name) / f"{number}.txt").write_text("abc", encoding="utf-8")
        (Path(place.name) / f"{number}.ann").write_text("T1\tx 0 1\ta\n", encoding="utf-8")

    def call() -> None:
        with place:
            deque(read_found(find([Path(place.name)])), maxlen=0)

    return Case(call)


def times(factor: int, make: Callable[[int], Case]) -> Callable[[int], Case]:
    """Return what makes cases of so many times the size, so that the beginnings of files are a small part of them."""
    return lambda size: make(factor * size)


BEGINNINGS = ("table: spans of an article", "table: attributes", "brat: attributes", "brat: relations")
"""Those of which formats look at the first 8 KiB for about as long as they read the rest."""

WORST: Worst = {
    **{f"read {name}": files.reading for name, files in FILES.items()},
    **{f"read {name}": times(4, FILES[name].reading) for name in BEGINNINGS},
    **{f"store {name}": FILES[name].storing for name in STORED},
    "read a folder: texts": folder("{}.txt", "abc {}".format),
    "read a folder: equal texts": folder("{}.txt", lambda _: "abc"),
    "read a folder: other files": folder("{}.bin", lambda _: "\0"),
    "read a folder: pairs": pair,
}
