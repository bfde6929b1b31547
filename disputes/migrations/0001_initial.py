import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import safety_portal.core.crypto
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('organization', '0002_holidays'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='DisputeCategory',
            fields=[
                ('code', models.CharField(max_length=4, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='disputes.disputecategory', verbose_name='parent')),
            ],
            options={
                'verbose_name': 'dispute category',
                'verbose_name_plural': 'dispute categories',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code__regex', '^[0-9]{2}$'), ('parent', None)), models.Q(('code__regex', '^[0-9]{4}$'), ('parent__isnull', False)), _connector='OR'), name='category_two_levels')],
            },
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('title', models.CharField(max_length=120, verbose_name='matter')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='course of events')),
                ('scale', models.CharField(choices=[('01', 'Individual'), ('02', 'Ordinary group'), ('03', 'Major group')], default='01', max_length=2, verbose_name='scale')),
                ('people_involved', models.PositiveIntegerField(default=2, verbose_name='people involved')),
                ('occurred_on', models.DateField(blank=True, null=True, verbose_name='happened on')),
                ('place', models.CharField(max_length=200, verbose_name='place')),
                ('source', models.CharField(choices=[('application', 'Application of a party'), ('screening', 'Screening round'), ('patrol', 'Patrol of a grid worker'), ('visit', 'Household visit'), ('hotline', '12345 hotline'), ('letter', 'Letter'), ('petition', 'Transfer from petitions'), ('police', 'Transfer from the police'), ('court', 'Delegated by the court'), ('department', 'Transfer from a department')], max_length=12, verbose_name='source')),
                ('source_number', models.CharField(blank=True, max_length=40, verbose_name='number at the source')),
                ('is_public', models.BooleanField(default=True, help_text='The parties may ask for closed doors (人民调解法 23).', verbose_name='open mediation')),
                ('assigned_at', models.DateTimeField(null=True, verbose_name='handler named')),
                ('leader_label', models.CharField(blank=True, max_length=40, verbose_name='responsible leader')),
                ('level', models.CharField(choices=[('grid', 'Grid level'), ('community', 'Community level'), ('township', 'Township level')], max_length=9, verbose_name='level of handling')),
                ('state', models.CharField(choices=[('registered', 'Waiting for acceptance'), ('handed_over', 'Handed over'), ('accepted', 'Accepted'), ('mediating', 'In mediation'), ('concluded', 'Return visits owed'), ('closed', 'Closed'), ('void', 'Void')], default='registered', max_length=12, verbose_name='state')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('registered_at', models.DateTimeField(verbose_name='registered')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='accepted')),
                ('counted_from', models.DateTimeField(null=True, verbose_name='counted from')),
                ('due_at', models.DateTimeField(null=True, verbose_name='due')),
                ('outcome', models.CharField(blank=True, choices=[('agreed', 'Written agreement'), ('oral', 'Oral agreement'), ('declined', 'Declined by a party'), ('failed', 'Failed, told of other remedies'), ('court', 'Referred to court')], max_length=8, verbose_name='result')),
                ('outcome_note', models.TextField(blank=True, max_length=2000, verbose_name='how it ended')),
                ('told_remedies', models.BooleanField(default=False, verbose_name='told of the other remedies')),
                ('agreement_number', models.CharField(blank=True, max_length=60, verbose_name='agreement number')),
                ('concluded_at', models.DateTimeField(null=True, verbose_name='concluded')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for voiding')),
                ('version', models.PositiveIntegerField(default=1)),
                ('create_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='community')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='grid')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handler')),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='registered by')),
                ('responsible_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='responsible unit')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='township')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disputes.disputecategory', verbose_name='category')),
            ],
            options={
                'verbose_name': 'dispute',
                'verbose_name_plural': 'disputes',
                'ordering': ['-registered_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('applicant', 'Applicant'), ('respondent', 'Respondent')], max_length=10, verbose_name='side')),
                ('name', safety_portal.core.crypto.EncryptedTextField(verbose_name='name')),
                ('phone', safety_portal.core.crypto.EncryptedTextField(blank=True, default='', verbose_name='phone')),
                ('id_number', safety_portal.core.crypto.EncryptedTextField(blank=True, default='', verbose_name='ID number')),
                ('address', safety_portal.core.crypto.EncryptedTextField(blank=True, default='', verbose_name='address')),
                ('name_index', models.CharField(db_index=True, max_length=64)),
                ('phone_index', models.CharField(blank=True, db_index=True, max_length=64)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='disputes.dispute', verbose_name='dispute')),
            ],
            options={
                'verbose_name': 'party',
                'verbose_name_plural': 'parties',
                'ordering': ['dispute', 'role', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['applicant', 'respondent'])), name='party_role_known'), models.CheckConstraint(condition=models.Q(('name_index', ''), _negated=True), name='party_has_name')],
            },
        ),
        migrations.CreateModel(
            name='PartyEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('applicant', 'Applicant'), ('respondent', 'Respondent')], max_length=10, verbose_name='side')),
                ('dispute', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='disputes.dispute', verbose_name='dispute')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='disputes.party')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RegisterSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('screening_rounds', models.PositiveSmallIntegerField(default=4, verbose_name='screening rounds a month')),
                ('asks_id_number', models.BooleanField(default=False, help_text='Off unless the office needs them: collect no more than needed.', verbose_name='ask for ID numbers')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='basis')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organization.unit', verbose_name='township')),
            ],
            options={
                'verbose_name': 'setting of the register',
                'verbose_name_plural': 'settings of the register',
                'constraints': [models.UniqueConstraint(fields=('township',), name='register_setting_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='RegisterSettingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('screening_rounds', models.PositiveSmallIntegerField(default=4, verbose_name='screening rounds a month')),
                ('asks_id_number', models.BooleanField(default=False, help_text='Off unless the office needs them: collect no more than needed.', verbose_name='ask for ID numbers')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='basis')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='disputes.registersetting')),
                ('township', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='township')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReturnVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('counted_from', models.DateField(verbose_name='counted from')),
                ('days', models.PositiveSmallIntegerField(verbose_name='natural days')),
                ('due_on', models.DateField(verbose_name='due')),
                ('visited_on', models.DateField(null=True, verbose_name='visited on')),
                ('satisfaction', models.CharField(blank=True, choices=[('satisfied', 'Satisfied'), ('fairly', 'Fairly satisfied'), ('dissatisfied', 'Not satisfied'), ('not_stated', 'No opinion given'), ('unreached', 'Could not be reached')], max_length=12, verbose_name='satisfaction')),
                ('performance', models.CharField(blank=True, choices=[('kept', 'Kept'), ('partly', 'Kept in part'), ('broken', 'Not kept'), ('none', 'Nothing to perform')], max_length=6, verbose_name='agreement kept')),
                ('is_relapse', models.BooleanField(default=False, verbose_name='dispute came back')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='return_visits', to='disputes.dispute', verbose_name='dispute')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='return_visits', to='disputes.party', verbose_name='party')),
                ('visited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='visited by')),
            ],
            options={
                'verbose_name': 'return visit',
                'verbose_name_plural': 'return visits',
                'ordering': ['round', 'party__role', 'id'],
                'indexes': [models.Index(fields=['due_on'], name='return_visit_due')],
                'constraints': [models.UniqueConstraint(fields=('party', 'round'), name='return_visit_once_a_round'), models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('counted_from'))), name='return_visit_due_after_start'), models.CheckConstraint(condition=models.Q(('visited_on', None), ('visited_on__gte', models.F('counted_from')), _connector='OR'), name='return_visit_after_result'), models.CheckConstraint(condition=models.Q(models.Q(('performance__in', ['kept', 'partly', 'broken', 'none']), ('satisfaction__in', ['satisfied', 'fairly', 'dissatisfied', 'not_stated', 'unreached']), ('visited_by__isnull', False), ('visited_on__isnull', False)), models.Q(('is_relapse', False), ('note', ''), ('performance', ''), ('satisfaction', ''), ('visited_by', None), ('visited_on', None)), _connector='OR'), name='return_visit_answers_iff_visited'), models.CheckConstraint(condition=models.Q(models.Q(('note', ''), _negated=True), models.Q(('is_relapse', False), models.Q(('satisfaction', 'unreached'), _negated=True)), _connector='OR'), name='return_visit_note_where_needed')],
            },
        ),
        migrations.CreateModel(
            name='RiskGrade',
            fields=[
                ('code', models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=20, verbose_name='name')),
                ('look', models.CharField(choices=[('info', 'Blue'), ('warn', 'Yellow'), ('late', 'Orange'), ('bad', 'Red')], max_length=4, verbose_name='colour')),
                ('height', models.PositiveSmallIntegerField(help_text='The higher, the more serious.', unique=True, verbose_name='height')),
            ],
            options={
                'verbose_name': 'risk grade',
                'verbose_name_plural': 'risk grades',
                'ordering': ['-height'],
                'constraints': [models.CheckConstraint(condition=models.Q(('look__in', ['info', 'warn', 'late', 'bad'])), name='risk_look_known')],
            },
        ),
        migrations.CreateModel(
            name='DisputeEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('title', models.CharField(max_length=120, verbose_name='matter')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='course of events')),
                ('scale', models.CharField(choices=[('01', 'Individual'), ('02', 'Ordinary group'), ('03', 'Major group')], default='01', max_length=2, verbose_name='scale')),
                ('people_involved', models.PositiveIntegerField(default=2, verbose_name='people involved')),
                ('occurred_on', models.DateField(blank=True, null=True, verbose_name='happened on')),
                ('place', models.CharField(max_length=200, verbose_name='place')),
                ('source', models.CharField(choices=[('application', 'Application of a party'), ('screening', 'Screening round'), ('patrol', 'Patrol of a grid worker'), ('visit', 'Household visit'), ('hotline', '12345 hotline'), ('letter', 'Letter'), ('petition', 'Transfer from petitions'), ('police', 'Transfer from the police'), ('court', 'Delegated by the court'), ('department', 'Transfer from a department')], max_length=12, verbose_name='source')),
                ('source_number', models.CharField(blank=True, max_length=40, verbose_name='number at the source')),
                ('is_public', models.BooleanField(default=True, help_text='The parties may ask for closed doors (人民调解法 23).', verbose_name='open mediation')),
                ('assigned_at', models.DateTimeField(null=True, verbose_name='handler named')),
                ('leader_label', models.CharField(blank=True, max_length=40, verbose_name='responsible leader')),
                ('level', models.CharField(choices=[('grid', 'Grid level'), ('community', 'Community level'), ('township', 'Township level')], max_length=9, verbose_name='level of handling')),
                ('state', models.CharField(choices=[('registered', 'Waiting for acceptance'), ('handed_over', 'Handed over'), ('accepted', 'Accepted'), ('mediating', 'In mediation'), ('concluded', 'Return visits owed'), ('closed', 'Closed'), ('void', 'Void')], default='registered', max_length=12, verbose_name='state')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('registered_at', models.DateTimeField(verbose_name='registered')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='accepted')),
                ('counted_from', models.DateTimeField(null=True, verbose_name='counted from')),
                ('due_at', models.DateTimeField(null=True, verbose_name='due')),
                ('outcome', models.CharField(blank=True, choices=[('agreed', 'Written agreement'), ('oral', 'Oral agreement'), ('declined', 'Declined by a party'), ('failed', 'Failed, told of other remedies'), ('court', 'Referred to court')], max_length=8, verbose_name='result')),
                ('outcome_note', models.TextField(blank=True, max_length=2000, verbose_name='how it ended')),
                ('told_remedies', models.BooleanField(default=False, verbose_name='told of the other remedies')),
                ('agreement_number', models.CharField(blank=True, max_length=60, verbose_name='agreement number')),
                ('concluded_at', models.DateTimeField(null=True, verbose_name='concluded')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for voiding')),
                ('version', models.PositiveIntegerField(default=1)),
                ('create_token', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('category', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='disputes.disputecategory', verbose_name='category')),
                ('community', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='community')),
                ('grid', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='grid')),
                ('handler', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handler')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='disputes.dispute')),
                ('registered_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='registered by')),
                ('responsible_unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='responsible unit')),
                ('township', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='township')),
                ('risk', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='disputes.riskgrade', verbose_name='risk')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='dispute',
            name='risk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disputes.riskgrade', verbose_name='risk'),
        ),
        migrations.CreateModel(
            name='RiskGradeEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=10, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=20, verbose_name='name')),
                ('look', models.CharField(choices=[('info', 'Blue'), ('warn', 'Yellow'), ('late', 'Orange'), ('bad', 'Red')], max_length=4, verbose_name='colour')),
                ('height', models.PositiveSmallIntegerField(help_text='The higher, the more serious.', verbose_name='height')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='disputes.riskgrade')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ScreeningRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='date')),
                ('kind', models.CharField(choices=[('routine', 'Routine round'), ('special', 'Special protection period'), ('topic', 'Round on one topic')], default='routine', max_length=8, verbose_name='kind')),
                ('found', models.PositiveIntegerField(verbose_name='disputes found')),
                ('is_nil_report', models.BooleanField(verbose_name='nil report')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('reported_at', models.DateTimeField(verbose_name='reported')),
                ('create_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='community')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported by')),
            ],
            options={
                'verbose_name': 'screening round',
                'verbose_name_plural': 'screening rounds',
                'ordering': ['-held_on', '-id'],
                'indexes': [models.Index(fields=['community', 'held_on'], name='screening_community_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['routine', 'special', 'topic'])), name='screening_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('found', 0), ('is_nil_report', True)), models.Q(('found__gte', 1), ('is_nil_report', False)), _connector='OR'), name='screening_nil_iff_zero'), models.UniqueConstraint(fields=('community', 'held_on', 'kind'), name='screening_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='StageDeadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('stage', models.CharField(choices=[('grid', 'Grid level'), ('community', 'Community level'), ('township', 'Township level'), ('ceiling', 'Ceiling of a mediation')], max_length=9, verbose_name='stage')),
                ('started_at', models.DateTimeField(verbose_name='counted from')),
                ('days', models.PositiveSmallIntegerField(verbose_name='natural days')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('met_at', models.DateTimeField(null=True, verbose_name='met')),
                ('handed_on_at', models.DateTimeField(null=True, verbose_name='handed on in time')),
                ('counts', models.BooleanField(default=False, verbose_name='counts for the month')),
                ('is_provisional', models.BooleanField(default=False, verbose_name='provisional')),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deadlines', to='disputes.dispute', verbose_name='dispute')),
            ],
            options={
                'verbose_name': 'deadline of a stage',
                'verbose_name_plural': 'deadlines of stages',
                'ordering': ['round', 'due_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('counts', True)), fields=['due_at'], name='stage_deadline_counting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', ['grid', 'community', 'township', 'ceiling'])), name='stage_deadline_stage_known'), models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('started_at'))), name='stage_deadline_due_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('met_at', None), ('met_at__gte', models.F('started_at')), _connector='OR'), models.Q(('handed_on_at', None), ('handed_on_at__gte', models.F('started_at')), _connector='OR')), name='stage_deadline_ends_after_start'), models.CheckConstraint(condition=models.Q(('counts', True), ('stage', 'ceiling'), _negated=True), name='stage_deadline_ceiling_never_counts'), models.CheckConstraint(condition=models.Q(('handed_on_at', None), ('counts', False), _connector='OR'), name='stage_deadline_handed_on_counts_not'), models.UniqueConstraint(fields=('dispute', 'round', 'stage'), name='stage_deadline_once'), models.UniqueConstraint(condition=models.Q(('counts', True)), fields=('dispute', 'round'), name='stage_deadline_one_counts')],
            },
        ),
        migrations.CreateModel(
            name='StageRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('grid', 'Grid level'), ('community', 'Community level'), ('township', 'Township level'), ('ceiling', 'Ceiling of a mediation'), ('return_visit', 'Return visit')], max_length=12, verbose_name='stage')),
                ('days', models.PositiveSmallIntegerField(verbose_name='natural days')),
                ('basis', models.CharField(max_length=200, verbose_name='basis')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organization.unit', verbose_name='township')),
            ],
            options={
                'verbose_name': 'days of a stage',
                'verbose_name_plural': 'days of stages',
                'ordering': ['township', 'kind'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['grid', 'community', 'township', 'ceiling', 'return_visit'])), name='stage_rule_kind_known'), models.CheckConstraint(condition=models.Q(('days__gte', 1)), name='stage_rule_days_positive'), models.UniqueConstraint(fields=('township', 'kind'), name='stage_rule_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='StageRuleEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('grid', 'Grid level'), ('community', 'Community level'), ('township', 'Township level'), ('ceiling', 'Ceiling of a mediation'), ('return_visit', 'Return visit')], max_length=12, verbose_name='stage')),
                ('days', models.PositiveSmallIntegerField(verbose_name='natural days')),
                ('basis', models.CharField(max_length=200, verbose_name='basis')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='disputes.stagerule')),
                ('township', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.unit', verbose_name='township')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(fields=['township', 'state', 'due_at'], name='dispute_township_state'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(fields=['community', 'registered_at'], name='dispute_registered'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(fields=['community', 'concluded_at'], name='dispute_concluded'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(fields=['responsible_unit', 'state'], name='dispute_responsible'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['registered', 'handed_over', 'accepted', 'mediating', 'concluded', 'closed', 'void'])), name='dispute_state_known'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['grid', 'community', 'township'])), name='dispute_level_known'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('scale__in', ['01', '02', '03'])), name='dispute_scale_known'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['application', 'screening', 'patrol', 'visit', 'hotline', 'letter', 'petition', 'police', 'court', 'department'])), name='dispute_source_known'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('people_involved__gte', 0)), name='dispute_people_sane'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['closed', 'void'])), models.Q(models.Q(('state__in', ['closed', 'void']), _negated=True), ('closed_at', None)), _connector='OR'), name='dispute_closed_iff_closed'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('concluded_at__isnull', False), ('outcome__in', ['agreed', 'oral', 'declined', 'failed', 'court']), ('state__in', ['closed', 'concluded'])), models.Q(('concluded_at', None), ('outcome', ''), ('state__in', ['accepted', 'handed_over', 'mediating', 'registered'])), models.Q(('concluded_at', None), ('outcome', ''), ('state', 'void')), models.Q(('concluded_at__isnull', False), ('outcome__in', ['agreed', 'oral', 'declined', 'failed', 'court']), ('state', 'void')), _connector='OR'), name='dispute_result_iff_concluded'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted_from', None), ('due_at', None), ('state__in', ['closed', 'void'])), models.Q(models.Q(('state__in', ['closed', 'void']), _negated=True), ('counted_from__isnull', False), ('due_at__gt', models.F('counted_from')), ('due_at__isnull', False)), _connector='OR'), name='dispute_clock_iff_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_at__gte', models.F('registered_at')), _connector='OR'), models.Q(('concluded_at', None), ('concluded_at__gte', models.F('registered_at')), _connector='OR'), models.Q(('closed_at', None), ('closed_at__gte', models.F('registered_at')), _connector='OR')), name='dispute_times_in_order'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'void'), models.Q(('void_reason', ''), _negated=True)), models.Q(models.Q(('state', 'void'), _negated=True), ('void_reason', '')), _connector='OR'), name='dispute_void_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'failed'), _negated=True), ('told_remedies', True), _connector='OR'), name='dispute_failed_told_remedies'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('agreement_number', ''), ('outcome', 'agreed'), _connector='OR'), name='dispute_number_of_agreement'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('handler', None), ('assigned_at__isnull', False), _connector='OR'), name='dispute_handler_since'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskgrade',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_riskgradeevent" ("code", "height", "look", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."height", new_values."look", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."code" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c17d93ef3467d07887371e846c16f8d975512657', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3054a', referencing='REFERENCING NEW TABLE AS new_values ', table='disputes_riskgrade', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskgrade',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_riskgradeevent" ("code", "height", "look", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."height", new_values."look", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."code" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."code") = (new_values."code") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0e380419bad8ba436b78d0e94f2dfdff6ea14a22', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_1f66e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='disputes_riskgrade', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskgrade',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_riskgradeevent" ("code", "height", "look", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."code", old_values."height", old_values."look", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."code" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='327f0480fa98f2087a145647365a12e092e8359d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1a0ff', referencing='REFERENCING OLD TABLE AS old_values ', table='disputes_riskgrade', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='party',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_partyevent" ("dispute_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") SELECT new_values."dispute_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."role" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0df6f98b012546b76e20e5c9b9bbf4899798332b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_7999a', referencing='REFERENCING NEW TABLE AS new_values ', table='disputes_party', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='party',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_partyevent" ("dispute_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") SELECT new_values."dispute_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."role" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."dispute_id" IS DISTINCT FROM (new_values."dispute_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."role" IS DISTINCT FROM (new_values."role")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2e2bb30c47f9111478c6d44b5ebdce840d296d1f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_11e53', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='disputes_party', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='party',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_partyevent" ("dispute_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") SELECT old_values."dispute_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."role" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fd790a4ec4614669c612880e2052b1db6d530f9c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_efbbc', referencing='REFERENCING OLD TABLE AS old_values ', table='disputes_party', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ff76e528d41868ee9bee5432341fd0f1b427727', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fce51', table='disputes_partyevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registersetting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_registersettingevent" ("asks_id_number", "basis", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "screening_rounds", "township_id") SELECT new_values."asks_id_number", new_values."basis", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."screening_rounds", new_values."township_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8e8a169b7cc11347f1fad98e364bae80dc891272', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_91438', referencing='REFERENCING NEW TABLE AS new_values ', table='disputes_registersetting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registersetting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_registersettingevent" ("asks_id_number", "basis", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "screening_rounds", "township_id") SELECT new_values."asks_id_number", new_values."basis", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."screening_rounds", new_values."township_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0305e56ef8b8652fabcb4d13b31a7accf08d2c21', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0cce6', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='disputes_registersetting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registersetting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_registersettingevent" ("asks_id_number", "basis", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "screening_rounds", "township_id") SELECT old_values."asks_id_number", old_values."basis", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."screening_rounds", old_values."township_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9727c69ad38da6b054852eb99c153493cdb85a43', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_2fd7a', referencing='REFERENCING OLD TABLE AS old_values ', table='disputes_registersetting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registersettingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='430579d345f71adf250f6b9d9f7bc4f5e9a6dc14', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7fe79', table='disputes_registersettingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fbf6f698bc5519da7e9433f908fa6809ff074b1d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fef0d', table='disputes_disputeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='place_fits', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (SELECT 1 FROM organization_unit c\n                   WHERE c.id = NEW.community_id AND c.level = 'community' AND c.township_id = NEW.township_id) THEN\n        RAISE EXCEPTION 'community % is none of township %', NEW.community_id, NEW.township_id\n            USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.grid_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organization_unit g\n                   WHERE g.id = NEW.grid_id AND g.level = 'grid' AND g.parent_id = NEW.community_id) THEN\n        RAISE EXCEPTION 'grid % is none of community %', NEW.grid_id, NEW.community_id\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n", hash='41adbdbe2b574c64e0230c5a22821d43d94aa389', operation='INSERT OR UPDATE OF "township_id", "community_id", "grid_id"', pgid='pgtrigger_place_fits_bea5e', table='disputes_dispute', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_disputeevent" ("accepted_at", "agreement_number", "assigned_at", "category_id", "closed_at", "community_id", "concluded_at", "counted_from", "create_token", "due_at", "grid_id", "handler_id", "id", "is_public", "leader_label", "level", "number", "occurred_on", "outcome", "outcome_note", "people_involved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "registered_at", "registered_by_id", "responsible_unit_id", "risk_id", "round", "scale", "source", "source_number", "state", "summary", "title", "told_remedies", "township_id", "version", "void_reason") SELECT new_values."accepted_at", new_values."agreement_number", new_values."assigned_at", new_values."category_id", new_values."closed_at", new_values."community_id", new_values."concluded_at", new_values."counted_from", new_values."create_token", new_values."due_at", new_values."grid_id", new_values."handler_id", new_values."id", new_values."is_public", new_values."leader_label", new_values."level", new_values."number", new_values."occurred_on", new_values."outcome", new_values."outcome_note", new_values."people_involved", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."registered_at", new_values."registered_by_id", new_values."responsible_unit_id", new_values."risk_id", new_values."round", new_values."scale", new_values."source", new_values."source_number", new_values."state", new_values."summary", new_values."title", new_values."told_remedies", new_values."township_id", new_values."version", new_values."void_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='230f18bea55cb6ed2da8f54f3eaf1085ec4aa57a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4eb5a', referencing='REFERENCING NEW TABLE AS new_values ', table='disputes_dispute', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_disputeevent" ("accepted_at", "agreement_number", "assigned_at", "category_id", "closed_at", "community_id", "concluded_at", "counted_from", "create_token", "due_at", "grid_id", "handler_id", "id", "is_public", "leader_label", "level", "number", "occurred_on", "outcome", "outcome_note", "people_involved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "registered_at", "registered_by_id", "responsible_unit_id", "risk_id", "round", "scale", "source", "source_number", "state", "summary", "title", "told_remedies", "township_id", "version", "void_reason") SELECT new_values."accepted_at", new_values."agreement_number", new_values."assigned_at", new_values."category_id", new_values."closed_at", new_values."community_id", new_values."concluded_at", new_values."counted_from", new_values."create_token", new_values."due_at", new_values."grid_id", new_values."handler_id", new_values."id", new_values."is_public", new_values."leader_label", new_values."level", new_values."number", new_values."occurred_on", new_values."outcome", new_values."outcome_note", new_values."people_involved", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."registered_at", new_values."registered_by_id", new_values."responsible_unit_id", new_values."risk_id", new_values."round", new_values."scale", new_values."source", new_values."source_number", new_values."state", new_values."summary", new_values."title", new_values."told_remedies", new_values."township_id", new_values."version", new_values."void_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2befa1ab69e24f2ab37189f4c347e601f890ccdb', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d27f4', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='disputes_dispute', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_disputeevent" ("accepted_at", "agreement_number", "assigned_at", "category_id", "closed_at", "community_id", "concluded_at", "counted_from", "create_token", "due_at", "grid_id", "handler_id", "id", "is_public", "leader_label", "level", "number", "occurred_on", "outcome", "outcome_note", "people_involved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "registered_at", "registered_by_id", "responsible_unit_id", "risk_id", "round", "scale", "source", "source_number", "state", "summary", "title", "told_remedies", "township_id", "version", "void_reason") SELECT old_values."accepted_at", old_values."agreement_number", old_values."assigned_at", old_values."category_id", old_values."closed_at", old_values."community_id", old_values."concluded_at", old_values."counted_from", old_values."create_token", old_values."due_at", old_values."grid_id", old_values."handler_id", old_values."id", old_values."is_public", old_values."leader_label", old_values."level", old_values."number", old_values."occurred_on", old_values."outcome", old_values."outcome_note", old_values."people_involved", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."registered_at", old_values."registered_by_id", old_values."responsible_unit_id", old_values."risk_id", old_values."round", old_values."scale", old_values."source", old_values."source_number", old_values."state", old_values."summary", old_values."title", old_values."told_remedies", old_values."township_id", old_values."version", old_values."void_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f48140cc37032946b716c2f8b2b86fb1cfc065c0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_441f8', referencing='REFERENCING OLD TABLE AS old_values ', table='disputes_dispute', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskgradeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1cf7ef3e1fcdb88927a30b54812b2deeb4f20491', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1dea6', table='disputes_riskgradeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stagerule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_stageruleevent" ("basis", "days", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "township_id") SELECT new_values."basis", new_values."days", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."township_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='befa9a302fa0c4028e0e0951d2d7a26e9025a6a5', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_cd2a7', referencing='REFERENCING NEW TABLE AS new_values ', table='disputes_stagerule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stagerule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_stageruleevent" ("basis", "days", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "township_id") SELECT new_values."basis", new_values."days", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."township_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f6554a282faae63cbc326ea139390e89a5aa636c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_5a301', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='disputes_stagerule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stagerule',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "disputes_stageruleevent" ("basis", "days", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "township_id") SELECT old_values."basis", old_values."days", old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."township_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='917cf9b13c93ddf6983f250fa47150842ca156ef', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_154b2', referencing='REFERENCING OLD TABLE AS old_values ', table='disputes_stagerule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stageruleevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cd3ce1a25d4ffdff35b6b8c360c7746019b4ffac', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_52797', table='disputes_stageruleevent', when='BEFORE')),
        ),
    ]
