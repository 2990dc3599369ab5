"""The front matter of a card, which Hugging Face reads."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from annotator.formats import huggingface

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from annotator.datasets.dataset_json import DataSet, FileFacts
    from annotator.formats.base import Format, Writing

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LOADED = {"hf": ".parquet", "jsonl": ".jsonl"}
"""The formats that the library `datasets` loads, and the endings of their files."""


def front(facts: DataSet, kind: Format, how: Writing, folder: Path) -> dict[str, Any]:
    """Return the front matter for a data set whose splits are in `folder`."""
    articles = sum(split.articles for split in facts.splits.values())
    found: dict[str, Any] = {
        "language": ["ar"],
        "pretty_name": facts.schema.name,
        "task_categories": ["token-classification"],
        "tags": ["arabic", "spans", "span-classification"],
        "size_categories": [next((name for most, name in _SIZES if articles < most), "n>1M")],
    }
    if kind.name in LOADED:
        files = [{"split": name, "path": f"{name}{LOADED[kind.name]}"} for name in facts.splits]
        found["configs"] = [
            {
                "config_name": "default",
                "description": f"SHA-256 of its files: {_sha256_of(facts.files)}",
                "data_files": files,
            }
        ]
    if isinstance(kind, huggingface.HuggingFace):
        paths = {name: folder / f"{name}{LOADED[kind.name]}" for name in facts.splits}
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
