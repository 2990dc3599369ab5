"""Label Studio's JSON: tasks with the annotations of several people."""

from annotator.formats.label_studio.format import LabelStudio, LabelStudioOptions

__all__ = ["LabelStudio", "LabelStudioOptions"]
