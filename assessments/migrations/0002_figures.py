"""The shipped catalogue of figures."""

from django.db import migrations

from assessments.figures import install_catalogue


def install(apps, schema_editor):
    install_catalogue(apps.get_model("assessments", "Figure"), apps.get_model("assessments", "FigureCheck"))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
