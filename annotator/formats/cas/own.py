"""The types that our files have, and those of others that are known."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cassis import TypeSystem

SPAN = "webanno.custom.AnnotatorSpan"
"""Our spans. INCEpTION takes a type of such a name for a layer of its own."""

ARTICLE = "webanno.custom.AnnotatorArticle"
"""What DKPro's metadata has no place for; one in each file."""

META = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
DOCUMENT = "uima.tcas.DocumentAnnotation"
ANNOTATION = "uima.tcas.Annotation"
STRING = "uima.cas.String"
SOFA = "uima.cas.Sofa"
TOP = "uima.cas.TOP"

LIST = "uima.cas.StringArray"
_STRINGS = (
    (
        SPAN,
        ANNOTATION,
        "label identifier annotator attributes created changed source adjudicator decision note",
    ),
    (ARTICLE, "uima.cas.AnnotationBase", "date source url metadata"),
    (META, DOCUMENT, "documentTitle documentId documentUri collectionId documentBaseUri"),
    (SENTENCE, ANNOTATION, "id"),
    (TOKEN, ANNOTATION, "id syntacticFunction"),
    (ENTITY, ANNOTATION, "value identifier"),
)


@lru_cache(maxsize=1)
def type_system() -> TypeSystem:
    """Return the types of the files that we write; of DKPro's, with the features that are strings."""
    import cassis

    types = cassis.TypeSystem()
    for name, parent, features in _STRINGS:
        kind = types.create_type(name, parent)
        for feature in features.split():
            types.create_feature(kind, feature, STRING)
    for name in (SPAN, ARTICLE):
        types.create_feature(name, "annotators", LIST)
    types.create_feature(META, "isLastSegment", "uima.cas.Boolean")
    return types
