"""The container of old workbooks: a small file system in a file, with streams in chains of sectors ([MS-CFB])."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from safety_portal.imports.reading.faults import FileRefused

_HEADER = struct.Struct("<30xHH10xII4x5I")
_ENTRY = struct.Struct("<64sHB49xII4x")
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks: end of chain, free, …
_IN_HEADER = 109
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True)
class Entry:
    """A stream or a storage (a folder)."""

    name: str
    kind: int
    start: int
    size: int


class Compound:
    """Names and contents of the streams. ``FileRefused("broken")`` where a chain leads nowhere or in a circle."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        if len(data) < 512:
            raise FileRefused("broken")
        shift, mini_shift, _count, directory, self._cutoff, mini, _minis, difat, _difats = _HEADER.unpack_from(data)
        if shift not in {9, 12} or mini_shift != 6:
            raise FileRefused("broken")
        self._sector = 1 << shift
        self._table = self._read_table(difat)
        self.entries = self._read_entries(self._chain(directory))
        roots = [entry for entry in self.entries if entry.kind == _ROOT]
        if not roots:
            raise FileRefused("broken")
        self._mini_table = _numbers(self._chain(mini)) if mini < _LAST else ()
        self._mini_data = self._chain(roots[0].start) if roots[0].start < _LAST else b""

    def stream(self, *names: str) -> bytes | None:
        """The first stream of one of these names, whatever the case."""
        wanted = {name.lower() for name in names}
        entry = next((one for one in self.entries if one.kind == _STREAM and one.name.lower() in wanted), None)
        if entry is None:
            return None
        content = self._mini_chain(entry.start) if entry.size < self._cutoff else self._chain(entry.start)
        if len(content) < entry.size:
            raise FileRefused("broken")
        return content[: entry.size]

    def _read_table(self, difat: int) -> tuple[int, ...]:
        """Which sector follows which: itself in sectors whose numbers stand in the header and in a chain of lists."""
        sectors = list(_numbers(self._data[76 : 76 + 4 * _IN_HEADER]))
        seen = 0
        while difat < _LAST:
            *more, difat = _numbers(self._read_sector(difat))
            sectors += more
            seen += 1
            if seen * self._sector > len(self._data):
                raise FileRefused("broken")
        return _numbers(b"".join(self._read_sector(number) for number in dict.fromkeys(sectors) if number < _LAST))

    def _read_entries(self, directory: bytes) -> list[Entry]:
        found = []
        for place in range(0, len(directory) - 127, 128):
            name, length, kind, start, size = _ENTRY.unpack_from(directory, place)
            if kind:
                text = name[: max(length - 2, 0)].decode("utf-16-le", "replace")
                found.append(Entry(text, kind, start, size))
        return found

    def _read_sector(self, number: int) -> bytes:
        begin = (number + 1) * self._sector
        sector = self._data[begin : begin + self._sector]
        if not sector:
            raise FileRefused("broken")
        return sector.ljust(self._sector, b"\0")  # the last one may be cut short

    def _chain(self, start: int) -> bytes:
        return b"".join(self._read_sector(number) for number in _followed(start, self._table))

    def _mini_chain(self, start: int) -> bytes:
        return b"".join(
            self._mini_data[number * 64 : number * 64 + 64] for number in _followed(start, self._mini_table)
        )


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _followed(start: int, table: tuple[int, ...]) -> list[int]:
    chain: list[int] = []
    while start < _LAST:
        chain.append(start)
        if start >= len(table) or len(chain) > len(table):
            raise FileRefused("broken")
        start = table[start]
    return chain
