"""What all event tables of the row history share (``PGHISTORY_BASE_MODEL``)."""

from django.db import models
from pghistory import models as pghistory_models


class Event(pghistory_models.Event):
    """An event with a 64-bit number: a province writes more rows than 32 bits can count."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True
