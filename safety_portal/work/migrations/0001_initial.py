import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('organization', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('series', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'number series',
                'verbose_name_plural': 'number series',
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_number', models.CharField(db_index=True, max_length=40, verbose_name='from')),
                ('to_number', models.CharField(db_index=True, max_length=40, verbose_name='to')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'constraints': [models.UniqueConstraint(fields=('from_number', 'to_number', 'kind'), name='link_once'), models.CheckConstraint(condition=models.Q(('from_number', models.F('to_number')), _negated=True), name='link_two_ends')],
            },
        ),
        migrations.CreateModel(
            name='TrackedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('supervision_order', 'Supervision order'), ('meeting_decision', 'Meeting decision'), ('rectification', 'Rectification'), ('forum_item', 'Forum item'), ('plan_task', 'Plan task')], max_length=20, verbose_name='kind')),
                ('title', models.CharField(max_length=120, verbose_name='matter')),
                ('requirement', models.TextField(blank=True, max_length=2000, verbose_name='requirement')),
                ('source_number', models.CharField(blank=True, max_length=40, verbose_name='arises from')),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='issued')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('state', models.CharField(choices=[('open', 'Owed'), ('replied', 'Replied, to be checked'), ('returned', 'Returned'), ('cleared', 'Cleared'), ('void', 'Void')], default='open', max_length=10, verbose_name='state')),
                ('reply', models.TextField(blank=True, max_length=2000, verbose_name='reply')),
                ('replied_at', models.DateTimeField(null=True, verbose_name='replied')),
                ('verdict', models.TextField(blank=True, max_length=2000, verbose_name='check')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('owed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='owed_items', to='organization.unit', verbose_name='owed by')),
                ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='replied by')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='township')),
            ],
            options={
                'verbose_name': 'tracked item',
                'verbose_name_plural': 'tracked items',
                'ordering': ['due_at', 'id'],
                'indexes': [models.Index(fields=['township', 'state', 'due_at'], name='tracked_township_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'replied', 'returned', 'cleared', 'void'])), name='tracked_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['cleared', 'void'])), models.Q(('closed_at', None), ('state__in', ['open', 'replied', 'returned'])), _connector='OR'), name='tracked_closed_iff_closed'), models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('issued_at'))), name='tracked_due_after_issue'), models.CheckConstraint(condition=models.Q(('checked_by', None), ('replied_by', None), models.Q(('checked_by', models.F('replied_by')), _negated=True), _connector='OR'), name='tracked_checked_by_another')],
            },
        ),
        migrations.CreateModel(
            name='TrackedItemEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('kind', models.CharField(choices=[('supervision_order', 'Supervision order'), ('meeting_decision', 'Meeting decision'), ('rectification', 'Rectification'), ('forum_item', 'Forum item'), ('plan_task', 'Plan task')], max_length=20, verbose_name='kind')),
                ('title', models.CharField(max_length=120, verbose_name='matter')),
                ('requirement', models.TextField(blank=True, max_length=2000, verbose_name='requirement')),
                ('source_number', models.CharField(blank=True, max_length=40, verbose_name='arises from')),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='issued')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('state', models.CharField(choices=[('open', 'Owed'), ('replied', 'Replied, to be checked'), ('returned', 'Returned'), ('cleared', 'Cleared'), ('void', 'Void')], default='open', max_length=10, verbose_name='state')),
                ('reply', models.TextField(blank=True, max_length=2000, verbose_name='reply')),
                ('replied_at', models.DateTimeField(null=True, verbose_name='replied')),
                ('verdict', models.TextField(blank=True, max_length=2000, verbose_name='check')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed')),
                ('checked_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                ('issued_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('owed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='owed by')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='work.trackeditem')),
                ('replied_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='replied by')),
                ('township', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='township')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_type', models.CharField(help_text='app.model', max_length=64, verbose_name='entry type')),
                ('target_id', models.BigIntegerField(verbose_name='entry')),
                ('file', models.FileField(upload_to='attachments/%Y/%m/', verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100, verbose_name='type')),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='uploaded')),
                ('removed_at', models.DateTimeField(null=True, verbose_name='removed')),
                ('removed_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['target_type', 'target_id'], name='attachment_target')],
                'constraints': [models.CheckConstraint(condition=models.Q(('removed_at', None), models.Q(('removed_reason', ''), _negated=True), _connector='OR'), name='attachment_removed_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('key', models.CharField(max_length=120, verbose_name='key')),
                ('params', models.JSONField(default=dict, verbose_name='parameters')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='queued', max_length=8, verbose_name='state')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='total')),
                ('step', models.CharField(blank=True, max_length=100, verbose_name='step')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('owner', models.UUIDField(null=True, verbose_name='owner')),
                ('lease_until', models.DateTimeField(null=True, verbose_name='lease until')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='error')),
                ('result_url', models.CharField(blank=True, max_length=300, verbose_name='result')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
                ('township', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='township')),
            ],
            options={
                'verbose_name': 'job',
                'verbose_name_plural': 'jobs',
                'ordering': ['-created_at'],
                'indexes': [models.Index(fields=['key', '-created_at'], name='job_key')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed'])), name='job_state_known'), models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('key',), name='job_one_open_per_key'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state__in', ['queued', 'running'])), models.Q(('finished_at__isnull', False), ('state__in', ['done', 'failed'])), _connector='OR'), name='job_finished_iff_closed'), models.CheckConstraint(condition=models.Q(('total', 0), ('done__lte', models.F('total')), _connector='OR'), name='job_progress_sane')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trackeditem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "work_trackeditemevent" ("checked_by_id", "closed_at", "due_at", "id", "issued_at", "issued_by_id", "kind", "number", "owed_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replied_at", "replied_by_id", "reply", "requirement", "source_number", "state", "title", "township_id", "verdict") SELECT new_values."checked_by_id", new_values."closed_at", new_values."due_at", new_values."id", new_values."issued_at", new_values."issued_by_id", new_values."kind", new_values."number", new_values."owed_by_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."replied_at", new_values."replied_by_id", new_values."reply", new_values."requirement", new_values."source_number", new_values."state", new_values."title", new_values."township_id", new_values."verdict" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='158b467a8779c79777197baa481dc51f28724ca6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_2269c', referencing='REFERENCING NEW TABLE AS new_values ', table='work_trackeditem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trackeditem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "work_trackeditemevent" ("checked_by_id", "closed_at", "due_at", "id", "issued_at", "issued_by_id", "kind", "number", "owed_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replied_at", "replied_by_id", "reply", "requirement", "source_number", "state", "title", "township_id", "verdict") SELECT new_values."checked_by_id", new_values."closed_at", new_values."due_at", new_values."id", new_values."issued_at", new_values."issued_by_id", new_values."kind", new_values."number", new_values."owed_by_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."replied_at", new_values."replied_by_id", new_values."reply", new_values."requirement", new_values."source_number", new_values."state", new_values."title", new_values."township_id", new_values."verdict" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='22813fd6f29a2302bacfd36042bacccae0519d06', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e5052', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='work_trackeditem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trackeditem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "work_trackeditemevent" ("checked_by_id", "closed_at", "due_at", "id", "issued_at", "issued_by_id", "kind", "number", "owed_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replied_at", "replied_by_id", "reply", "requirement", "source_number", "state", "title", "township_id", "verdict") SELECT old_values."checked_by_id", old_values."closed_at", old_values."due_at", old_values."id", old_values."issued_at", old_values."issued_by_id", old_values."kind", old_values."number", old_values."owed_by_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."replied_at", old_values."replied_by_id", old_values."reply", old_values."requirement", old_values."source_number", old_values."state", old_values."title", old_values."township_id", old_values."verdict" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='471df56f04c70d3bda216a6afe9b0b6c2f90ebfc', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_19413', referencing='REFERENCING OLD TABLE AS old_values ', table='work_trackeditem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trackeditemevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8d5992b21b0e2a167ced9452c039557a6c43857b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b0437', table='work_trackeditemevent', when='BEFORE')),
        ),
    ]
