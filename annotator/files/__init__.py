"""Files and folders that are written whole or not at all, and the places that are written to as they are."""

from annotator.files.access import make_like
from annotator.files.disk import UnsettledError, settle
from annotator.files.places import Place, held_back, place
from annotator.files.writing import new_file, new_folder, put_in_place, workplace

__all__ = [
    "Place",
    "UnsettledError",
    "held_back",
    "make_like",
    "new_file",
    "new_folder",
    "place",
    "put_in_place",
    "settle",
    "workplace",
]
