"""The card of a data set: README.md with the front matter that Hugging Face reads, and tables for people."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from annotator.agreement.sentences import HEADINGS
from annotator.datasets import yaml
from annotator.formats import huggingface
from annotator.formats.tokens import SPLIT
from annotator.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from annotator.agreement.report import Row, Value
    from annotator.datasets.dataset_json import DataSet, FileFacts, SplitCounts
    from annotator.formats.base import Format, Writing


_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LOADED = {"hf": ".parquet", "jsonl": ".jsonl"}
"""The formats that the library `datasets` loads, and the endings of their files."""

_SOURCES = {
    Source.UNANIMOUS: "all who finished the article marked it so",
    Source.MAJORITY: "more than half of them did",
    Source.ADJUDICATED: "an adjudicator decided it",
    Source.SINGLE: "one person alone marked the article",
}


LOADING = {
    "hf": """\
```python
from datasets import load_dataset

articles = load_dataset("PATH", split="{split}")  # the path of this folder
label = articles.features["spans"].feature["label"]
for article in articles:
    for span in article["spans"]:
        print(label.int2str(span["label"]), article["text"][span["start"] : span["end"]])
```

| column | |
| --- | --- |
| `spans` | all spans; `start` and `end` count code points of `text`, as Python does |
| `tokens`, `starts` | the words, and where each one starts in `text` |
| `tags` | a tag for each token; of spans that overlap only one has tags, and one with an edge inside a word has all of it |
| `metadata` | what else is known of the article, as JSON |""",
    "jsonl": """\
```python
import json

with open("{split}.jsonl", encoding="utf-8") as file:
    for line in file:
        article = json.loads(line)
        for span in article["spans"]:
            print(span["label"], article["text"][span["start"] : span["end"]])
```

`start` and `end` count code points of `text`, as Python does.""",
    "conll": """\
A word and its tags a line, with tabs between; a blank line after each sentence; comments begin with `#`.

```python
with open("{split}.conll", encoding="utf-8") as file:
    words = [line.split("\\t") for line in file if line.strip() and not line.startswith("# ")]
```

A span with an edge inside a word has all of it. Where there are comments, `# exact_spans` has its own range in `# text`, in code points.""",
    "spacy": """\
```python
import spacy
from pathlib import Path
from spacy.tokens import DocBin

vocab = spacy.blank("ar").vocab
for path in sorted(Path("{split}").glob("*.spacy")):
    for article in DocBin(store_user_data=True).from_disk(path).get_docs(vocab):
        print([(span.label_, span.text) for span in article.spans["sc"]])
```

