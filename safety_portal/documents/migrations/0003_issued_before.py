"""Documents made before issuing was recorded stay with whom they were addressed to."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def _issue(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    documents = apps.get_model("documents", "Document").objects
    documents.exclude(addressed_to=None).update(issued_at=F("made_at"), issued_by=F("made_by"))
    documents.exclude(target_type="").update(genre="order")


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_issue_and_void")]
    operations = [migrations.RunPython(_issue, migrations.RunPython.noop)]
