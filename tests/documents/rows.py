"""Documents for the test world, and their rows of the table in ``tests/test_permissions.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from safety_portal.core import sealed_files
from safety_portal.documents.layout import Kind as Layout
from safety_portal.documents.models import Document, Genre, Kind
from safety_portal.documents.stock import stock_file

if TYPE_CHECKING:
    from tests.world import Place

DOCUMENTS = """
name                            method object            D L O U S G A T n

documents:list                  GET    any               + + + + + + + + >
documents:new                   GET    any               x + + x x x x x >
documents:new                   POST   own               x + + x x x x x >
documents:detail                GET    own               - + + - + - - - >
documents:detail                GET    near              - + + - - - - - >
documents:detail                GET    far               - - - - - - - - >
documents:file[docx]            GET    own               - + + - + - - - >
documents:file[pdf]             GET    near              - + + - - - - - >
documents:file[pdf]             GET    far               - - - - - - - - >
documents:issue                 POST   own               - o o - x - - - >
documents:issue                 POST   far               - - - - - - - - >
documents:void                  POST   own               - + + - x - - - >
documents:void                  POST   far               - - - - - - - - >
documents:list?export=xlsx      GET    any               + + + + + + + + >
documents:templates             GET    any               x + + x x x x x >
documents:template_file         GET    any               x + + x x x x x >
documents:template_sample[pdf]  GET    any               x + + x x x x x >
documents:template_replace      POST   own               x + + x x x x x >
documents:template_restore      POST   own               x o o x x x x x >
"""


def add_documents(place: Place, rows: int) -> None:
    """Letters to the community of ``place``, as the service would leave them, without the work of setting them."""
    for _n in range(rows):
        count = Document.objects.count()
        document = Document(
            township=place.town.unit,
            kind=Kind.LETTER,
            number=f"镇平安办〔2026〕{count + 1}号",
            title=f"{place.mark} 督办单",
            addressed_to=place.community,
            genre=Genre.ORDER,
            made_by=place.town.office,
            issued_by=place.town.office,
            issued_at=timezone.now(),
            word_sha256="0" * 64,
            pdf_sha256="0" * 64,
        )
        sealed_files.keep(document.word, stock_file(Layout.LETTER).read_bytes())
        sealed_files.keep(document.pdf, b"%PDF-1.7")
        document.save()
        place.document = document
