"""What the trail's codes of the district's templates mean."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TRAIL = {
    "workbook.upload": _("uploaded a template of the district"),
    "workbook.map": _("said what goes where in a template of the district"),
    "workbook.retire": _("put a template of the district aside"),
    "workbook.fetch": _("fetched a template of the district"),
    "workbook.fill": _("filled a template of the district"),
}
DETAILS = {
    "cells": pgettext_lazy("detail of the trail", "cells"),
    "places": pgettext_lazy("detail of the trail", "places"),
    "asked": pgettext_lazy("detail of the trail", "open questions"),
    "filled_for": pgettext_lazy("detail of the trail", "filled for"),
}
