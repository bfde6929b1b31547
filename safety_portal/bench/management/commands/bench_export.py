"""``manage.py bench_export``: one writer of what ``bench`` measures of exports, in a process of its own."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from safety_portal.bench.exports import PARTS, as_json, write_part


class Command(BaseCommand):
    """Prints what it took as JSON; the file is the caller's to throw away."""

    help = "Measure one writer of long lists: the portal's own, or a plain one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=PARTS)
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, part: str, file: Path, **options: object) -> None:
        self.stdout.write(as_json(write_part(part, file)))
