"""Guards around cassis and lxml, so that nothing of a file is executed, looked up or expanded.

cassis compiles a Python class for each type, with the names of its features in the source code: only plain names are let
through. It resolves entities in XML: only XML without a DOCTYPE is let through.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from annotator import limits
from annotator.errors import InputError
from annotator.formats import text_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Definitions = dict[str, tuple[str, tuple[str, ...]]]
"""The parts of a type system that are checked: the parent and the features of each type, by name."""

_WORK = limits.FEATURES.most**3
"""The most work for cassis, whose time for a type grows with the cube of the number of features, for all types together."""

_LIMIT = re.compile("limit exceeded|too long|Excessive depth")
"""Messages of libxml2 for its limits: 10 MB in a value, 256 levels of elements."""

_POSITION = re.compile(r"\s*, line \d+, column \d+$")
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")


def xml(text: str, path: Path) -> Any:
    """Return the root element of XML, without comments. Raises InputError, with the line where the XML is not valid.

    The encoding in the XML declaration is ignored, because `text` is decoded already.
    """
    from lxml import etree

    text_files.check_characters(text, path, None, "the file")
    if not text:
        raise InputError("the file is empty", path)
    if "<!DOCTYPE" in text:
        line = text.count("\n", 0, text.index("<!DOCTYPE")) + 1
        raise InputError(
            "has a DOCTYPE, which can name other files or grow without end, so it was not read; remove it",
            path,
            line,
        )
    data = _DECLARATION.sub("", text, count=1) if text.startswith("<?xml") else text
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data.encode(), parser)
    except etree.XMLSyntaxError as error:
        words = _POSITION.sub("", _plain(error.msg or "it ends too early"))
        what = (
            "is XML too large or nested too deeply" if _LIMIT.search(words) else f"is not valid XML: {words}"
        )
        raise InputError(what, path, error.lineno or None) from error


def check(definitions: Definitions) -> None:
    """Raise InputError for a type system with names that are not plain, or too large for cassis."""
    if fault := limits.TYPES.fault(len(definitions)):
        raise InputError(f"its type system {fault}; leave out those that no file needs")
    work = 0
    for name, (_, features) in definitions.items():
        for feature in features:
            if not _is_plain(feature):
                raise InputError(
                    f"its type system has a feature {feature[:80]!r} in {name[:80]!r}; rename it"
                )
        work += _features(name, definitions) ** 3
    if work > _WORK:
        raise InputError(
            f"its type system has too many features, a type may have {limits.FEATURES.most}, many types fewer; leave out "
            "those that no file needs"
        )


@contextmanager
def cassis_errors() -> Iterator[None]:
    """Turn the errors of cassis into InputError, and silence its warnings."""
    from cassis.typesystem import AnnotationHasNoSofa, TypeNotFoundError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except LookupError as error:
            raise InputError(f"is not a whole CAS: {_missing(error)} is missing") from error
        except (TypeNotFoundError, AnnotationHasNoSofa) as error:
            raise InputError(f"is not a whole CAS: {_plain(error.message)}") from error
        except RecursionError as error:
            raise InputError("is nested too deeply") from error
        except (AttributeError, TypeError) as error:
            what = "something in it is missing, or of another kind than its type says"
            raise InputError(f"is not a whole CAS: {what}") from error
        except (ArithmeticError, RuntimeError, SyntaxError, ValueError) as error:
            raise InputError(f"is not a CAS that can be read: {_plain(str(error))}") from error


def feature_names(kind: Any) -> frozenset[str]:
    """Return the names of a type's features in files; cassis itself has `type_` for `type` and `self_` for `self`."""
    names = [feature.name for feature in kind.all_features]
    return frozenset((*names, *(name[:-1] for name in names if name in ("self_", "type_"))))


def _features(name: str, definitions: Mapping[str, tuple[str, Sequence[str]]]) -> int:
    count = 0
    for _ in range(limits.PARENTS.most):
        if name not in definitions:
            return count
        name, features = definitions[name]
        count += len(features)
    raise InputError(
        f"its type system has types that are their own parents, or have more than {limits.PARENTS.most}; mend it"
    )


def _missing(error: LookupError) -> str:
    key = error.args[0] if error.args else None
    return "a view" if key is None else repr(str(key).rpartition("}")[2][:80])


def _is_plain(name: str) -> bool:
    return (
        name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("_")
        and unicodedata.is_normalized("NFKC", name)
    )


def _plain(words: str) -> str:
    return " ".join(words.split())[:200].rstrip(".")
