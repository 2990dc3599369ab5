"""Which character is drawn for another where text runs from right to left: Unicode's Bidi_Mirroring_Glyph.

The library's table is of an old version of Unicode; here is what it lacks of version 15, each pair both ways.
"""

from __future__ import annotations

from bidi.mirror import MIRRORED as _KNOWN

_NEWER = "∟⯾ ∠⦣ ∡⦛ ∢⦠ ∤⫮ ≅≌ ⊸⟜ ⟋⟍ ⦤⦥ ⦨⦩ ⦪⦫ ⦬⦭ ⦮⦯ ⧨⧩ ⩻⩼ ⪅⪆ ⪇⪈ ⪉⪊ ⪍⪎ ⪏⪐ ⪝⪞ ⪟⪠ ⪱⪲ ⪵⪶ ⪷⪸ ⪹⪺ ⫇⫈ ⫉⫊ ⫋⫌ ⹕⹖ ⹗⹘ ⹙⹚ ⹛⹜"

MIRRORED = {
    **_KNOWN,
    **{pair[0]: pair[1] for pair in _NEWER.split()},
    **{pair[1]: pair[0] for pair in _NEWER.split()},
}
"""The mirror image of each character that has one."""
