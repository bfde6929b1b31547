"""Broken and hostile files at the engine's door: refused with words, or read exactly as the undamaged one.

What no reader can tell is not asked: xls and text have no checksums, so a byte changed in the middle of them may be
another figure, and a text cut off may be a shorter table. Sums, samples and the preview are there for that.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse

from safety_portal.core.errors import Refused
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.services import discard, upload
from safety_portal.imports.services.reading import read_run
from safety_portal.imports.states import RunState
from tests.imports.fuzz import sheets
from tests.imports.fuzz.sheets import to_bytes
from tests.imports.fuzz.towns import Town
from tests.imports.reading.makers import ONE, parts, sheet_xml, zipped

SAMPLES = Path(__file__).parents[2] / "samples"
WHOLE, TORN = "read as the whole one", "read otherwise"


@dataclass(frozen=True)
class Paper:
    """A file, and the register that it is for."""

    kind: str
    name: str
    data: bytes


_SAMPLES = {"survey": "区测评结果", "filing": "派出所警情数据", "disputes": "矛盾纠纷台账", "homes": "住户册"}


@cache
def papers() -> dict[str, Paper]:
    """The samples, and made sheets in the formats that the samples are not in."""
    found = {f"{name}.xlsx": _sample(name, start) for name, start in _SAMPLES.items()}
    made = {ending: _made(ending) for ending in ("xls", "csv", "gb.csv", "tab.csv")}
    return found | {f"made.{ending}": Paper("disputes", f"表.{ending[-3:]}", data) for ending, data in made.items()}


def _sample(name: str, start: str) -> Paper:
    """The list of homes has no register yet, and is sent to the wrong one."""
    (file,) = SAMPLES.glob(f"{start}*.xlsx")
    return Paper("disputes" if name == "homes" else name, "表.xlsx", file.read_bytes())


def _made(ending: str) -> bytes:
    sheet = sheets.ledger(random.Random(1))
    sheet.ending = ending
    return to_bytes(sheet)


# --- What became of a file ----------------------------------------------------------------------------------------


def _outcome(town: Town, paper: Paper, folder: Path) -> tuple[str, object]:
    """Why it was refused ("", if it was not), and all that was read; the database is as before afterwards."""
    before = set(folder.rglob("*.bin"))
    with transaction.atomic():
        run, why = _uploaded(town, paper)
        if run is None:
            assert why
            assert (ImportRun.objects.count(), ImportRow.objects.count()) == (0, 0)
            assert set(folder.rglob("*.bin")) == before
            return why, None
        if run.state == RunState.READING:
            why = _refused_by_worker(town, run)
            assert set(folder.rglob("*.bin")) == before
            return why, None
        assert run.state in {RunState.COLUMNS, RunState.PREVIEW}
        read = _read(run)
        transaction.set_rollback(True)
    return "", read


def _refused_by_worker(town: Town, run: ImportRun) -> str:
    """A large file is opened by a worker: the import stays without rows, says why, and goes when it is discarded."""
    with pytest.raises(Refused) as refusal:
        read_run(run=run, by=town.office)
    assert ImportRow.objects.count() == 0
    with TestCase.captureOnCommitCallbacks(execute=True):
        discard(run=run, by=town.office, version=run.version)
    transaction.set_rollback(True)
    return "；".join(refusal.value.messages)


def _uploaded(town: Town, paper: Paper) -> tuple[ImportRun | None, str]:
    try:
        return _upload(town, paper), ""
    except Refused as refusal:
        return None, "；".join(refusal.messages)


def _upload(town: Town, paper: Paper) -> ImportRun:
    return upload(
        kind=paper.kind,
        township=town.unit,
        month=None if paper.kind == "disputes" else town.month.month,
        sender=town.police.name if paper.kind == "filing" else "区平安办",
        is_opening=False,
        reason="代报" if paper.kind == "filing" else "",
        file=SimpleUploadedFile(paper.name, paper.data),
        by=town.office,
    )


def _read(run: ImportRun) -> list[object]:
    rows = run.rows.order_by("number").values_list("number", "status", "key", "content", "remarks")
    return [run.state, run.sheet_name if run.file_name.endswith("x") else "", run.mapping, list(rows)]


def _compared(town: Town, damaged: dict[str, Paper], whole: Paper, folder: Path) -> dict[str, str]:
    """Case → what became of it."""
    _why, expected = _outcome(town, whole, folder)
    found = {}
    for name, paper in damaged.items():
        why, read = _outcome(town, paper, folder)
        found[name] = why or (WHOLE if read == expected else TORN)
    return found


# --- Damage ---------------------------------------------------------------------------------------------------------


def _cut(paper: Paper) -> dict[str, Paper]:
    rng, size = random.Random(len(paper.data)), len(paper.data)
    places = [0, 3, 7, 512, size // 2, size - 1000, size - 22, size - 1, *(rng.randrange(size) for _ in range(4))]
    return {f"cut at {at}": Paper(paper.kind, paper.name, paper.data[: max(at, 0)]) for at in places}


def _flipped(paper: Paper) -> dict[str, Paper]:
    rng = random.Random(len(paper.data))
    damaged = {}
    for _ in range(14):
        at = rng.randrange(len(paper.data))
        data = bytearray(paper.data)
        data[at] ^= 1 << rng.randrange(8)
        damaged[f"bit of byte {at}"] = Paper(paper.kind, paper.name, bytes(data))
    return damaged


@pytest.mark.parametrize("damage", [_cut, _flipped])
@pytest.mark.parametrize("name", ["survey.xlsx", "filing.xlsx", "disputes.xlsx", "homes.xlsx"])
def test_damaged_workbook_is_refused_or_read_as_it_was(
    town: Town, tmp_path: Path, name: str, damage: Callable[[Paper], dict[str, Paper]]
) -> None:
    whole = papers()[name]
    found = _compared(town, damage(whole), whole, tmp_path)
    assert [case for case, became in found.items() if became == TORN] == []
    assert damage is _flipped or WHOLE not in found.values()


@pytest.mark.parametrize("name", ["made.xls", "made.csv", "made.gb.csv", "made.tab.csv"])
def test_changed_file_without_checksums_never_stops_the_portal(town: Town, tmp_path: Path, name: str) -> None:
    whole = papers()[name]
    assert len(_compared(town, _flipped(whole), whole, tmp_path)) >= 10


@pytest.mark.parametrize("name", ["made.xls", "made.csv", "made.gb.csv", "made.tab.csv"])
def test_cut_file_without_checksums_is_right_up_to_its_last_row(town: Town, tmp_path: Path, name: str) -> None:
    whole = papers()[name]
    _why, expected = _outcome(town, whole, tmp_path)
    assert isinstance(expected, list)
    for case, paper in _cut(whole).items():
        _why, read = _outcome(town, paper, tmp_path)
        if isinstance(read, list) and read[0] == RunState.PREVIEW:
            assert read[3][:-1] == expected[3][: len(read[3]) - 1], case


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_swapped_members_are_refused_or_change_nothing(town: Town, tmp_path: Path) -> None:
    whole = papers()["disputes.xlsx"]
    members = _members(whole.data)
    swapped = {
        f"{one} and {other}": Paper(
            whole.kind, whole.name, zipped(members | {one: members[other], other: members[one]})
        )
        for one, other in combinations(members, 2)
    }
    found = _compared(town, swapped, whole, tmp_path)
    assert len(found) >= 20
    assert [case for case, became in found.items() if became == TORN] == []


def test_members_that_are_there_twice_are_refused(town: Town, tmp_path: Path) -> None:
    whole = papers()["survey.xlsx"]
    members = _members(whole.data)
    doubled = {name: Paper(whole.kind, whole.name, _doubled(members, name)) for name in members}
    found = _compared(town, doubled, whole, tmp_path)
    assert {became in {WHOLE, TORN} for became in found.values()} == {False}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def _doubled(members: dict[str, bytes], name: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in members.items():
            archive.writestr(one, content)
        archive.writestr(name.upper() if name.islower() else name.lower(), members[name])
    return stream.getvalue()


# --- Malice ---------------------------------------------------------------------------------------------------------

_ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
_ADDED: dict[str, str | bytes] = {
    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
    "xl/macrosheets/sheet1.xml": "<x/>",
    "xl/dialogsheets/sheet1.xml": "<x/>",
    "xl/externalLinks/externalLink1.xml": "<x/>",
    "xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0",
    "xl/activeX/activeX1.xml": "<x/>",
    "xl/connections.xml": "<x/>",
    "xl/queryTables/queryTable1.xml": "<x/>",
    "xl/model/item.data": b"x",
    "../../evil.xml": "<x/>",
    "/etc/passwd": "<x/>",
    "C:/evil.xml": "<x/>",
    "customXml/item1.xml": _ENTITIES + "<x>&b;&c;</x>",
    "xl/bomb.xml": b"\0" * 30 * 1024**2,
}


def _hostile() -> Iterator[tuple[str, str, bytes]]:
    """Case, name of the file, its bytes: none of them may be read."""
    for name in ("survey.xlsx", "disputes.xlsx"):
        members = _members(papers()[name].data)
        for added, content in _ADDED.items():
            yield f"{name} with {added}", "表.xlsx", zipped({**members, added: content})
        for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
            text = members[part].decode()
            yield (
                f"{name} with entities in {part}",
                "表.xlsx",
                zipped({**members, part: _ENTITIES + text.partition("?>")[2]}),
            )
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "a cell at the end of the sheet", "表.xlsx", zipped(parts(ONE + far))
    yield "ten million cells", "表.xlsx", zipped(parts() | {"xl/worksheets/sheet1.xml": sheet_xml(_cells(10_000_000))})
    yield "three million rows of text", "表.csv", b",\n" * 3_000_000
    yield "ten million cells of text", "表.csv", (b"1," * 1_000 + b"\n") * 10_000
    yield "too many sheets", "表.xlsx", zipped({**parts(), **{f"xl/w/{n}.xml": "<x/>" for n in range(6_000)}})
    yield from _hostile_texts()


def _cells(count: int) -> str:
    return ("<row>" + "<c><v>1</v></c>" * 1_000 + "</row>") * (count // 1_000)


def _hostile_texts() -> Iterator[tuple[str, str, bytes]]:
    text = papers()["made.csv"].data
    utf = text.removeprefix(b"\xef\xbb\xbf")
    yield "nothing", "表.xlsx", b""
    yield "nought bytes", "表.csv", text.replace("社区".encode(), "社\0区".encode(), 1)
    yield "only nought bytes", "表.csv", b"\0" * 5_000
    yield "control signs", "表.csv", text + b"\x1b[2J\x07"
    yield "half a sign", "表.csv", utf[:300] + b"\xe5" + utf[300:]
    yield "quotes left open", "表.csv", utf + b'"' + utf
    yield "half of UTF-16", "表.csv", b"\xff\xfe" + utf[:301]
    yield "an endless cell", "表.csv", utf + b"x" * 200_000
    yield "a web page", "表.xls", "<html><body><table><tr><td>社区</td></tr></table></body></html>".encode()
    yield "a page of XML", "表.xls", b'<?xml version="1.0"?><Workbook/>'
    yield "a picture", "表.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 500
    yield "a document", "表.xls", b"%PDF-1.7\n"
    yield "an archive of something", "表.xlsx", zipped({"a.txt": "a"})
    yield "an archive in an archive", "表.xlsx", zipped({"a.xlsx": papers()["survey.xlsx"].data})
    yield "an old container of nothing", "表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_096
    yield "an old container of noise", "表.xls", papers()["made.xls"].data[:512] + random.Random(2).randbytes(20_000)


def test_hostile_files_are_refused_with_words(town: Town, tmp_path: Path) -> None:
    found = {}
    for case, name, data in _hostile():
        for kind in ("survey", "disputes") if len(data) < 50_000 else ("disputes",):
            found[f"{case} as {kind}"] = _outcome(town, Paper(kind, name, data), tmp_path)[0]
    assert [case for case, why in found.items() if not why] == []
    assert len(found) >= 60


@pytest.mark.parametrize(
    "name", ["表.xls", "表.csv", "表.XLSX", "表.pdf", "表", "../../表.xlsx", "表.xlsx.exe", "表" * 190]
)
def test_wrong_names_change_nothing(town: Town, tmp_path: Path, name: str) -> None:
    for whole in (papers()["survey.xlsx"], papers()["made.xls"], papers()["made.csv"]):
        named = _outcome(town, Paper(whole.kind, name, whole.data), tmp_path)[1]
        right = _outcome(town, whole, tmp_path)[1]
        assert isinstance(named, list)
        assert isinstance(right, list)
        assert (named[0], named[2:]) == (right[0], right[2:])


def test_page_says_why_a_file_is_not_taken(town: Town, tmp_path: Path, client: Client) -> None:
    client.force_login(town.office)
    address = reverse("imports:upload", args=["disputes"])
    cases = [(case, name, data) for case, name, data in _hostile_texts() if data]
    cases += [(case, paper.name, paper.data) for case, paper in _cut(papers()["disputes.xlsx"]).items() if paper.data]
    for case, name, data in cases:
        response = client.post(address, {"sender": "区平安办", "file": SimpleUploadedFile(name, data)})
        assert (case, response.status_code) == (case, 200)
        assert response.context["form"].errors["file"], case
    assert (ImportRun.objects.count(), list(tmp_path.rglob("*.bin"))) == (0, [])
