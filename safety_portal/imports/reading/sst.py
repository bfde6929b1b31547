"""Texts of old workbooks: two bytes a sign or one, and going on in the next record with the signs counted anew."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from safety_portal.imports.reading.faults import FileRefused

_WIDE, _EXTENDED, _RICH = 0x1, 0x4, 0x8


def text_of(body: bytes, length: str = "H") -> str:
    """A text in one record: how many signs (in a ``struct`` format), their width, the signs."""
    count, flags = struct.unpack_from(f"<{length}B", body)
    start = struct.calcsize(f"<{length}B")
    start += (2 if flags & _RICH else 0) + (4 if flags & _EXTENDED else 0)
    signs = body[start : start + (2 * count if flags & _WIDE else count)]
    return _decoded(signs if flags & _WIDE else _widened(signs))


class Segments:
    """The bodies of a record and of those that continue it, read as one."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        self._bodies = bodies
        self._number = 0
        self._place = 0

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            piece = self._bodies[self._number][self._place : self._place + count - len(taken)]
            if not piece and not self._turn():
                raise FileRefused("broken")
            taken += piece
            self._place += len(piece)
        return taken

    def signs(self, count: int, *, wide: bool) -> str:
        """So many signs; where a record ends the next one says with its first byte how wide they are from there."""
        found = b""
        while count:
            body = self._bodies[self._number]
            fit = min(count, (len(body) - self._place) // (2 if wide else 1))
            if not fit:
                if not self._turn():
                    raise FileRefused("broken")
                wide = bool(self.take(1)[0] & _WIDE)
                continue
            piece = body[self._place : self._place + (2 * fit if wide else fit)]
            self._place += len(piece)
            found += piece if wide else _widened(piece)
            count -= fit
        return _decoded(found)

    def skip(self, count: int) -> None:
        while count:
            step = min(count, len(self._bodies[self._number]) - self._place)
            if not step and not self._turn():
                raise FileRefused("broken")
            self._place += step
            count -= step

    def _turn(self) -> bool:
        self._number, self._place = self._number + 1, 0
        return self._number < len(self._bodies)


def shared_texts(segments: Segments) -> list[str]:
    """All texts, in their order; phonetic signs and formats inside a text are left out."""
    _shown, count = struct.unpack("<II", segments.take(8))
    return [_shared_text(segments) for _number in range(count)]


def _shared_text(segments: Segments) -> str:
    count, flags = struct.unpack("<HB", segments.take(3))
    runs = struct.unpack("<H", segments.take(2))[0] if flags & _RICH else 0
    extended = struct.unpack("<I", segments.take(4))[0] if flags & _EXTENDED else 0
    text = segments.signs(count, wide=bool(flags & _WIDE))
    segments.skip(4 * runs + extended)
    return text


def _widened(signs: bytes) -> bytes:
    return signs.decode("latin-1").encode("utf-16-le")


def _decoded(signs: bytes) -> str:
    return signs.decode("utf-16-le", "replace")
