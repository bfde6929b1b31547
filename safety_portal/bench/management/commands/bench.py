"""``manage.py bench``: measure runs and pages on the data that is there."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from safety_portal.bench.cases import Ground, NothingToMeasure, find_ground, measure_all
from safety_portal.bench.exports import measure_exports
from safety_portal.bench.imports import measure_imports
from safety_portal.bench.pages import measure_pages
from safety_portal.bench.report import (
    EXPORTS,
    IMPORTS,
    PAGES,
    as_markdown,
    as_text,
    export_as_text,
    exports_as_markdown,
    heading,
    import_as_text,
    imports_as_markdown,
    page_as_text,
    pages_as_markdown,
)
from safety_portal.organization.models import Unit


class Command(BaseCommand):
    """Prints a table and writes docs/benchmarks.md; what it writes to the database it rolls back."""

    help = "Measure runs and pages: median, 95th percentile and queries, beside a bare query over the same rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--times", type=int, default=20, help="repetitions (default 20)")
        parser.add_argument(
            "--scale", choices=["township", "district"], default="district", help="demo data made where there is none"
        )
        parser.add_argument(
            "--only", choices=["pages", "imports", "exports"], help="one section of the page, leaving the rest as it is"
        )
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "docs" / "benchmarks.md")

    def handle(self, *args: object, times: int, scale: str, only: str | None, output: Path, **options: object) -> None:
        if not settings.DEBUG:  # pages name their static files by checksum
            call_command("collectstatic", interactive=False, verbosity=0)
        if not Unit.objects.exists():
            call_command("demo", scale=scale, stdout=self.stdout)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        page = output.read_text(encoding="utf-8") if output.exists() else ""
        sections = sections_of(page)
        try:
            self._measure(sections, only, times)
        except NothingToMeasure as error:
            raise CommandError(f"Nothing to measure: {error}.") from error
        text = "\n\n".join(section.strip() for section in sections if section)
        output.write_text(f"{text}\n", encoding="utf-8")

    def _measure(self, sections: list[str], only: str | None, times: int) -> None:
        """Put one section anew in its place."""
        ground = find_ground()
        if only == "pages":
            sections[1] = self._pages(ground, times)
        elif only == "imports":
            sections[2] = self._imports(ground)
        elif only == "exports":
            sections[3] = self._exports()
        else:
            sections[0] = self._runs_and_pages(ground, times)

    def _runs_and_pages(self, ground: Ground, times: int) -> str:
        self.stdout.write(heading())
        lines = []
        for line in measure_all(ground, times):
            self.stdout.write(as_text(line))
            lines.append(line)
        return as_markdown(lines, _data(), times, timezone.localdate())

    def _pages(self, ground: Ground, times: int) -> str:
        lines = []
        for line in measure_pages(ground, times):
            self.stdout.write(page_as_text(line))
            lines.append(line)
        return pages_as_markdown(lines, _data(), times, timezone.localdate())

    def _exports(self) -> str:
        lines = []
        for line in measure_exports():
            self.stdout.write(export_as_text(line))
            lines.append(line)
        return exports_as_markdown(lines, timezone.localdate())

    def _imports(self, ground: Ground) -> str:
        lines = []
        for line in measure_imports(ground):
            self.stdout.write(import_as_text(line))
            lines.append(line)
        return imports_as_markdown(lines, _data(), timezone.localdate())


def sections_of(page: str) -> list[str]:
    """Runs, pages, imports, exports; each with its heading, empty where it was never measured."""
    sections = []
    for head in (EXPORTS, IMPORTS, PAGES):
        page, found, rest = page.partition(head)
        sections.append(found + rest)
    return [page, *reversed(sections)]


def _data() -> str:
    """How much there is to measure on."""
    tables = {"communities": "organization_unit WHERE level = 'community'", "disputes": "disputes_dispute"}
    with connection.cursor() as cursor:
        counts = []
        for name, source in tables.items():
            cursor.execute(f"SELECT count(*) FROM {source}")  # noqa: S608 - from the list above
            counts.append(f"{cursor.fetchone()[0]:,} {name}")
    return "demo data: " + ", ".join(counts)
