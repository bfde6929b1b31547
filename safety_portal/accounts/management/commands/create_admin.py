"""``manage.py create_admin``: the first administrator of an empty portal, with the district they administer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from safety_portal.accounts.models import Role
from safety_portal.accounts.services import appoint, create_user
from safety_portal.audit.trail import SYSTEM
from safety_portal.organization.models import Level, Unit
from safety_portal.organization.services import NewUnit, open_unit


class Command(BaseCommand):
    help = "Make an administrator of a district; the district is opened if its code is new. Prints a one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name", help="as pages show it")
        parser.add_argument("code", help="the district's six-digit code, as 340102")
        parser.add_argument("district", nargs="?", default="", help="the district's name, needed where its code is new")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                unit = self._unit(options["code"], options["district"])
                user, password = create_user(username=options["username"], name=options["name"], by=SYSTEM)
                appoint(user=user, role=Role.ADMIN, unit=unit, first_day=timezone.localdate(), by=SYSTEM)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.username} administers {unit.name}. One-time password: {password}")

    def _unit(self, code: str, name: str) -> Unit:
        if known := Unit.objects.filter(code=code).first():
            return known
        if not name:
            raise CommandError(f"No unit has the code {code}; name the district to open it.")
        return open_unit(
            level=Level.DISTRICT, parent=None, new=NewUnit(code=code, name=name), on=timezone.localdate(), by=SYSTEM
        )
