"""How a split is read in each format."""

from __future__ import annotations

LOADING = {
    "hf": """\
```python
from datasets import load_dataset

rows = load_dataset("PATH", split="{split}")  # the path of this folder
label = rows.features["spans"].feature["label"]
for row in rows:
    for span in row["spans"]:
        print(label.int2str(span["label"]), row["text"][span["start"] : span["end"]])
```

| column | |
| --- | --- |
| `id` | a key that no other row has |
| `article`, `start`, `end` | which article it is of, and which part of its text the row has |
| `annotator` | whose spans it has; null for gold, and where nobody has begun |
| `spans` | all spans; `start` and `end` count code points of `text`, as Python does; `label_name` is the name of `label` |
| `tokens`, `starts` | the words, and where each one starts in `text` |
| `tags`, `tag_names` | a tag for each token, as a number and as its name; of spans that overlap only one has tags, and one with an edge inside a word has all of it |
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

`start` and `end` of a span count code points of `text`, as Python does. Where a line is a part of an article, its own `article`, `start`
and `end` say which.""",
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
`doc.user_data["spans"]` has the exact ranges, as JSON. Each token says whether a sentence begins with it.

`config.cfg` and `labels` are there where there are spans to train on: `python -m spacy train config.cfg --paths.train {split} --paths.dev OTHER`
in this folder trains `ner` on `doc.ents` and `spancat` on `doc.spans["sc"]`.""",
}
"""How to load a split in each format, as Markdown; `{split}` stands for its name."""
