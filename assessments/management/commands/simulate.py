"""Score a month from two files, without the database."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.scoring import InputError, load_json, parse_facts, parse_rules, result_as_text, score

BAD_INPUT = 2


class Command(BaseCommand):
    """``manage.py simulate RULES.json FACTS.json``

    Prints the result as JSON on standard output, in UTF-8 whatever the terminal's language.
    Bad input is refused whole: file, path and reason on standard error, exit status 2,
    nothing on standard output.
    """

    help = "Score the facts of a month by a rule set and print the result as JSON. Touches no data."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rules", metavar="RULES.json", type=Path)
        parser.add_argument("facts", metavar="FACTS.json", type=Path)

    def handle(self, *args: object, rules: Path, facts: Path, **options: object) -> None:
        text = _scored(rules, facts)
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        self.stdout.write(text, ending="")


def _scored(rules: Path, facts: Path) -> str:
    """The result as text. Each step names the file it read in what it refuses."""
    rules_obj = _loaded(rules, "rules")
    try:
        rule_set = parse_rules(rules_obj)
    except InputError as error:
        raise _refused(rules, error) from error
    facts_obj = _loaded(facts, "facts")
    try:
        parse_facts(facts_obj, rule_set)
    except InputError as error:
        raise _refused(facts, error) from error
    return result_as_text(score(rules_obj, facts_obj))


def _loaded(path: Path, label: str) -> object:
    try:
        return load_json(path.read_bytes(), label)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=BAD_INPUT) from error
    except InputError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: InputError) -> CommandError:
    return CommandError(f"{path}: {error}", returncode=BAD_INPUT)
