"""The labelling configuration of a Label Studio project, made from a label schema."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from annotator.model import LabelSchema

FROM_NAME = "label"
"""What the configuration calls the labels, and each region with it."""

TO_NAME = "text"
"""What it calls the text, which is the field of that name in the data of a task."""


def configuration(schema: LabelSchema) -> str:
    """Return the configuration: a label with its colour and key for each of the schema, over a text marked by letters.

    Its style keeps white space as it is, and has each line read in its own direction.
    """
    labels = "\n".join(
        f"    <Label value={quoteattr(label.name)} background={quoteattr(label.color)} "
        f"hotkey={quoteattr(label.key)} hint={quoteattr(label.definition.en)}/>"
        for label in schema.labels
    )
    return f"""<View>
  <Style>.htx-text {{ white-space: pre-wrap; unicode-bidi: plaintext; text-align: start; }}</Style>
  <Labels name="{FROM_NAME}" toName="{TO_NAME}">
{labels}
  </Labels>
  <Text name="{TO_NAME}" value="${TO_NAME}" granularity="symbol" saveTextResult="yes"/>
</View>
"""
