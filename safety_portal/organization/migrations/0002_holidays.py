"""Public holidays and make-up working days of 2024 to 2026."""

from django.db import migrations

from safety_portal.organization.holidays import load_holidays


def load(apps, schema_editor):
    load_holidays(apps.get_model("organization", "CalendarDay"), apps.get_model("organization", "CalendarYear"))


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
