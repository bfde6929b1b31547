"""Put the rule sets that ship with the portal in force."""

from django.core.management.base import BaseCommand

from assessments.rules.clauses import DATA
from assessments.rules.services import install_rule_set
from safety_portal.audit.trail import SYSTEM


class Command(BaseCommand):
    """``manage.py install_rules``: part of setting the portal up; again changes nothing."""

    help = "Put the rule sets that ship with the portal in force, shared by all townships."

    def handle(self, *args: object, **options: object) -> None:
        for path in sorted((DATA / "rules").glob("*.json")):
            row = install_rule_set(body=path.read_bytes().decode(), by=SYSTEM)
            self.stdout.write(f"{row} {row.name}")
