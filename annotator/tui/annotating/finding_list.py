"""The list of what lint found: number of the article, kind, and the place in its context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import LintAction, LintKind
from annotator.text.plain import isolated
from annotator.tui.paint import text_strip
from annotator.tui.places import Place
from annotator.tui.widgets.place_list import PlaceList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual.strip import Strip

    from annotator.model import Finding, Proposal
    from annotator.tui.places import PlaceText

_NUMBER = 9
_KIND = max(map(len, LintKind)) + 2
_WIDE_FROM = 72
"""From which width on the kind stands in the list, too."""


class FindingPlace(Place):
    """The place of a finding."""

    finding: Finding

    @classmethod
    def of(cls, finding: Finding) -> FindingPlace:
        """Return the place of a finding."""
        place = cls(finding.number, finding.start, finding.end)
        place.finding = finding
        return place


class FindingList(PlaceList):
    """Shows findings, one of which has the cursor."""

    def make_room(self, width: int) -> None:
        """Leave out the kinds where a screen of this many cells has no room for them."""
        self.front = _NUMBER + _KIND if width >= _WIDE_FROM else _NUMBER

    @property
    def findings(self) -> list[Finding]:
        """What is shown."""
        return [place.finding for place in self.places if isinstance(place, FindingPlace)]

    @property
    def finding(self) -> Finding | None:
        """What the cursor is on."""
        place = self.selected
        return place.finding if isinstance(place, FindingPlace) else None

    def show_findings(self, findings: Sequence[Finding], cursor: int) -> None:
        """Show these findings."""
        self.put([FindingPlace.of(one) for one in findings], cursor=cursor)

    def head(self, place: Place, known: PlaceText | None, style: Style) -> Sequence[Strip]:  # noqa: ARG002
        """Return the number of the article, and the kind of the finding."""
        strips = [text_strip(f" {place.article}", _NUMBER, style, rtl=False)]
        if isinstance(place, FindingPlace) and self.front > _NUMBER:
            strips.append(text_strip(place.finding.kind.value, _KIND, style, rtl=False))
        return strips

    def span_style(self, place: Place) -> Style:
        """Return the style of the span; of what is not marked that of what was found."""
        if not isinstance(place, FindingPlace) or place.finding.kind is LintKind.UNMARKED:
            return self.palette.found
        label = place.finding.label
        return self.palette.span(label, 1, True) if label in self.palette.names else self.palette.found


def told(finding: Finding) -> str:
    """Return what is the matter, and what is proposed, in a sentence or two."""
    return f"{finding.message} {_proposed(finding, finding.proposal)}"


def _proposed(finding: Finding, after: Proposal | None) -> str:
    if after is None:
        return "Nothing is proposed: Enter opens the article."
    if after.action is LintAction.REMOVE:
        return "Proposed: remove it."
    if after.action is LintAction.MARK:
        return f"Proposed: mark it as {isolated(after.label)}."
    if (after.start, after.end) == (finding.start, finding.end):
        return f"Proposed: {isolated(after.label)}."
    return f"Proposed: {isolated(' '.join(after.text.split()))}"
