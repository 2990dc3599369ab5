"""How a split is read in each format."""

from __future__ import annotations

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
