from django.core.management.base import BaseCommand

from safety_portal.documents.layout import Kind
from safety_portal.documents.stock import build, stock_file


class Command(BaseCommand):
    help = "Writes the shipped Word templates anew, from the figures of the standard."

    def handle(self, *_args: object, **_options: object) -> None:
        for kind in Kind:
            stock_file(kind).write_bytes(build(kind))
            self.stdout.write(str(stock_file(kind).name))
