"""Makes the folder of a data set: its splits, the card README.md, and dataset.json."""

from __future__ import annotations

from collections import Counter
from hashlib import file_digest
from typing import TYPE_CHECKING

import msgspec

from annotator import __version__
from annotator.datasets import near
from annotator.datasets.card import card
from annotator.datasets.split import split
from annotator.datasets.values import Agreement, Copies, DataSet, FileFacts, SplitCounts
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from annotator.agreement.values import Report
    from annotator.datasets.pile import Pile
    from annotator.datasets.shares import Share
    from annotator.datasets.split import Group
    from annotator.formats.base import Format, Writing
    from annotator.formats.losses import Losses
    from annotator.model import LabelSchema, LeftOut, Record

CARD, FACTS = "README.md", "dataset.json"


def build(
    pile: Pile,
    folder: Path,
    kind: Format,
    how: Writing,
    losses: Losses,
    *,
    shares: Sequence[Share],
    seed: int,
    layer: str,
    left_out: Mapping[LeftOut, int],
    agreement: Report | None,
) -> DataSet:
    """Write a data set of all articles of the pile into an empty folder, and return what is told of it.

    The same articles, options and seed give the same bytes. Raises UsageError for more splits than there are articles, or
    groups of articles that are nearly the same, and whatever the format raises.
    """
    groups = near.groups(pile.sketches)
    _check(len(pile), groups, shares, sum(left_out.values()))
    chosen = split(groups, pile.labels, shares, seed)
    splits = {}
    for share in shares:
        counting = _Counting(pile.records(id_ for id_ in pile.labels if chosen[id_] == share.name))
        kind.write_split(counting, folder, share.name, how, losses)
        splits[share.name] = counting.counts(share, how.schema)
    copied = [group for group in groups if len(group) > 1]
    facts = DataSet(
        program="annotator",
        version=__version__,
        format=kind.name,
        options=msgspec.to_builtins(how.options),
        layer=layer,
        seed=seed,
        schema=how.schema,
        splits=splits,
        left_out=dict(left_out),
        copies=Copies(groups=len(copied), articles=sum(map(len, copied))),
        losses={loss.value: count for loss, count in losses.counts.items()},
        agreement=None if agreement is None else _agreement(agreement),
        files={},
    )
    (folder / CARD).write_bytes(card(facts, kind, how, folder).encode())
    facts = msgspec.structs.replace(facts, files=dict(_files(folder)))
    (folder / FACTS).write_bytes(msgspec.json.format(msgspec.json.encode(facts), indent=2) + b"\n")
    return facts


class _Counting:
    """Hands records on and counts what is in them."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self._articles = 0
        self._labels: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self._articles += 1
            self._labels.update(span.label for span in record.spans)
            self._sources.update(span.source.value for span in record.spans if span.source is not None)
            yield record

    def counts(self, share: Share, schema: LabelSchema) -> SplitCounts:
        """Return what was counted, labels in the order of the schema."""
        return SplitCounts(
            percent=float(share.percent),
            articles=self._articles,
            spans=self._labels.total(),
            labels={label.name: self._labels[label.name] for label in schema.labels},
            sources=dict(sorted(self._sources.items())),
        )


def _check(articles: int, groups: Sequence[Group], shares: Sequence[Share], left_out: int) -> None:
    if len(shares) == 1 or len(groups) >= len(shares):
        return
    there = "there is 1 article" if articles == 1 else f"there are {articles:,} articles"
    if articles < len(shares):
        others = f" ({left_out:,} left out, because they have no gold yet)" if left_out else ""
        raise UsageError(
            f"{len(shares)} splits need {len(shares)} articles or more, and {there}{others}; give fewer shares."
        )
    raise UsageError(
        f"{len(shares)} splits can't be made of {articles:,} articles: many are nearly the same, and what is nearly the same stays in one "
        f"split, so there is enough for {len(groups)}; give fewer shares."
    )


def _agreement(report: Report) -> Agreement:
    return Agreement(
        overall=report.overall,
        labels=report.by_label,
        level=report.level,
        resamples=report.resamples,
        seed=report.seed,
    )


def _files(folder: Path) -> Iterator[tuple[str, FileFacts]]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            sha256 = file_digest(file, "sha256").hexdigest()
        yield path.relative_to(folder).as_posix(), FileFacts(size=path.stat().st_size, sha256=sha256)
