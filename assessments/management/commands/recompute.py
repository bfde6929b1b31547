"""Prove that a month's result follows from its frozen facts and rules."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from assessments.models import MonthResult
from assessments.results.services import recompute
from safety_portal.core.months import Month


class Command(BaseCommand):
    """``manage.py recompute 340102100 2026-10``

    Scores every draft of the month again and compares with what is stored, byte for byte. Exit status 1 where one
    differs. Changes nothing.
    """

    help = "Compute a month's results again from their frozen facts and rules, and compare to the byte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("township", metavar="TOWNSHIP", help="the township's code")
        parser.add_argument("month", metavar="MONTH", help="2026-10")

    def handle(self, *args: object, township: str, month: str, **options: object) -> None:
        try:
            first_day = Month.parse(month).first_day
        except ValueError as error:
            raise CommandError(str(error)) from error
        found = MonthResult.objects.filter(month__township__code=township, month__first_day=first_day)
        results = list(found.select_related("facts", "rule_set").order_by("number"))
        if not results:
            raise CommandError(f"{township} has no result of {month}.")
        different = [result for result in results if not self._is_same(result)]
        if different:
            raise CommandError(f"{len(different)} of {len(results)} differ.")

    def _is_same(self, result: MonthResult) -> bool:
        is_same = recompute(result) == result.text.encode()
        current = " (current)" if result.is_current else ""
        verdict = "same to the byte" if is_same else "DIFFERENT"
        self.stdout.write(f"#{result.number}{current} {result.rule_set} {result.fingerprint}: {verdict}")
        return is_same
