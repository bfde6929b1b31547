import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='year')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'confirmed year',
                'verbose_name_plural': 'confirmed years',
                'ordering': ['year'],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='date')),
                ('kind', models.CharField(choices=[('off', 'Holiday'), ('make_up_workday', 'Make-up working day')], max_length=16, verbose_name='kind')),
                ('name', models.CharField(max_length=30, verbose_name='holiday')),
            ],
            options={
                'verbose_name': 'special day',
                'verbose_name_plural': 'special days',
                'ordering': ['day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['off', 'make_up_workday'])), name='calendar_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDayEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('day', models.DateField(verbose_name='date')),
                ('kind', models.CharField(choices=[('off', 'Holiday'), ('make_up_workday', 'Make-up working day')], max_length=16, verbose_name='kind')),
                ('name', models.CharField(max_length=30, verbose_name='holiday')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organization.calendarday')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CalendarYearEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField(serialize=False, verbose_name='year')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organization.calendaryear')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=18, unique=True, verbose_name='code')),
                ('code_is_official', models.BooleanField(default=True, help_text='Unticked: a placeholder, shown as such.', verbose_name='official code')),
                ('level', models.CharField(choices=[('district', 'District'), ('township', 'Township'), ('community', 'Community'), ('grid', 'Grid'), ('micro_grid', 'Micro-grid'), ('member_unit', 'Member unit')], max_length=12, verbose_name='level')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('short_name', models.CharField(blank=True, help_text='Used in register numbers.', max_length=12, verbose_name='short name')),
                ('group', models.CharField(blank=True, max_length=20, verbose_name='ranking group')),
                ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                ('households', models.PositiveIntegerField(blank=True, null=True, verbose_name='households')),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='opened on')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organization.unit', verbose_name='parent')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='township')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['code'],
                'indexes': [models.Index(fields=['township', 'level', 'code'], name='unit_township_level')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['district', 'township', 'community', 'grid', 'micro_grid', 'member_unit'])), name='unit_level_known'), models.CheckConstraint(condition=models.Q(('opened_on', None), ('closed_on', None), ('closed_on__gt', models.F('opened_on')), _connector='OR'), name='unit_closed_after_opened'), models.CheckConstraint(condition=models.Q(('level', 'district'), ('parent__isnull', False), _connector='OR'), name='unit_has_parent'), models.CheckConstraint(condition=models.Q(('level__in', ['district', 'township']), ('township__isnull', False), _connector='OR'), name='unit_has_township')],
            },
        ),
        migrations.CreateModel(
            name='UnitEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=18, verbose_name='code')),
                ('code_is_official', models.BooleanField(default=True, help_text='Unticked: a placeholder, shown as such.', verbose_name='official code')),
                ('level', models.CharField(choices=[('district', 'District'), ('township', 'Township'), ('community', 'Community'), ('grid', 'Grid'), ('micro_grid', 'Micro-grid'), ('member_unit', 'Member unit')], max_length=12, verbose_name='level')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('short_name', models.CharField(blank=True, help_text='Used in register numbers.', max_length=12, verbose_name='short name')),
                ('group', models.CharField(blank=True, max_length=20, verbose_name='ranking group')),
                ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                ('households', models.PositiveIntegerField(blank=True, null=True, verbose_name='households')),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='opened on')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='parent')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organization.unit')),
                ('township', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='township')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UnitPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='valid')),
                ('document', models.CharField(blank=True, max_length=120, verbose_name='deciding document')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='parent')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='organization.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'period of a unit',
                'verbose_name_plural': 'periods of units',
                'ordering': ['unit', 'valid'],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('valid', '&&')], name='unit_periods_apart')],
            },
        ),
        migrations.CreateModel(
            name='UnitSuccession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('split', 'Split'), ('merge', 'Merge')], max_length=8, verbose_name='kind')),
                ('on', models.DateField(verbose_name='date')),
                ('document', models.CharField(blank=True, max_length=120, verbose_name='deciding document')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_out', to='organization.unit', verbose_name='from unit')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_in', to='organization.unit', verbose_name='to unit')),
            ],
            options={
                'verbose_name': 'merge or split',
                'verbose_name_plural': 'merges and splits',
                'ordering': ['-on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['split', 'merge'])), name='succession_kind_known'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='succession_two_units'), models.UniqueConstraint(fields=('predecessor', 'successor', 'on'), name='succession_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organization_calendardayevent" ("day", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."day", new_values."id", new_values."kind", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8ef37cda91098762f7e1d78363644790a35070fb', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a004f', referencing='REFERENCING NEW TABLE AS new_values ', table='organization_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organization_calendardayevent" ("day", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."day", new_values."id", new_values."kind", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ba7b23c692a016a001758a803534e123e719e2ab', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f8bcf', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='organization_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organization_calendardayevent" ("day", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."day", old_values."id", old_values."kind", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='839a1b42fd16c8e24727a728f8451140b7cce51a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_715ba', referencing='REFERENCING OLD TABLE AS old_values ', table='organization_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organization_calendaryearevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "year") SELECT _pgh_attached_context.value, NOW(), \'insert\', new_values."year", new_values."source", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e7c411f868bb066b7bf3a6d8cc44facee46227b8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b9690', referencing='REFERENCING NEW TABLE AS new_values ', table='organization_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organization_calendaryearevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "year") SELECT _pgh_attached_context.value, NOW(), \'update\', new_values."year", new_values."source", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."year") = (new_values."year") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='54ce64e1f6a1690e297fcb1937a0529f5f4e0bb8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d9f6a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='organization_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organization_calendaryearevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "year") SELECT _pgh_attached_context.value, NOW(), \'delete\', old_values."year", old_values."source", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ba457e8dc0a99963ffb25068c0d5676ad9b44c62', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d7214', referencing='REFERENCING OLD TABLE AS old_values ', table='organization_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendardayevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='773d6aeac95a6135ec317d2e0b28c9a5909fc2b1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d377a', table='organization_calendardayevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryearevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2b48939ee2e5d0bf7805f90b11ab24ec8a279281', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_86ec7', table='organization_calendaryearevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organization_unitevent" ("closed_on", "code", "code_is_official", "group", "households", "id", "level", "name", "opened_on", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "short_name", "township_id") SELECT new_values."closed_on", new_values."code", new_values."code_is_official", new_values."group", new_values."households", new_values."id", new_values."level", new_values."name", new_values."opened_on", new_values."parent_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."population", new_values."short_name", new_values."township_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='90bde2cda35de29947a6d80bafad47b33e053f79', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_51b3c', referencing='REFERENCING NEW TABLE AS new_values ', table='organization_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organization_unitevent" ("closed_on", "code", "code_is_official", "group", "households", "id", "level", "name", "opened_on", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "short_name", "township_id") SELECT new_values."closed_on", new_values."code", new_values."code_is_official", new_values."group", new_values."households", new_values."id", new_values."level", new_values."name", new_values."opened_on", new_values."parent_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."population", new_values."short_name", new_values."township_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9db08ba14e710669aa5eec30ca011786179b4670', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_38b35', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='organization_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organization_unitevent" ("closed_on", "code", "code_is_official", "group", "households", "id", "level", "name", "opened_on", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "short_name", "township_id") SELECT old_values."closed_on", old_values."code", old_values."code_is_official", old_values."group", old_values."households", old_values."id", old_values."level", old_values."name", old_values."opened_on", old_values."parent_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."population", old_values."short_name", old_values."township_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7d776339f0baa7e16807f902a13b394b20397e10', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3de22', referencing='REFERENCING OLD TABLE AS old_values ', table='organization_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unitevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b43528741fe4a0c328ba951fbb0a838efeb09222', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_db014', table='organization_unitevent', when='BEFORE')),
        ),
    ]
