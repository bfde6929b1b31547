"""Which font files there are, and which signs they have: the township's own first, the free ones behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from safety_portal.documents.layout import FONTS

SHIPPED = Path(__file__).parent / "fonts"
ENDINGS = {".ttf", ".otf", ".ttc"}
#: What stands in where a township has no font of its own for a role: a Song face, and a black one for headings.
SONG, BLACK = "Noto Serif CJK SC", "Noto Sans CJK SC"
STAND_INS = {"title": (SONG,), "body": (SONG,), "black": (BLACK, SONG), "kai": (SONG,), "page": (SONG,)}
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16


@dataclass(frozen=True)
class Face:
    """A font of a file: the names it goes by, and the signs it has."""

    families: frozenset[str]
    signs: frozenset[int]


@dataclass(frozen=True)
class Fonts:
    """``families``: role → names to try in turn; ``stood_in``: roles for which no licensed font is there."""

    folders: Sequence[Path]
    families: dict[str, list[str]]
    stood_in: frozenset[str]
    signs: frozenset[int]

    def missing(self, texts: Iterable[str]) -> str:
        """The signs that no font has, each once, in the order they come; spaces and line feeds need none."""
        signs = dict.fromkeys(sign for text in texts for sign in text)
        return "".join(sign for sign in signs if not sign.isspace() and ord(sign) not in self.signs)


def available_fonts() -> Fonts:
    """The fonts as they lie there now: a file that is put in the folder counts from the next document on."""
    own = _faces_in(settings.DOCUMENT_FONTS)
    faces = [*own, *_faces_in(SHIPPED)]
    names = {family for face in own for family in face.families}
    found = {role: [name for name in wanted if name in names] for role, wanted in FONTS.items()}
    return Fonts(
        folders=[folder for folder in (settings.DOCUMENT_FONTS, SHIPPED) if folder.is_dir()],
        families={role: [*found[role], *STAND_INS[role]] for role in FONTS},
        stood_in=frozenset(role for role in FONTS if not found[role]),
        signs=frozenset().union(*(face.signs for face in faces)),
    )


def _faces_in(folder: Path) -> list[Face]:
    if not folder.is_dir():
        return []
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in ENDINGS)
    return [face for file in files for face in _faces_of(file, file.stat().st_mtime_ns)]


@lru_cache(maxsize=64)
def _faces_of(file: Path, _changed: int) -> tuple[Face, ...]:
    """The faces of a file, none if it is no font. Reading a large one takes a tenth of a second."""
    try:
        with file.open("rb") as stored:
            if file.suffix.lower() == ".ttc":
                return tuple(_face(font) for font in TTCollection(stored, lazy=True).fonts)
            return (_face(TTFont(stored, lazy=True)),)
    except (TTLibError, OSError, KeyError, ValueError):
        return ()


def _face(font: TTFont) -> Face:
    names = [str(one) for one in font["name"].names if one.nameID in {_FAMILY, _TYPOGRAPHIC_FAMILY}]
    return Face(frozenset(names), frozenset(font.getBestCmap() or {}))