Those spans that don't overlap longer ones are in `doc.ents`, too. A span with an edge inside a token has all of it;
`doc.user_data["spans"]` has the exact ranges, as JSON.""",
}
"""How to load a split in each format, as Markdown; `{split}` stands for its name."""


def card(facts: DataSet, kind: Format, how: Writing, folder: Path) -> str:
    """Return the card for a data set whose splits are in `folder`."""
    front = "\n".join(yaml.lines(_front(facts, kind, how, folder)))
    return f"---\n{front}\n---\n\n" + "\n\n".join(_body(facts)) + "\n"


def _front(facts: DataSet, kind: Format, how: Writing, folder: Path) -> dict[str, Any]:
    articles = sum(split.articles for split in facts.splits.values())
    found: dict[str, Any] = {
        "language": ["ar"],
        "pretty_name": facts.schema.name,
        "task_categories": ["token-classification"],
        "tags": ["arabic", "spans", "span-classification"],
        "size_categories": [next((name for most, name in _SIZES if articles < most), "n>1M")],
    }
    if kind.name in _LOADED:
        files = [{"split": name, "path": f"{name}{_LOADED[kind.name]}"} for name in facts.splits]
        found["configs"] = [
            {
                "config_name": "default",
                "description": f"SHA-256 of its files: {_sha256_of(facts.files)}",
                "data_files": files,
            }
        ]
    if isinstance(kind, huggingface.HuggingFace):
        paths = {name: folder / f"{name}{_LOADED[kind.name]}" for name in facts.splits}
        sizes = {name: huggingface.memory_size(path) for name, path in paths.items()}
        found["dataset_info"] = {
            "features": huggingface.columns_of(how).card(),
            "splits": [
                {"name": name, "num_bytes": sizes[name], "num_examples": huggingface.count_rows(path)}
                for name, path in paths.items()
            ],
            "download_size": sum(path.stat().st_size for path in paths.values()),
            "dataset_size": sum(sizes.values()),
        }
    return found


def _sha256_of(files: Mapping[str, FileFacts]) -> str:
    """Return a hash of all files of the splits, by their names.

    The library `datasets` takes a data set for one that it has read before where the card says the same, whatever is in the files.
    """
    lines = (f"{file.sha256}  {name}\n" for name, file in sorted(files.items()))
    return sha256("".join(lines).encode()).hexdigest()


def _body(facts: DataSet) -> Iterator[str]:
    yield f"# {_cell(facts.schema.name)}"
    if facts.schema.description:
        yield f"{_cell(facts.schema.description)}."
    yield f"Arabic articles with labelled spans, {_layer(facts.layer)}."
    yield "## Splits"
    yield _splits(facts)
    yield _divided(facts)
    yield "## Labels"
    rows = ((label.name, label.definition.en, label.definition.ar) for label in facts.schema.labels)
    yield _table(("label", "what it means", "معناها"), rows)
    if any(split.sources for split in facts.splits.values()):
        yield "## Where the spans come from"
        yield _sources(facts)
    if facts.agreement is not None:
        yield "## Agreement"
        yield from _agreement(facts)
    yield "## Reading it"
    yield LOADING[facts.format].format(split=next(iter(facts.splits)))
    if facts.options.get("tokens") == "split":
        yield f"For exchange, not for training: {SPLIT}."
    if facts.losses:
        yield f"The format {facts.format} does not hold {_listed(list(facts.losses))}."
    yield (
        "`dataset.json` has all these figures, the label schema, the options and the SHA-256 of each file. Made by "
        f"{facts.program} {facts.version}."
    )


def _layer(layer: str) -> str:
    match layer:
        case "gold":
            return "as they were settled"
        case "all":
            return "as each annotator marked them"
        case name:
            return f"as {_cell(name)} marked them"


def _splits(facts: DataSet) -> str:
    labels = [label.name for label in facts.schema.labels]
    rows: list[list[str | int]] = [
        [name, f"{split.percent:g} %", *_counts(split, labels)] for name, split in facts.splits.items()
    ]
    if len(rows) > 1:
        counts = zip(*(_counts(split, labels) for split in facts.splits.values()), strict=True)
        rows.append(["all", "100 %", *map(sum, counts)])
    return _table(("split", "share", "articles", "spans", *labels), rows)


def _counts(split: SplitCounts, labels: Sequence[str]) -> list[int]:
    return [split.articles, split.spans, *(split.labels[label] for label in labels)]


def _divided(facts: DataSet) -> str:
    said = []
    if len(facts.splits) > 1:
        said.append(
            "Articles were put into splits so that each has its share of the articles and of every label's spans "
            f"(seed {facts.seed}). Articles that are nearly the same are in one split"
        )
        copies = facts.copies
        said[-1] += (
            f": {copies.articles:,} are, in {copies.groups:,} {'group' if copies.groups == 1 else 'groups'}."
            if copies.groups
            else "; none are."
        )
    if left := sum(facts.left_out.values()):
        these = (
            "1 article of the project that has"
            if left == 1
            else f"{left:,} articles of the project that have"
        )
        said.append(f"Not in it: {these} no gold yet.")
    if facts.not_chosen is not UNSET:
        these = "1 article" if facts.not_chosen == 1 else f"{facts.not_chosen:,} articles"
        said.append(
            f"It is made of a part of the project: {these} were not asked for. An article may be in another split "
            "of a data set that is made of all of them."
        )
    return " ".join(said) or "There is one split."


def _sources(facts: DataSet) -> str:
    rows = [
        (source.value, meaning, sum(split.sources.get(source.value, 0) for split in facts.splits.values()))
        for source, meaning in _SOURCES.items()
    ]
    return _table(("source", "meaning", "spans"), rows)


def _agreement(facts: DataSet) -> Iterator[str]:
    agreement = facts.agreement
    if agreement is None:
        return
    overall = agreement.overall
    yield (
        f"Between the {len(overall.people)} people who finished the same articles, before anything was settled: "
        f"{overall.articles:,} {'article' if overall.articles == 1 else 'articles'}, "
        f"{overall.spans:,} {'span' if overall.spans == 1 else 'spans'}."
        + (f" In brackets: {agreement.level:.0%} intervals." if overall.f1.low is not None else "")
    )
    rows = (overall, *agreement.labels)
    names = [name for name in HEADINGS if any(_value(row, name) for row in rows)]
    yield _table(
        ("label", "spans", *(HEADINGS[name] for name in names)),
        [(row.name, row.spans, *(_value(row, name) for name in names)) for row in rows],
    )


def _value(row: Row, name: str) -> str:
    value: Value | None = getattr(row, name)
    if value is None or value.value is None:
        return ""
    between = "" if value.low is None else f" ({value.low:.2f}–{value.high:.2f})"
    return f"{value.value:.3f}{between}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    lines = [
        [_cell(head) for head in heads],
        ["---"] * len(heads),
        *([_cell(cell) for cell in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return " ".join(value.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").split())


def _listed(things: Sequence[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
