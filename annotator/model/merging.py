"""The report on a merge of two projects."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from annotator.model.base import Struct
from annotator.model.people import LayerKind


class Conflict(Struct, frozen=True, kw_only=True):
    """A layer that is left as it is, because each project has what the other lacks; without an annotator, the gold of an article.

    `kind` is the layer's. `loses` is how many spans would be removed or changed here, or how many decisions of the gold, by a file that
    lacks changes of the same people, and `opens` whether gold would be opened again by it; 0 and False where neither history
    begins with the other.
    """

    article: str
    annotator: str | None = None
    kind: LayerKind = LayerKind.PERSON
    loses: int = 0
    opens: bool = False


class MergedLayers(Struct, frozen=True, kw_only=True):
    """What changed under one name: how many `layers`; how many spans were added, changed and removed; how often status or time.

    Of the statuses, so many were done and are not now (`undone`), so many were flagged and are not now (`unflagged`).
    """

    name: str
    layers: int
    added: int
    changed: int
    removed: int
    works: int
    undone: int = 0
    unflagged: int = 0


class MergedGold(Struct, frozen=True, kw_only=True):
    """What changed in the gold of so many `articles`, by the adjudicators in `people`.

    How many decisions were added, changed and removed, and how many articles were `settled` or `opened` again.
    """

    articles: int
    people: tuple[str, ...]
    added: int
    changed: int
    removed: int
    settled: int
    opened: int


class MergedSplit(Struct, frozen=True, kw_only=True):
    """What changed in a kept split: how many articles got a part, and how many stay in another one than they have there.

    `torn` are how many got none, because what they belong to is in another part here. `seeds` are the ones of here and of there, where
    these differ.
    """

    shares: str
    added: int
    differing: int
    torn: int = 0
    seeds: tuple[int, int] | None = None


class MergeReport(Struct, frozen=True, kw_only=True):
    """What was brought in from the project at `path`.

    Counts: `articles` added; layers `brought` of which nothing was here, `continued` here, and the `same` or behind;
    articles of which `gold` was brought or continued. `people` and `decisions` say what changed by that. `conflicts` were left as
    they are here. `others` is how many layers, `others_gold` how many articles' gold stayed out because only some people were
    asked for. `kept` are the statuses that were not set back, because the other lacks changes of the same people: how many, by name. `renamed` are the names of people there that are others here, `former` the names that somebody had there and
    that stand for them here, too, now. `splits` are the kept ones in which anything came in or differs. `notes` is how many came in, `back` how often an article went
    back to somebody with them. `card` is "taken" where theirs came
    in because there was none here, "kept" where ours is another one and stays. `notice` is what has to be known of the other's file, in
    sentences. `backup` is the copy of this project from before the merge, None where nothing changed or nothing was kept.
    """

    path: Path
    articles: int
    brought: int
    continued: int
    same: int
    gold: int
    conflicts: tuple[Conflict, ...]
    people: tuple[MergedLayers, ...] = ()
    decisions: MergedGold | None = None
    others: int = 0
    others_gold: int = 0
    kept: dict[str, int] = {}
    card: Literal["", "taken", "kept"] = ""
    renamed: dict[str, str] = {}
    former: dict[str, str] = {}
    splits: tuple[MergedSplit, ...] = ()
    notes: int = 0
    back: int = 0
    notice: str = ""
    backup: Path | None = None
