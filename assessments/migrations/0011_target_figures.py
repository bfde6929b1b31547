"""The figures that targets by plan read, in the catalogue."""

from django.db import migrations

from assessments.figures import install_catalogue


def install(apps, schema_editor):
    install_catalogue(apps.get_model("assessments", "Figure"), apps.get_model("assessments", "FigureCheck"))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0010_targets")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
