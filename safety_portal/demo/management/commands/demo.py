"""``manage.py demo``: make demo data, or list its log-ins."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from safety_portal.demo.make import NotEmpty, make_demo
from safety_portal.demo.people import LOGINS, PASSWORD
from safety_portal.demo.plan import SCALES, Plan


class Command(BaseCommand):
    help = "Fill an empty database with demo data: same scale, date and seed, same data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="township")
        parser.add_argument("--date", type=date.fromisoformat, default=None, help="the demo's today, as 2026-11-23")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--logins", action="store_true", help="only print the log-ins, one a line")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["logins"]:
            self._print_logins()
            return
        plan = Plan(SCALES[options["scale"]], options["date"] or timezone.localdate(), options["seed"])
        self._started = time.monotonic()
        try:
            make_demo(plan, self._say)
        except NotEmpty:
            raise CommandError("The database holds units already; demo data needs an empty one.") from None
        self._say("done")

    def _say(self, step: str) -> None:
        self.stdout.write(f"demo {time.monotonic() - self._started:6.1f}s  {step}")

    def _print_logins(self) -> None:
        with override("zh-hans"):
            for login in LOGINS:
                self.stdout.write(f"{login.username:<10} {PASSWORD}  {login.role.label} · {login.label}")
