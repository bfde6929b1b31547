"""Every write of an import, from the upload to the undoing: permission, change and trail in one transaction."""

from safety_portal.imports.services.confirming import confirm, write_run
from safety_portal.imports.services.erasing import discard, erase_old
from safety_portal.imports.services.matching import match_columns
from safety_portal.imports.services.memory import forget
from safety_portal.imports.services.reading import begin_reading, read_run
from safety_portal.imports.services.returning import error_workbook
from safety_portal.imports.services.undoing import undo, undo_run
from safety_portal.imports.services.uploading import upload

__all__ = [
    "begin_reading",
    "confirm",
    "discard",
    "erase_old",
    "error_workbook",
    "forget",
    "match_columns",
    "read_run",
    "undo",
    "undo_run",
    "upload",
    "write_run",
]
