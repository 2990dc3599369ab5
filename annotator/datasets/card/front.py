"""The front matter of a card, which Hugging Face reads."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from annotator.datasets.card.languages import languages
from annotator.datasets.citation import licence_url
from annotator.formats import huggingface
from annotator.model import LayerKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from annotator.datasets.dataset_json import DataSet, FileFacts
    from annotator.formats.base import Format, Writing

_SIZES = (
    *((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M")),
    *((10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B")),
)
LOADED = {"hf": ".parquet", "jsonl": ".jsonl"}
"""The formats that the library `datasets` loads, and the endings of their files."""

_LICENCES = frozenset(
    [
        "afl-3.0",
        "agpl-3.0",
        "apache-2.0",
        "artistic-2.0",
        "bsd-2-clause",
        "bsd-3-clause",
        "bsd-3-clause-clear",
        "bsl-1.0",
        "cc-by-2.0",
        "cc-by-2.5",
        "cc-by-3.0",
        "cc-by-4.0",
        "cc-by-nc-2.0",
        "cc-by-nc-3.0",
        "cc-by-nc-4.0",
        "cc-by-nc-nd-3.0",
        "cc-by-nc-nd-4.0",
        "cc-by-nc-sa-2.0",
        "cc-by-nc-sa-3.0",
        "cc-by-nc-sa-4.0",
        "cc-by-nd-4.0",
        "cc-by-sa-3.0",
        "cc-by-sa-4.0",
        "cc0-1.0",
        "cdla-permissive-1.0",
        "cdla-permissive-2.0",
        "cdla-sharing-1.0",
        "c-uda",
        "ecl-2.0",
        "epl-1.0",
        "epl-2.0",
        "etalab-2.0",
        "eupl-1.1",
        "eupl-1.2",
        "gpl-2.0",
        "gpl-3.0",
        "isc",
        "lgpl-2.1",
        "lgpl-3.0",
        "lppl-1.3c",
        "mit",
        "mpl-2.0",
        "ms-pl",
        "ncsa",
        "ofl-1.1",
        "osl-3.0",
        "postgresql",
        "unlicense",
        "wtfpl",
        "zlib",
    ]
)
"""Identifiers of SPDX that Hugging Face knows, too, in small letters."""

_OTHER_NAMES = {"odc-by-1.0": "odc-by", "odbl-1.0": "odbl", "pddl-1.0": "pddl", "c-uda-1.0": "c-uda"}
"""Those that it knows under another name."""


_OF_KINDS: dict[LayerKind | None, str] = {LayerKind.MODEL: "machine-generated", LayerKind.REFERENCE: "found"}


def front(facts: DataSet, kind: Format, how: Writing, folder: Path) -> dict[str, Any]:
    """Return the front matter for a data set whose splits are in `folder`. What nobody stated and nothing tells is left out."""
    rows = sum(split.articles if split.rows is UNSET else split.rows for split in facts.splits.values())
    found: dict[str, Any] = {
        **_languages(facts),
        "pretty_name": facts.card.title or facts.schema.name,
        **_licence(facts),
        "annotations_creators": _creators(facts),
        **({"source_datasets": _sources(facts)} if facts.card.source_datasets else {}),
        "task_categories": ["token-classification"],
        "tags": ["spans", "span-classification"],
        "size_categories": [next((name for most, name in _SIZES if rows < most), "1B<n<10B")],
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


def _languages(facts: DataSet) -> dict[str, Any]:
    """Return the codes of ISO 639 of the languages, and their tags where these say more."""
    tags = languages(facts)
    codes = list(dict.fromkeys(tag.split("-")[0] for tag in tags))
    found: dict[str, Any] = {"language": codes} if codes else {}
    if any("-" in tag for tag in tags):
        found["language_bcp47"] = list(tags)
    if codes:
        found["multilinguality"] = ["monolingual" if len(codes) == 1 else "multilingual"]
    return found


def _licence(facts: DataSet) -> dict[str, str]:
    licence = facts.card.licence
    if not licence:
        return {"license": "unknown"}
    key = licence.lower().removesuffix("-only").removesuffix("-or-later")
    key = _OTHER_NAMES.get(key, key)
    if key in {*_LICENCES, *_OTHER_NAMES.values()}:
        return {"license": key}
    url = licence_url(facts)
    return {"license": "other", "license_name": licence.lower(), **({"license_link": url} if url else {})}


def _creators(facts: DataSet) -> list[str]:
    """Return how the annotations came about: what is stated, or what the layers tell; of people it is not known who they are."""
    found = [_OF_KINDS.get(facts.layer_kinds.get(name)) for name in facts.selection.names]
    if not found:
        others = facts.statistics.others
        found = [None] if facts.statistics.people.people or not others else []
        found += [_OF_KINDS[other.kind] for other in others]
    stated = facts.card.annotators.creators or "other"
    return list(dict.fromkeys(one or stated for one in found))


def _sources(facts: DataSet) -> list[str]:
    """Return "original", or a data set as Hugging Face writes one that was extended."""
    return [
        one if one == "original" or one.startswith("extended") else f"extended|{one}"
        for one in facts.card.source_datasets
    ]


def _sha256_of(files: Mapping[str, FileFacts]) -> str:
    """Return a hash of all files of the splits, by their names.

    The library `datasets` takes a data set for one that it has read before where the card says the same, whatever is in the files.
    """
    lines = (f"{file.sha256}  {name}\n" for name, file in sorted(files.items()))
    return sha256("".join(lines).encode()).hexdigest()
