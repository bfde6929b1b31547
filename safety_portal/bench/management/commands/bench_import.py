"""``manage.py bench_import``: one part of what ``bench`` measures of imports, in a process of its own."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand

from safety_portal.bench.cases import find_ground
from safety_portal.bench.stages import Stage, import_ledger, read_alone, read_book


class Command(BaseCommand):
    """Prints each stage as a line of JSON; what it writes to the database it rolls back."""

    help = "Measure one part of an import: the reader alone, the rows of the gate, or all that a worker does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=["reader", "rows", "import"])
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, part: str, file: Path, **options: object) -> None:
        if part == "import":
            ground = find_ground()
            stages: Iterable[Stage] = import_ledger(file, ground.month.township, ground.office)
        else:
            stages = {"reader": read_alone, "rows": read_book}[part](file)
        for stage in stages:
            self.stdout.write(json.dumps(asdict(stage)))
            self.stdout.flush()
