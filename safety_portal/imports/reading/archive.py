"""The zip archive that an xlsx is, unpacked without believing what its headers say."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from safety_portal.imports.reading.faults import FileRefused, Limits

_PIECE = 1024**2
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED = 0x1
_UNREADABLE = (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, struct.error, EOFError, OSError)


@dataclass(frozen=True)
class Archive:
    """Parts by name. Each is unpacked in pieces, at most ``limits.unpacked`` in all."""

    data: bytes
    members: dict[str, ZipInfo]
    limits: Limits

    @classmethod
    def of(cls, data: bytes, limits: Limits) -> Archive:
        """Refuses what two readers could understand in two ways: names twice, names from outside, foreign data."""
        try:
            with zipfile.ZipFile(BytesIO(data)) as opened:
                members, comment = opened.infolist(), opened.comment
        except _UNREADABLE as error:
            raise FileRefused("broken") from error
        if comment or not data.startswith(b"PK\3\4"):
            raise FileRefused("broken")
        if len(members) > limits.parts:
            raise FileRefused("too_many_parts", parts=len(members), limit=limits.parts)
        if sum(member.file_size for member in members) > limits.unpacked:
            raise FileRefused("unpacks_too_large", limit_mb=limits.unpacked >> 20)
        return cls(data, _by_name(members), limits)

    def pieces(self, name: str) -> Iterator[bytes]:
        """One part, unpacked, a megabyte at a time. ``FileRefused`` if it is not what its header promised."""
        member = self.members[name]
        checked, size = 0, 0
        for piece in self._unpacked(member):
            size += len(piece)
            checked = zlib.crc32(piece, checked)
            if size > member.file_size:
                raise FileRefused("broken")
            yield piece
        if (size, checked) != (member.file_size, member.CRC):
            raise FileRefused("broken")

    def read(self, name: str) -> bytes:
        return b"".join(self.pieces(name))

    def _unpacked(self, member: ZipInfo) -> Iterator[bytes]:
        packed = self._packed(member)
        if member.compress_type == ZIP_STORED:
            yield from (bytes(packed[start : start + _PIECE]) for start in range(0, len(packed), _PIECE))
        elif member.compress_type == ZIP_DEFLATED:
            yield from self._inflated(packed)
        else:
            raise FileRefused("broken")

    def _inflated(self, packed: memoryview) -> Iterator[bytes]:
        stream, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
        try:
            for start in range(0, len(packed), _PIECE // 16):
                rest = bytes(packed[start : start + _PIECE // 16])
                while rest and not stream.eof:
                    piece = stream.decompress(rest, _PIECE)
                    rest = stream.unconsumed_tail
                    size += len(piece)
                    self._check_growth(size, len(packed))
                    yield piece
            yield stream.flush()
        except zlib.error as error:
            raise FileRefused("broken") from error

    def _check_growth(self, size: int, packed: int) -> None:
        too_dense = size > self.limits.ratio_from and size > packed * self.limits.ratio
        if too_dense or size > self.limits.unpacked:
            raise FileRefused("unpacks_too_large", limit_mb=self.limits.unpacked >> 20)

    def _packed(self, member: ZipInfo) -> memoryview:
        """The packed bytes, found through the local header."""
        if member.flag_bits & _ENCRYPTED:
            raise FileRefused("protected")
        start = member.header_offset
        header = self.data[start : start + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size:
            raise FileRefused("broken")
        signature, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        begin = start + _LOCAL_HEADER.size + name_length + extra_length
        if signature != b"PK\3\4" or begin + member.compress_size > len(self.data):
            raise FileRefused("broken")
        return memoryview(self.data)[begin : begin + member.compress_size]


def _by_name(members: list[ZipInfo]) -> dict[str, ZipInfo]:
    names = [member.filename.replace("\\", "/").lower() for member in members]
    outside = any(name.startswith("/") or ":" in name or ".." in name.split("/") for name in names)
    if outside or len(set(names)) < len(names):
        raise FileRefused("odd_names")
    return {member.filename: member for member in members if not member.is_dir()}
