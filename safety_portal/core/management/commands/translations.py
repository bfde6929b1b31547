"""``manage.py translations``: collect, fill, check and compile the Chinese messages."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from safety_portal.core import translations


class Command(BaseCommand):
    help = "Collect, fill, check and compile the Chinese messages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--update", action="store_true", help="bring the catalogue up to the source")
        action.add_argument("--prune", action="store_true", help="--update, and drop what has left the source")
        action.add_argument("--fill", type=Path, metavar="FILE.json", help='set translations: {"English": "中文"}')
        action.add_argument("--missing", nargs="?", const="", metavar="PREFIX", help="print what needs translating")
        action.add_argument("--check", action="store_true", help="fail unless complete and up to date")
        action.add_argument("--compile", action="store_true", help="write the compiled catalogue")

    def handle(self, **options: object) -> None:
        place = translations.Place(Path(settings.BASE_DIR))
        try:
            self._act(place, options)
        except SyntaxError as error:
            raise CommandError(str(error)) from error

    def _act(self, place: translations.Place, options: dict[str, object]) -> None:
        with translations.locked(place):
            if options["update"] or options["prune"]:
                self._update(place, prune=bool(options["prune"]))
            elif isinstance(options["fill"], Path):
                self._fill(place, options["fill"])
            elif isinstance(options["missing"], str):
                self._print_missing(place, options["missing"])
            elif options["check"]:
                self._check(place)
            else:
                translations.compile_catalogue(place)

    def _update(self, place: translations.Place, *, prune: bool) -> None:
        catalogue = translations.update(place, prune=prune)
        self.stdout.write(f"{len(catalogue)} messages, {len(translations.missing(catalogue))} to translate")

    def _fill(self, place: translations.Place, file: Path) -> None:
        unknown = translations.fill(place, json.loads(file.read_text(encoding="utf-8")))
        for key in unknown:
            self.stderr.write(f"not in the source: {key}")
        catalogue = translations.read_catalogue(place)
        for key in translations.wrong_placeholders(catalogue):
            self.stderr.write(f"other placeholders than the English: {key}")
        self.stdout.write(f"{len(translations.missing(catalogue))} to translate")

    def _print_missing(self, place: translations.Place, prefix: str) -> None:
        merged = translations.merge(translations.collect(place), translations.read_catalogue(place))
        found = translations.missing(merged, prefix.removeprefix("./"))
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))

    def _check(self, place: translations.Place) -> None:
        if found := translations.faults(place):
            raise CommandError("\n".join(found))
        self.stdout.write("translations: complete")
