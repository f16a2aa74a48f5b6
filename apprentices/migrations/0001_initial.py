import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consortium", "0001_initial"),
        ("core", "0001_initial"),
        ("core", "__first__"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("label", models.CharField(max_length=80)),
                ("group", models.CharField(max_length=40)),
                (
                    "confirmed_by",
                    models.CharField(
                        choices=[
                            ("tutor", "University tutor"),
                            ("practice_educator", "Practice educator or supervisor"),
                            ("line_manager", "Line manager"),
                        ],
                        max_length=20,
                    ),
                ),
                ("taught", models.BooleanField(default=False)),
                ("counts", models.BooleanField(default=True)),
                ("counts_by_rule_set", models.JSONField(default=dict)),
                ("help", models.CharField(blank=True, max_length=250)),
                ("why_not", models.CharField(blank=True, max_length=250)),
                ("order", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["order", "label"],
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("what_helps", models.TextField(max_length=4000)),
                ("raised_on", models.DateField()),
                ("from_application", models.BooleanField(default=False)),
                ("review_on", models.DateField()),
                ("reviewed_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("current", "In the record"), ("ended", "Ended")], default="current", max_length=10
                    ),
                ),
                ("ended_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ["-raised_on", "-pk"],
                "indexes": [models.Index(fields=["state", "review_on"], name="adjustment_by_review")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("state", "current")),
                            models.Q(("ended_on__isnull", False), ("state", "ended")),
                            _connector="OR",
                        ),
                        name="adjustment_ended_on_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Apprentice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("original_start_on", models.DateField()),
                ("planned_end_on", models.DateField()),
                ("planned_months", models.PositiveSmallIntegerField()),
                ("prior_learning_hours", models.DecimalField(decimal_places=2, default=0, max_digits=7)),
                ("minimum_hours", models.DecimalField(decimal_places=2, max_digits=7)),
                ("planned_hours", models.DecimalField(decimal_places=2, max_digits=7)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pre_start", "Starting soon"),
                            ("active", "Learning"),
                            ("on_break", "On a break in learning"),
                            ("suspended", "Suspended"),
                            ("gateway", "At gateway"),
                            ("complete", "Complete"),
                            ("withdrawn", "Left the programme"),
                            ("never_started", "Never started"),
                        ],
                        default="pre_start",
                        max_length=15,
                    ),
                ),
                ("log_closed_to", models.DateField(null=True)),
                ("late_time_until", models.DateField(null=True)),
                ("completed_on", models.DateField(null=True)),
                ("registered_on", models.DateField(null=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="apprentices", to="consortium.cohort"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="apprentices",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="apprenticeships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.offthejobruleset"
                    ),
                ),
            ],
            options={
                "ordering": ["person__name", "pk"],
                "indexes": [models.Index(fields=["state", "employer"], name="apprentice_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("planned_end_on__gt", models.F("original_start_on"))),
                        name="apprentice_plan_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("planned_hours__gte", models.F("minimum_hours"))),
                        name="apprentice_planned_hours_not_under_minimum",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["pre_start", "active", "on_break", "suspended", "gateway"])),
                        fields=("person",),
                        name="apprentice_one_programme_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdjustmentNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=4000)),
                (
                    "adjustment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_note",
                        to="apprentices.adjustment",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="adjustment",
            name="apprentice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="adjustments", to="apprentices.apprentice"
            ),
        ),
        migrations.CreateModel(
            name="AuditFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "chosen",
                    models.CharField(
                        choices=[
                            ("named", "Named one by one"),
                            ("filtered", "Everybody on a filtered list"),
                            ("random", "Drawn at random"),
                        ],
                        default="named",
                        max_length=10,
                    ),
                ),
                ("seed", models.PositiveIntegerField(null=True)),
                ("out_of", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("people", models.PositiveSmallIntegerField(default=1)),
                ("apprentices", models.ManyToManyField(related_name="audit_files", to="apprentices.apprentice")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pack",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_file",
                        to="core.pack",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("chosen", "random"), ("seed__isnull", False)),
                            models.Q(("chosen", "random"), _negated=True),
                            _connector="OR",
                        ),
                        name="audit_file_random_has_its_seed",
                    ),
                    models.CheckConstraint(condition=models.Q(("people__gte", 1)), name="audit_file_is_about_somebody"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakInLearning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "asked_as",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("is_a_right", models.BooleanField()),
                (
                    "contact",
                    models.CharField(
                        choices=[
                            ("none", "No contact about learning"),
                            ("important", "Only what needs an answer"),
                            ("all", "News of the programme and the cohort"),
                        ],
                        default="important",
                        max_length=10,
                    ),
                ),
                ("backdated_because", models.TextField(blank=True)),
                ("terms", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("under_discussion", "Under discussion"),
                            ("agreed", "Agreed"),
                            ("active", "Active"),
                            ("extended", "Extended"),
                            ("return_planned", "Return planned"),
                            ("overdue_return", "Overdue return"),
                            ("returned", "Returned"),
                            ("converted", "Converted to withdrawal"),
                            ("refused", "Refused"),
                            ("taken_back", "Taken back"),
                        ],
                        default="requested",
                        max_length=20,
                    ),
                ),
                ("agreed_at", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("returned_on", models.DateField(null=True)),
                ("planned_end_before", models.DateField(null=True)),
                ("planned_end_after", models.DateField(null=True)),
                ("support_plan", models.TextField(blank=True)),
                ("meeting_due_on", models.DateField(null=True)),
                ("met_on", models.DateField(null=True)),
                ("meeting_agreed", models.TextField(blank=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="breaks", to="apprentices.apprentice"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "met_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "refused_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rejoins",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.cohort"
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "break in learning",
                "verbose_name_plural": "breaks in learning",
                "ordering": ["-starts_on", "-pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["state", "starts_on"], name="break_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_breakinlearning_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "under_discussion", "refused", "taken_back"]),
                            ("agreed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="break_agreed_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "under_discussion", "agreed", "refused", "taken_back"]),
                            ("began_at__isnull", False),
                            _connector="OR",
                        ),
                        name="break_runs_since_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(
                                ("meeting_due_on__isnull", False),
                                ("planned_end_after__isnull", False),
                                ("planned_end_before__isnull", False),
                                ("returned_by__isnull", False),
                                ("returned_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="break_returned_from_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(models.Q(("support_plan", ""), _negated=True), ("refused_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="break_refused_with_a_support_plan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_a_right", True), ("state", "refused"), _negated=True),
                        name="break_that_is_a_right_is_not_refused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("met_by__isnull", True), ("met_on__isnull", True)),
                            models.Q(("met_by__isnull", False), ("met_on__isnull", False), ("state", "returned")),
                            _connector="OR",
                        ),
                        name="break_meeting_held_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["active", "extended", "return_planned", "overdue_return"])),
                        fields=("apprentice",),
                        name="break_one_running",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("terms", models.PositiveSmallIntegerField()),
                (
                    "party",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_to", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "break_in_learning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="apprentices.breakinlearning",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("break_in_learning", "terms", "party"), name="break_agreed_once_by_a_party"
                    ),
                    models.UniqueConstraint(
                        fields=("break_in_learning", "terms", "by"), name="break_agreed_once_by_a_person"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("induction", "Induction block"),
                            ("taught_day", "Day at university"),
                            ("skills_day", "Skills day"),
                            ("study_day", "Study day"),
                            ("placement", "Placement day"),
                            ("leave", "Leave"),
                            ("break", "Break in learning"),
                        ],
                        max_length=15,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=150)),
                ("starts_at", models.TimeField(null=True)),
                ("ends_at", models.TimeField(null=True)),
                ("off_the_job_hours", models.DecimalField(decimal_places=2, default=0, max_digits=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("held", "Took place"),
                            ("set_aside", "Set aside"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("source_kind", models.CharField(blank=True, max_length=80)),
                ("source_id", models.BigIntegerField(null=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar",
                        to="apprentices.apprentice",
                    ),
                ),
            ],
            options={
                "ordering": ["date", "starts_at", "pk"],
                "indexes": [models.Index(fields=["apprentice", "date"], name="calendar_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_kind", ""), _negated=True),
                        fields=("source_kind", "source_id", "apprentice"),
                        name="calendar_entry_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("date")), _connector="OR"
                        ),
                        name="calendar_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("off_the_job_hours__gte", 0), ("off_the_job_hours__lte", 24)),
                        name="calendar_hours_fit_in_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("listed", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=40)),
                ("note", models.TextField(blank=True)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_reasons",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="breakinlearning",
            name="reason",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="break_in_learning",
                to="apprentices.changereason",
            ),
        ),
        migrations.CreateModel(
            name="BetweenEmployers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("last_day_employed", models.DateField()),
                ("redundant", models.BooleanField()),
                ("planned_end_on", models.DateField()),
                ("percent_complete", models.PositiveSmallIntegerField()),
                ("found_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("looking", "Looking for a new employer"),
                            ("found", "New employer found"),
                            ("left", "Left the programme"),
                        ],
                        default="looking",
                        max_length=10,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="between_employers",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reason",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="between_employers",
                        to="apprentices.changereason",
                    ),
                ),
            ],
            options={
                "ordering": ["-last_day_employed", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "looking")),
                        fields=("apprentice",),
                        name="between_employers_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("found_on__isnull", False), ("state", "found")),
                            models.Q(models.Q(("state", "found"), _negated=True), ("found_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="between_employers_found_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent_complete__lte", 100)), name="between_employers_share_is_possible"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                ("name", models.CharField(max_length=80)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_days",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["date"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "date"), name="closed_day_once")],
            },
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("apprentice", "The apprentice’s practice or learning"),
                            ("line_manager", "A line manager"),
                            ("practice_educator", "A practice educator or supervisor"),
                            ("tutor", "A university tutor"),
                            ("host", "The placement, or who hosts it"),
                            ("lead", "The workforce lead"),
                            ("somebody_else", "Somebody else at work, or a person or family"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("practice", "Practice: how the work with people is done"),
                            ("learning", "Learning, attendance or engagement"),
                            ("support", "Supervision, support, workload or learning opportunities"),
                            ("treatment", "How somebody is treated"),
                            ("racism", "Racism"),
                            ("whistleblowing", "Wrongdoing or danger at work (whistleblowing)"),
                            ("complaint", "A complaint by a person who uses services, or their family"),
                        ],
                        max_length=20,
                    ),
                ),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("triage_due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("raised", "Waiting for triage"),
                            ("informal", "Informal plan"),
                            ("formal", "Formal action plan"),
                            ("referred", "Live matter elsewhere"),
                            ("reviewed", "Reviewed"),
                            ("escalated", "Escalated"),
                            ("resolved", "Resolved"),
                            ("not_upheld", "Not upheld"),
                        ],
                        default="raised",
                        max_length=12,
                    ),
                ),
                ("wants_to_move", models.BooleanField(default=False)),
                ("tell_due_on", models.DateField()),
                ("told_at", models.DateTimeField(null=True)),
                ("hold_asked", models.BooleanField(default=False)),
                ("hold_decided_at", models.DateTimeField(null=True)),
                (
                    "referred_to",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fitness_to_practise", "Fitness to practise, by the university"),
                            ("safeguarding", "Safeguarding"),
                            ("whistleblowing", "Whistleblowing route"),
                            ("complaints", "The employer’s complaints process"),
                        ],
                        max_length=20,
                    ),
                ),
                ("review_due_on", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("named", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at", "-pk"],
                "indexes": [models.Index(fields=["state", "triage_due_on"], name="concern_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                ("state__in", ["resolved", "not_upheld"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["resolved", "not_upheld"]), _negated=True),
                                ("closed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="concern_closed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["informal", "formal"]), _negated=True),
                            models.Q(("review_due_on__isnull", False), ("told_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="concern_plan_is_known_and_reviewed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "referred"), _negated=True),
                            models.Q(("referred_to", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="concern_referred_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened", models.TextField()),
                ("wished", models.TextField(blank=True)),
                (
                    "concern",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="account", to="apprentices.concern"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConcernAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("what", models.TextField()),
                ("measure", models.TextField(blank=True)),
                ("due_on", models.DateField()),
                ("support", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done"), ("dropped", "No longer needed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="apprentices.concern"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="concern_action_settled_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernArrangements",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("team", models.CharField(max_length=120)),
                ("phone", models.CharField(max_length=40)),
                ("out_of_hours", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "triage_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                    ),
                ),
                (
                    "hold_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concern_arrangements",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "arrangements for concerns",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hold_days__range", (1, 20)), ("triage_days__range", (1, 20))),
                        name="concern_arrangements_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernEscalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("triage", "Triage is overdue"),
                            ("action", "An action is overdue"),
                            ("review", "The review was missed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("was_due_on", models.DateField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="apprentices.concern",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("concern", "cause", "was_due_on"), name="concern_escalates_once_for_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("lado", "The designated officer for allegations (LADO) is looking into it"),
                            ("position_of_trust", "A person-in-position-of-trust enquiry"),
                            ("police", "A police enquiry"),
                            ("safeguarding", "A safeguarding enquiry"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for a second person"),
                            ("in_force", "In force"),
                            ("not_agreed", "Not agreed"),
                            ("over", "Over"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="apprentices.concern"
                    ),
                ),
                (
                    "prolongs",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prolonged_by",
                        to="apprentices.concernhold",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_concernhold_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("prolongs__isnull", True),
                            ("state__in", ["asked", "not_agreed"]),
                            models.Q(
                                ("reviewed_by__isnull", False),
                                models.Q(("reviewed_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="concern_hold_prolonged_by_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("told", "How the apprentice was told"),
                            ("review", "Review"),
                            ("outcome", "How it ended"),
                            ("referral", "Referred"),
                            ("escalation", "Escalated"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="apprentices.concern"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ConcernReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("apprentice", "The apprentice"),
                            ("raised_it", "Raised it"),
                            ("leads", "Deals with it"),
                            ("next", "Next in line: can unlock what is overdue"),
                            ("safeguarding", "Safeguarding lead"),
                            ("in_the_plan", "Has a part in the plan: reads the plan only"),
                        ],
                        max_length=15,
                    ),
                ),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consortium.appointment",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readers", to="apprentices.concern"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["person", "starts_on", "ends_on", "concern"], name="concern_by_reader")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_concernreader_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("concern", "person", "part", "starts_on"), name="concern_read_once_from"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("part__in", ["leads", "next", "safeguarding"]), _negated=True),
                            ("appointment__isnull", False),
                            _connector="OR",
                        ),
                        name="concern_dealt_with_by_a_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField(blank=True)),
                ("supporter", models.CharField(blank=True, max_length=120)),
                ("goes_with_the_plan", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="apprentices.concern"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("supporter", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="concern_reply_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Destination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("months", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                (
                    "situation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("same_employer", "Employed as a social worker where I trained"),
                            ("elsewhere", "Employed as a social worker somewhere else"),
                            ("other_work", "In other work"),
                            ("study", "In further study"),
                            ("neither", "In neither work nor study"),
                            ("unknown", "Not known"),
                        ],
                        max_length=15,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=150)),
                ("answered_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "To be asked"), ("answered", "Answered"), ("overtaken", "Overtaken")],
                        default="due",
                        max_length=10,
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="destinations",
                        to="apprentices.apprentice",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "due")), fields=["due_on"], name="destination_due")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["due", "answered"])),
                        fields=("apprentice", "months"),
                        name="destination_once_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(
                                models.Q(("situation", ""), _negated=True),
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="destination_answered_with_a_situation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DifferenceExplanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who", models.CharField(max_length=250)),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("not_here", "Person, not on the portal"),
                            ("not_there", "Person, not in the extract"),
                            ("start", "Start"),
                            ("planned_end", "Planned end"),
                            ("actual_end", "Actual end"),
                            ("planned_hours", "Planned hours"),
                            ("actual_hours", "Actual hours"),
                            ("breaks", "Breaks in learning"),
                            ("employer", "Employer"),
                            ("prior_learning", "Prior learning"),
                            ("funding", "Funding model"),
                        ],
                        max_length=15,
                    ),
                ),
                ("ours", models.CharField(blank=True, max_length=250)),
                ("theirs", models.CharField(blank=True, max_length=250)),
                ("words", models.CharField(max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "apprentice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("university", "who", "field", "ours", "theirs"), name="difference_explained_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="difference_explained_in_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("job_title", models.CharField(blank=True, max_length=120)),
                ("team", models.CharField(blank=True, max_length=120)),
                ("weekly_hours", models.DecimalField(decimal_places=2, max_digits=4)),
                ("pattern", models.JSONField(blank=True, default=list)),
                (
                    "contract",
                    models.CharField(
                        choices=[
                            ("permanent", "Permanent"),
                            ("fixed_term", "Fixed term"),
                            ("secondment", "Secondment"),
                        ],
                        default="permanent",
                        max_length=12,
                    ),
                ),
                ("contract_ends_on", models.DateField(blank=True, null=True)),
                ("probation_ends_on", models.DateField(blank=True, null=True)),
                ("substantive_post", models.CharField(blank=True, max_length=150)),
                ("pay_point", models.CharField(blank=True, max_length=40)),
                ("agreement_signed_on", models.DateField(blank=True, null=True)),
                ("agreement_starts_on", models.DateField(blank=True, null=True)),
                ("agreement_ends_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employments",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employments",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "legal_employer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_employment_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekly_hours__gt", 0), ("weekly_hours__lte", 60)),
                        name="employment_hours_a_week_are_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contract", "permanent"), _negated=True),
                            ("contract_ends_on__isnull", True),
                            _connector="OR",
                        ),
                        name="employment_permanent_has_no_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreement_ends_on__isnull", True),
                            ("agreement_starts_on__isnull", True),
                            ("agreement_ends_on__gt", models.F("agreement_starts_on")),
                            _connector="OR",
                        ),
                        name="employment_agreement_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FinishFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=250)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("checked_on", models.DateField(null=True)),
                (
                    "recorded_as",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_back_because", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_check", "To be checked on the register"),
                            ("recorded", "Recorded"),
                            ("taken_back", "Taken back"),
                        ],
                        default="recorded",
                        max_length=12,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finish_facts",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["to_check", "recorded"])),
                        fields=("apprentice", "code"),
                        name="finish_fact_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "taken_back"), _negated=True),
                            models.Q(("taken_back_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="finish_fact_taken_back_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", ""),
                            models.Q(("state", "recorded"), _negated=True),
                            models.Q(("checked_by__isnull", False), ("checked_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="finish_fact_with_a_number_is_checked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FourTests",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        default="It was new learning, part of my standard, in paid hours (or time given back), and not training that never counts.",
                        max_length=250,
                    ),
                ),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="apprentices.activitytype"
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="four_tests",
                        to="apprentices.apprentice",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "four tests",
                "constraints": [
                    models.UniqueConstraint(fields=("apprentice", "activity"), name="four_tests_once_per_activity")
                ],
            },
        ),
        migrations.CreateModel(
            name="Gateway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "direction",
                    models.CharField(
                        choices=[("through", "Through the gateway"), ("back", "Back to learning")], max_length=10
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_on", models.DateField(null=True)),
                ("refused_because", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("deciding", "Being decided"),
                            ("done", "Decided"),
                            ("refused", "Not yet"),
                            ("overtaken", "Overtaken"),
                        ],
                        default="deciding",
                        max_length=10,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gateways",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "refused_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "deciding")),
                        fields=("apprentice",),
                        name="gateway_one_decision_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("direction", "through"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="gateway_back_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("refused_by__isnull", False), models.Q(("refused_because", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="gateway_refused_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("done_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="gateway_done_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GatewayDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "party",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("decided_on", models.DateField()),
                ("conditions", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "gateway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="apprentices.gateway"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("gateway", "party"), name="gateway_decision_once_for_a_party"),
                    models.UniqueConstraint(fields=("gateway", "by"), name="gateway_decision_once_for_a_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GatewayFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("evidence", models.TextField()),
                (
                    "declared_as",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("declared_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_back_because", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "Declared"), ("taken_back", "Taken back")], default="held", max_length=10
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gateway_facts",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-declared_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "held")), fields=("apprentice", "code"), name="gateway_fact_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "held"), models.Q(("taken_back_because", ""), _negated=True), _connector="OR"
                        ),
                        name="gateway_fact_taken_back_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for the apprentice"),
                            ("agreed", "Handed over"),
                            ("refused", "Not agreed"),
                            ("ended", "Ended"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "agreed"])),
                        fields=("apprentice",),
                        name="hand_over_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HoursChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField()),
                ("hours_before", models.DecimalField(decimal_places=2, max_digits=4)),
                ("hours_after", models.DecimalField(decimal_places=2, max_digits=4)),
                ("pattern", models.JSONField(blank=True, default=list)),
                ("end_before", models.DateField()),
                ("end_after", models.DateField()),
                ("same_training", models.BooleanField()),
                ("deliverable", models.BooleanField()),
                ("assessment_unaffected", models.BooleanField()),
                ("programme_unaffected", models.BooleanField()),
                ("discussed", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for agreement"),
                            ("agreed", "Agreed"),
                            ("refused", "Not agreed"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hours_changes",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("apprentice",),
                        name="hours_change_one_pending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours_after__gt", 0),
                            ("hours_after__lte", 60),
                            models.Q(("hours_after", models.F("hours_before")), _negated=True),
                        ),
                        name="hours_change_hours_are_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "proposed")),
                            models.Q(models.Q(("state", "proposed"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="hours_change_decided_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self", "The apprentice"),
                            ("employer", "Employer"),
                            ("university", "University"),
                            ("line_manager", "Line manager"),
                            ("tutor", "University tutor"),
                            ("practice_educator", "Practice educator"),
                            ("workplace_assessor", "Workplace assessor"),
                            ("workplace_supervisor", "Workplace supervisor"),
                            ("mentor", "Mentor"),
                            ("host", "Placement host"),
                            ("panel_reader", "Practice assessment panel"),
                            ("visitor", "Visitor: auditor, inspector or external examiner"),
                        ],
                        max_length=30,
                    ),
                ),
                ("weekdays", models.JSONField(blank=True, default=list)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "passes_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("end_named_at", models.DateTimeField(editable=False, null=True)),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["person", "starts_on", "ends_on", "apprentice"], name="involvement_by_person"),
                    models.Index(
                        fields=["organisation", "starts_on", "ends_on", "apprentice"], name="involvement_by_org"
                    ),
                    models.Index(fields=["apprentice", "kind"], name="involvement_by_apprentice"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_involvement_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation__isnull", False), ("person__isnull", True)),
                            models.Q(("organisation__isnull", True), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="involvement_of_a_person_or_an_organisation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("apprentice", "person", "kind", "starts_on"),
                        name="involvement_of_a_person_once_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("apprentice", "organisation", "kind", "starts_on"),
                        name="involvement_of_an_organisation_once_from_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LearningDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                (
                    "break_in_learning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learning_days",
                        to="apprentices.breakinlearning",
                    ),
                ),
            ],
            options={
                "ordering": ["date"],
                "constraints": [
                    models.UniqueConstraint(fields=("break_in_learning", "date"), name="learning_day_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LearningSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("topic", models.CharField(max_length=120)),
                ("about", models.TextField(blank=True, max_length=2000)),
                (
                    "access",
                    models.CharField(
                        choices=[("open", "Open to join"), ("invited", "By invitation")], default="open", max_length=10
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(default=8)),
                (
                    "state",
                    models.CharField(
                        choices=[("forming", "Looking for members"), ("running", "Meeting"), ("closed", "Closed")],
                        default="forming",
                        max_length=10,
                    ),
                ),
                (
                    "facilitator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learning_sets",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["topic", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("places__gte", 4), ("places__lte", 8)), name="learning_set_of_four_to_eight"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LevelTwo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("subject", models.CharField(choices=[("english", "English"), ("maths", "Maths")], max_length=10)),
                (
                    "required_by",
                    models.CharField(
                        choices=[
                            ("university", "The university, for the degree"),
                            ("employer", "The employer"),
                            ("funding", "The funding rules"),
                            (
                                "nobody",
                                "Nobody: 19 or over at the start, chose not to take it, and the employer agreed",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("met_on", models.DateField(null=True)),
                ("evidence", models.CharField(blank=True, max_length=250)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="level_two",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "level two",
                "ordering": ["subject"],
                "constraints": [models.UniqueConstraint(fields=("apprentice", "subject"), name="level_two_once")],
            },
        ),
        migrations.CreateModel(
            name="Mentor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("offers", models.TextField(max_length=1000)),
                ("capacity", models.PositiveSmallIntegerField(default=2)),
                ("across", models.BooleanField(default=False)),
                ("available", models.BooleanField(default=True)),
                (
                    "listed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentors",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["person__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "organisation"), name="mentor_listed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1), ("capacity__lte", 10)),
                        name="mentor_capacity_is_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mentoring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("why", models.CharField(max_length=250)),
                ("proposed_on", models.DateField()),
                ("apprentice_agreed_on", models.DateField(null=True)),
                ("mentor_agreed_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("running", "Running"),
                            ("declined", "Not agreed"),
                            ("ended", "Ended"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("started_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("another_asked_on", models.DateField(null=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentorings",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mentorings", to="apprentices.mentor"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "running"])),
                        fields=("apprentice",),
                        name="mentoring_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "declined"]),
                            models.Q(
                                ("apprentice_agreed_on__isnull", False),
                                ("mentor_agreed_on__isnull", False),
                                ("started_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="mentoring_runs_with_both_agreed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["declined", "ended"]), _negated=True),
                            models.Q(("ended_by__isnull", False), ("ended_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="mentoring_ended_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("readiness_passed", "Readiness for direct practice passed"),
                            ("first_placement_passed", "First placement passed"),
                            ("last_placement_passed", "Last placement passed"),
                            ("portfolio_reviewed", "Portfolio reviewed by the tutor"),
                            ("portfolio_ratified", "Portfolio ratified"),
                        ],
                        max_length=40,
                    ),
                ),
                ("reached_on", models.DateField()),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["reached_on"],
                "constraints": [models.UniqueConstraint(fields=("apprentice", "kind"), name="milestone_once")],
            },
        ),
        migrations.CreateModel(
            name="OffTheJobEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("client_id", models.UUIDField(default=uuid.uuid4)),
                ("date", models.DateField()),
                ("starts_at", models.TimeField(blank=True, null=True)),
                ("hours", models.DecimalField(decimal_places=2, max_digits=5)),
                ("note", models.TextField(blank=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("logged", "Logged by the apprentice"),
                            ("placement", "From placement"),
                            ("attendance", "From the register"),
                        ],
                        default="logged",
                        max_length=10,
                    ),
                ),
                ("source_kind", models.CharField(blank=True, max_length=80)),
                ("source_id", models.BigIntegerField(null=True)),
                ("source_turn", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waiting for confirmation"),
                            ("confirmed", "Confirmed"),
                            ("queried", "Question for you"),
                            ("rejected", "Not agreed"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True)),
                ("question", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("reason_given", models.TextField(blank=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="apprentices.activitytype",
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="off_the_job",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="apprentices.confirmation",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("files", models.ManyToManyField(blank=True, related_name="+", to="core.storedfile")),
                (
                    "logged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rejected_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by_entry",
                        to="apprentices.offthejobentry",
                    ),
                ),
                ("statements", models.ManyToManyField(blank=True, related_name="+", to="consortium.statement")),
            ],
            options={
                "verbose_name_plural": "off-the-job entries",
                "ordering": ["-date", "-pk"],
                "indexes": [
                    models.Index(fields=["apprentice", "-date"], name="time_by_day"),
                    models.Index(
                        condition=models.Q(("state", "submitted")), fields=["apprentice"], name="time_awaiting"
                    ),
                    models.Index(
                        condition=models.Q(("state", "confirmed")),
                        fields=["apprentice", "hours"],
                        name="time_confirmed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("apprentice", "client_id"), name="time_once_per_device_id"),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("source_kind", ""), _negated=True), ("reverses__isnull", True)),
                        fields=("source_kind", "source_id", "source_turn"),
                        name="time_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hours__gt", 0), ("hours__lte", 24), ("reverses__isnull", True)),
                            models.Q(("hours__gte", -24), ("hours__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="time_hours_fit_in_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("logged_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="time_confirmed_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "submitted"), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="time_waiting_since_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "queried"), _negated=True),
                            models.Q(models.Q(("question", ""), _negated=True), ("asked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="time_queried_with_a_question",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rejected"), _negated=True),
                            models.Q(models.Q(("reason_given", ""), _negated=True), ("rejected_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="time_rejected_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverses__isnull", True), models.Q(("reason_given", ""), _negated=True), _connector="OR"
                        ),
                        name="time_reversed_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("annual_leave", "Annual leave"),
                            ("own_day", "A day of my own, such as a religious festival"),
                            ("study", "Study day"),
                        ],
                        max_length=15,
                    ),
                ),
                ("hours", models.DecimalField(decimal_places=2, default=0, max_digits=4)),
                ("team", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("set_aside", "Set aside"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("planned_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_because", models.CharField(blank=True, max_length=30)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal_days",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["date"],
                "indexes": [models.Index(fields=["apprentice", "date"], name="personal_day_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "planned")),
                        fields=("apprentice", "date"),
                        name="personal_day_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "study"), ("state", "cancelled"), _negated=True),
                            models.Q(("cancelled_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="personal_study_day_cancelled_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "party",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for an answer"),
                            ("agreed", "Agreed"),
                            ("refused", "Not agreed"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("employer", "Employer"),
                            ("provider", "University"),
                            ("dates", "Dates and hours of work"),
                            ("off_the_job", "Off-the-job training"),
                            ("prior_learning", "Prior learning and price"),
                            ("duties", "What each of us does"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                ("why", models.CharField(max_length=250)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaiting_confirmation", "To be confirmed"),
                            ("proposed", "Proposed"),
                            ("confirmed", "Confirmed"),
                            ("replaced", "Replaced"),
                            ("set_aside", "Set aside"),
                        ],
                        default="awaiting_confirmation",
                        max_length=25,
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="apprentices.planchange",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="apprentices.plansection",
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "kind", "number"],
            },
        ),
        migrations.CreateModel(
            name="PostOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("role", models.CharField(max_length=120)),
                ("team", models.CharField(blank=True, max_length=120)),
                ("starts_on", models.DateField()),
                ("guaranteed", models.BooleanField()),
                ("terms", models.TextField(blank=True)),
                ("offered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(null=True)),
                ("taken_back_because", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("taken_back", "Taken back"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="post_offers",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-offered_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["offered", "accepted"])),
                        fields=("apprentice",),
                        name="post_offer_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "taken_back"), _negated=True),
                            models.Q(("taken_back_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="post_offer_taken_back_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("planned_on", models.DateField(null=True)),
                ("planned_time", models.TimeField(null=True)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("times_moved", models.PositiveSmallIntegerField(default=0)),
                ("held_on", models.DateField(null=True)),
                ("without_employer", models.BooleanField(default=False)),
                ("why_without", models.TextField(blank=True)),
                ("catch_up_due_on", models.DateField(null=True)),
                ("caught_up_on", models.DateField(null=True)),
                ("reason_given", models.TextField(blank=True)),
                ("reopened_until", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("scheduled", "To be held"),
                            ("held", "Held, to be written up"),
                            ("signing", "Waiting for signatures"),
                            ("disputed", "Disputed"),
                            ("closed", "Signed by all three"),
                            ("reopened", "Reopened"),
                            ("closed_unsigned", "Closed unsigned"),
                            ("missed", "Missed"),
                            ("skipped", "Skipped"),
                        ],
                        default="scheduled",
                        max_length=15,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="apprentices.apprentice"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["apprentice", "number"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "scheduled")), fields=["apprentice"], name="review_open"),
                    models.Index(
                        condition=models.Q(("state", "signing")), fields=["apprentice"], name="review_signing"
                    ),
                    models.Index(fields=["state", "due_on"], name="review_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("apprentice", "number"), name="review_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "scheduled")),
                        fields=("apprentice",),
                        name="review_to_be_held_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["scheduled", "missed", "skipped"]),
                            models.Q(("held_on__isnull", False), ("recorded_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_held_on_a_day_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("without_employer", False),
                            models.Q(("catch_up_due_on__isnull", False), models.Q(("why_without", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="review_without_employer_is_caught_up_with",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["missed", "skipped", "closed_unsigned"]), _negated=True),
                            models.Q(("reason_given", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="review_not_held_or_not_signed_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuarterClose",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("closed_to", models.DateField()),
                ("closes_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("announced", "Announced"), ("closed", "Closed"), ("called_off", "Called off")],
                        default="announced",
                        max_length=10,
                    ),
                ),
                (
                    "announced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quarter_closes",
                        to="consortium.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["-closed_to", "cohort__name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gt", models.F("closed_to"))),
                        name="quarter_closes_after_its_end",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "called_off"), _negated=True),
                        fields=("cohort", "closed_to"),
                        name="quarter_closed_once_for_a_cohort",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quiet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("held_on", models.DateField()),
                ("closed", models.JSONField(default=list)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "No mail is sent"), ("lifted", "Lifted")], default="held", max_length=10
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quiet", to="apprentices.apprentice"
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reason",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="quiet",
                        to="apprentices.changereason",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "quiet",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "held")), fields=("apprentice",), name="quiet_once_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("state", "held")),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False), ("state", "lifted")),
                            _connector="OR",
                        ),
                        name="quiet_lifted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordComparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("people", models.PositiveIntegerField(default=0)),
                ("alike", models.PositiveIntegerField(default=0)),
                (
                    "brought",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.import"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.cohort"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RecordDifference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who", models.CharField(max_length=250)),
                ("name", models.CharField(max_length=200)),
                ("row", models.PositiveIntegerField(null=True)),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("not_here", "Person, not on the portal"),
                            ("not_there", "Person, not in the extract"),
                            ("start", "Start"),
                            ("planned_end", "Planned end"),
                            ("actual_end", "Actual end"),
                            ("planned_hours", "Planned hours"),
                            ("actual_hours", "Actual hours"),
                            ("breaks", "Breaks in learning"),
                            ("employer", "Employer"),
                            ("prior_learning", "Prior learning"),
                            ("funding", "Funding model"),
                        ],
                        max_length=15,
                    ),
                ),
                ("ours", models.CharField(blank=True, max_length=250)),
                ("theirs", models.CharField(blank=True, max_length=250)),
                ("since", models.DateField(null=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_differences",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="differences",
                        to="apprentices.recordcomparison",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "indexes": [models.Index(fields=["comparison", "field"], name="record_difference_by_field")],
            },
        ),
        migrations.CreateModel(
            name="Reorganisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned for its day"),
                            ("running", "Being carried out"),
                            ("done", "Carried out"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("moved", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=list)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                ("apprentices", models.ManyToManyField(related_name="+", to="apprentices.apprentice")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "legal_employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True), ("done_at__isnull", False), _connector="OR"
                        ),
                        name="reorganisation_done_has_moment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ResultReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("stage", models.CharField(max_length=200)),
                ("asked_on", models.DateField()),
                ("answer_by", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Waiting for the university"), ("answered", "Answered")],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("again", "It is looked at again, with the adjustment in place"),
                            ("stands", "The result stands"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_on", models.DateField(null=True)),
                (
                    "adjustment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="result_review",
                        to="apprentices.adjustment",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "asked"),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="result_review_answered_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewPreparation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "party",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("went_well", models.TextField(blank=True)),
                ("hard", models.TextField(blank=True)),
                ("to_agree", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preparations",
                        to="apprentices.progressreview",
                    ),
                ),
            ],
            options={
                "ordering": ["sent_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "author"), name="preparation_once_per_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewWriteUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("summary", models.TextField(blank=True)),
                ("goals", models.TextField(blank=True)),
                ("concerns", models.TextField(blank=True)),
                ("next_steps", models.TextField(blank=True)),
                ("facts", models.JSONField(default=list)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("written_at", models.DateTimeField(null=True)),
                ("void_at", models.DateTimeField(null=True)),
                ("void_reason", models.TextField(blank=True)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="write_ups",
                        to="apprentices.progressreview",
                    ),
                ),
                (
                    "void_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["review", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "number"), name="write_up_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("written_at__isnull", True),
                            models.Q(
                                models.Q(("content_hash", ""), _negated=True), models.Q(("summary", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="write_up_frozen_with_its_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("void_at__isnull", True),
                            models.Q(
                                ("void_by__isnull", False),
                                ("written_at__isnull", False),
                                models.Q(("void_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="write_up_void_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "party",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("dissent", models.TextField(blank=True)),
                ("acting_for", models.CharField(blank=True, max_length=200)),
                ("signed_at", models.DateTimeField()),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.signature"
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_signatures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "write_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="apprentices.reviewwriteup",
                    ),
                ),
            ],
            options={
                "ordering": ["write_up", "signed_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("write_up", "party"), name="review_signed_once_for_a_party"),
                    models.UniqueConstraint(fields=("write_up", "signer"), name="review_signed_once_by_a_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("what", models.CharField(max_length=300)),
                ("measure", models.CharField(blank=True, max_length=300)),
                (
                    "owner",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done"), ("dropped", "No longer needed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("settled_on", models.DateField(null=True)),
                (
                    "write_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="apprentices.reviewwriteup",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "open"), ("settled_on__isnull", False), _connector="OR"),
                        name="action_settled_on_a_day",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="progressreview",
            name="write_up",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="apprentices.reviewwriteup"
            ),
        ),
        migrations.CreateModel(
            name="SectionConfirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "party",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="apprentices.plansection",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("section", "party"), name="plan_section_confirmed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SetMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("date", models.DateField()),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                ("hours", models.DecimalField(decimal_places=2, max_digits=4)),
                ("place", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("cancelled", "Cancelled")], default="planned", max_length=10
                    ),
                ),
                ("register_taken_at", models.DateTimeField(null=True)),
                ("notes", models.TextField(blank=True)),
                ("notes_version", models.PositiveIntegerField(default=0)),
                (
                    "learning_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="apprentices.learningset",
                    ),
                ),
                (
                    "notes_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "register_taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["date", "starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="set_meeting_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), ("hours__lte", 12)), name="set_meeting_hours_fit"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SetAttendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("there", models.BooleanField()),
                ("marked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("not_credited", models.CharField(blank=True, max_length=400)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_attendances",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="apprentices.setmeeting",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "apprentice"), name="set_attendance_once_a_meeting")
                ],
            },
        ),
        migrations.CreateModel(
            name="SetMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seat", models.PositiveSmallIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("joined", "Member"),
                            ("on_hold", "On hold while away"),
                            ("left", "Left"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learning_sets",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "learning_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="apprentices.learningset",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "left"), _negated=True),
                        fields=("learning_set", "apprentice"),
                        name="learning_set_joined_once",
                    ),
                    models.UniqueConstraint(fields=("learning_set", "seat"), name="learning_set_seat_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seat__isnull", False), ("seat__lte", 8), ("state", "joined")),
                            models.Q(models.Q(("state", "joined"), _negated=True), ("seat__isnull", True)),
                            _connector="OR",
                        ),
                        name="learning_set_member_has_a_seat",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SetNotesAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notes_version", models.PositiveIntegerField()),
                ("agreed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="apprentices.apprentice"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes_agreements",
                        to="apprentices.setmeeting",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "apprentice", "notes_version"), name="set_notes_agreed_once_a_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShadowingDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=100)),
                ("about", models.TextField(max_length=2000)),
                ("team", models.CharField(blank=True, max_length=100)),
                ("date", models.DateField()),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                ("hours", models.DecimalField(decimal_places=2, max_digits=4)),
                ("place", models.CharField(max_length=200)),
                ("bring", models.CharField(blank=True, max_length=300)),
                ("places", models.PositiveSmallIntegerField(default=1)),
                (
                    "audience",
                    models.CharField(
                        choices=[("any", "Apprentices of any borough"), ("others", "Apprentices of other boroughs")],
                        default="any",
                        max_length=10,
                    ),
                ),
                ("from_year", models.PositiveSmallIntegerField(default=1)),
                (
                    "confidentiality",
                    models.CharField(
                        default="What an apprentice sees and hears about people stays in the team. Nobody is named outside it, nothing is copied or photographed, and a person whom the team supports may ask at any time that nobody watches.",
                        max_length=400,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Offered"), ("held", "Took place"), ("cancelled", "Cancelled")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("cancelled_because", models.CharField(blank=True, max_length=300)),
                ("register_taken_at", models.DateTimeField(null=True)),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shadowing_days",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "register_taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["date", "starts_at", "pk"],
                "indexes": [models.Index(fields=["state", "date"], name="shadowing_day_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="shadowing_day_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), ("hours__lte", 12), ("places__gte", 1)),
                        name="shadowing_day_hours_fit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cancelled_because", ""), ("state", "cancelled"), _negated=True),
                        name="shadowing_day_cancelled_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            models.Q(("register_taken_at__isnull", False), ("register_taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="shadowing_day_register",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShadowingAsk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("wish", models.TextField(max_length=500)),
                ("confidentiality_accepted_at", models.DateTimeField()),
                ("seat", models.PositiveSmallIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for the line manager"),
                            ("released", "Waits for the host"),
                            ("waiting", "On the waiting list"),
                            ("agreed", "Agreed"),
                            ("attended", "Was there"),
                            ("missed", "Was not there"),
                            ("not_released", "Not released"),
                            ("declined", "Declined by the host"),
                            ("cancelled", "Cancelled"),
                            ("on_hold", "On hold while away"),
                        ],
                        default="asked",
                        max_length=15,
                    ),
                ),
                ("released_at", models.DateTimeField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("reason_given", models.CharField(blank=True, max_length=300)),
                ("hours_there", models.DecimalField(decimal_places=2, max_digits=4, null=True)),
                ("marked_at", models.DateTimeField(null=True)),
                ("reflection", models.TextField(blank=True)),
                ("reflected_at", models.DateTimeField(null=True)),
                ("shared_at", models.DateTimeField(null=True)),
                ("not_credited", models.CharField(blank=True, max_length=400)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shadowing",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="asks", to="apprentices.shadowingday"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["apprentice", "state"], name="shadowing_ask_by_apprentice")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "released", "waiting", "agreed", "on_hold"])),
                        fields=("day", "apprentice"),
                        name="shadowing_asked_once",
                    ),
                    models.UniqueConstraint(fields=("day", "seat"), name="shadowing_seat_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seat__isnull", False), ("state__in", ["agreed", "attended", "missed"])),
                            models.Q(
                                models.Q(("state__in", ["agreed", "attended", "missed"]), _negated=True),
                                ("seat__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="shadowing_seat_goes_with_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["released", "waiting", "agreed", "attended", "missed"]), _negated=True
                            ),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="shadowing_released_before_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason_given", ""), ("state__in", ["not_released", "declined"]), _negated=True
                        ),
                        name="shadowing_refused_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "attended"), _negated=True),
                            models.Q(
                                ("hours_there__gt", 0),
                                ("hours_there__lte", 12),
                                ("marked_at__isnull", False),
                                ("marked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="shadowing_attended_for_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedAdjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("employer", "Employer"),
                            ("university", "University"),
                            ("placement", "Placement"),
                            ("assessment", "Assessment"),
                            ("selection", "Selection"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ends_on", models.DateField()),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("told", "Shared to be read"),
                            ("asked", "Waiting for a decision"),
                            ("offered", "Something else offered"),
                            ("agreed", "Agreed"),
                            ("refused", "Not agreed"),
                        ],
                        default="told",
                        max_length=10,
                    ),
                ),
                ("asked_on", models.DateField(null=True)),
                ("decide_by", models.DateField(null=True)),
                ("instead", models.TextField(blank=True, max_length=2000)),
                ("because", models.TextField(blank=True, max_length=2000)),
                ("turn_to", models.CharField(blank=True, max_length=300)),
                ("decided_on", models.DateField(null=True)),
                (
                    "adjustment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="apprentices.adjustment"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["adjustment", "pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["state", "decide_by"], name="adjustment_party_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_sharedadjustment_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("adjustment", "audience"), name="adjustment_shared_once_with_a_party"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "told"),
                            models.Q(("asked_on__isnull", False), ("decide_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="adjustment_asked_with_a_day_to_decide_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["offered", "agreed", "refused"]), _negated=True),
                            models.Q(("decided_by__isnull", False), ("decided_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="adjustment_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(
                                models.Q(("because", ""), _negated=True), models.Q(("turn_to", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_refused_with_a_reason_and_a_way_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "offered"), _negated=True),
                            models.Q(("instead", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="adjustment_something_else_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "First sitting"),
                            ("resit", "Resit"),
                            ("retake", "Retake with further learning"),
                        ],
                        max_length=10,
                    ),
                ),
                ("components", models.JSONField(default=list)),
                ("booked_for", models.DateField()),
                ("sat_on", models.DateField(null=True)),
                ("result_on", models.DateField(null=True)),
                ("grade", models.CharField(blank=True, max_length=40)),
                ("passed_components", models.JSONField(default=list)),
                (
                    "again",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resit", "Resit: the assessment again"),
                            ("retake", "Retake: further learning, then the assessment again"),
                            ("none", "No further sitting"),
                        ],
                        max_length=10,
                    ),
                ),
                ("again_by", models.DateField(null=True)),
                (
                    "paid_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("employer", "The employer"),
                            ("university", "The university"),
                            ("included", "The agreed price, which includes it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("still_employed", models.BooleanField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("sat", "Taken, result to come"),
                            ("passed", "Passed"),
                            ("not_passed", "Not passed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="booked",
                        max_length=12,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sittings",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "booked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("apprentice", "number"), name="sitting_numbered"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["booked", "sat"])),
                        fields=("apprentice",),
                        name="sitting_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["booked", "cancelled"]), ("sat_on__isnull", False), _connector="OR"
                        ),
                        name="sitting_taken_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["passed", "not_passed"]), _negated=True),
                            ("result_on__isnull", False),
                            _connector="OR",
                        ),
                        name="sitting_result_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "not_passed"), _negated=True),
                            models.Q(
                                models.Q(("again", ""), _negated=True),
                                ("still_employed__isnull", False),
                                models.Q(
                                    ("again", "none"),
                                    models.Q(("again_by__isnull", False), models.Q(("paid_by", ""), _negated=True)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="sitting_not_passed_says_what_next",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SkillsScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("opened_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Being filled in"), ("discussed", "Discussed")], default="open", max_length=10
                    ),
                ),
                ("discussed_on", models.DateField(null=True)),
                ("agreed", models.TextField(blank=True, max_length=4000)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skills_scans",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "discussed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.framework"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("apprentice", "number"), name="skills_scan_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("apprentice",), name="skills_scan_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(("discussed_by__isnull", False), ("discussed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="skills_scan_discussed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "party",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="views", to="apprentices.skillsscan"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("scan", "party"), name="skills_scan_one_view_of_a_party")
                ],
            },
        ),
        migrations.CreateModel(
            name="PriorLearning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("topic", models.CharField(max_length=200)),
                ("hours", models.DecimalField(decimal_places=2, max_digits=7)),
                ("because", models.TextField(max_length=2000)),
                ("proposed_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Put forward"), ("decided", "Decided")], default="proposed", max_length=10
                    ),
                ),
                ("recognised", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ("decided_on", models.DateField(null=True)),
                ("decided_because", models.TextField(blank=True, max_length=2000)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prior_learning",
                        to="apprentices.skillsscan",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "prior learning",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("hours__gt", 0)), name="prior_learning_takes_hours"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recognised__isnull", True), ("state", "proposed")),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                ("recognised__gte", 0),
                                ("recognised__lte", models.F("hours")),
                                ("state", "decided"),
                            ),
                            _connector="OR",
                        ),
                        name="prior_learning_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("study_skills", "Study skills"),
                            ("english_maths", "English and maths"),
                            ("digital", "Digital skills"),
                            ("academic", "Academic support"),
                            ("wellbeing", "Where to find support for wellbeing"),
                        ],
                        max_length=15,
                    ),
                ),
                ("need", models.TextField(max_length=2000)),
                ("offer", models.TextField(max_length=2000)),
                ("offered_by", models.CharField(max_length=200)),
                ("starts_on", models.DateField()),
                ("review_on", models.DateField()),
                ("with_employer", models.BooleanField(default=False)),
                ("with_university", models.BooleanField(default=False)),
                (
                    "written_as",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("ended", "Ended")], default="running", max_length=10
                    ),
                ),
                ("ended_on", models.DateField(null=True)),
                ("outcome", models.TextField(blank=True, max_length=2000)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support_offers",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["state", "-starts_on", "-pk"],
                "indexes": [models.Index(fields=["state", "review_on"], name="support_by_review")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("state", "running")),
                            models.Q(("ended_by__isnull", False), ("ended_on__isnull", False), ("state", "ended")),
                            _connector="OR",
                        ),
                        name="support_ended_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("written_as", "apprentice"),
                            models.Q(("with_employer", True), ("written_as", "employer")),
                            models.Q(("with_university", True), ("written_as", "university")),
                            _connector="OR",
                        ),
                        name="support_read_by_whoever_wrote_it",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "decided_as",
                    models.CharField(
                        choices=[("apprentice", "Apprentice"), ("employer", "Employer"), ("university", "University")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Suspended"),
                            ("lifted", "Lifted"),
                            ("overtaken", "Followed by a break or the end"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspensions",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reason",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="suspension",
                        to="apprentices.changereason",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_suspension_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_on__isnull", True), ("state", "running")),
                            models.Q(models.Q(("state", "running"), _negated=True), ("ends_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="suspension_ends_when_it_is_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "lifted"), _negated=True), ("lifted_by__isnull", False), _connector="OR"
                        ),
                        name="suspension_lifted_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")), fields=("apprentice",), name="suspension_one_running"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TemporaryRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(choices=[("secondment", "Secondment"), ("acting_up", "Acting up")], max_length=12),
                ),
                ("job_title", models.CharField(max_length=120)),
                ("team", models.CharField(blank=True, max_length=120)),
                ("gives_opportunities", models.BooleanField()),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="temporary_roles",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_temporaryrole_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TimetableSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("induction", "Induction block"),
                            ("taught_day", "Day at university"),
                            ("skills_day", "Skills day"),
                            ("webinar", "Webinar"),
                            ("study_day", "Study day"),
                        ],
                        max_length=15,
                    ),
                ),
                ("title", models.CharField(max_length=150)),
                ("date", models.DateField()),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                ("off_the_job_hours", models.DecimalField(decimal_places=2, max_digits=4)),
                ("counts_as_skills_day", models.BooleanField(default=False)),
                ("venue", models.CharField(blank=True, max_length=150)),
                ("room", models.CharField(blank=True, max_length=80)),
                ("room_places", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("room_paid_by", models.CharField(blank=True, max_length=100)),
                ("access_details", models.CharField(blank=True, max_length=300)),
                ("online_link", models.URLField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("cancelled", "Cancelled by the university"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                ("short_notice", models.BooleanField(default=False)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_because", models.CharField(blank=True, max_length=30)),
                ("register_taken_at", models.DateTimeField(null=True)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="consortium.cohort"
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "register_taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="apprentices.timetablesession",
                    ),
                ),
            ],
            options={
                "ordering": ["date", "starts_at", "pk"],
                "indexes": [models.Index(fields=["cohort", "date"], name="timetable_session_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="timetable_session_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("off_the_job_hours__gte", 0), ("off_the_job_hours__lte", 12)),
                        name="timetable_session_hours_fit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="timetable_session_published_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(
                                models.Q(("cancelled_because", ""), _negated=True), ("cancelled_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="timetable_session_cancelled_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.CharField(
                        choices=[("present", "Present"), ("late", "Late"), ("absent", "Away"), ("made_up", "Made up")],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=30)),
                ("made_up_on", models.DateField(null=True)),
                ("marked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="apprentices.timetablesession",
                    ),
                ),
            ],
            options={
                "ordering": ["session", "apprentice"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "apprentice"), name="attendance_once_a_session"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mark", "absent"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="attendance_away_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ToldReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="apprentices.changereason"
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_toldreason_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("reason", "person"), name="reason_told_once_to_a_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "apprentice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_plan",
                        to="apprentices.apprentice",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="plansection",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sections", to="apprentices.trainingplan"
            ),
        ),
        migrations.AddField(
            model_name="planchange",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="apprentices.trainingplan"
            ),
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("last_day", models.DateField()),
                ("first_day", models.DateField()),
                ("weekly_hours", models.DecimalField(decimal_places=2, max_digits=4, null=True)),
                ("job_title", models.CharField(blank=True, max_length=120)),
                ("team", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for agreement"),
                            ("agreed", "Agreed, waiting for the day"),
                            ("done", "Transferred"),
                            ("refused", "Not agreed"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("accepted_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("break_ended_at", models.DateTimeField(null=True)),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-first_day", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "agreed"])),
                        fields=("apprentice",),
                        name="transfer_one_pending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_day__gt", models.F("last_day"))),
                        name="transfer_first_day_after_last",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("after", models.F("before")), _negated=True), name="transfer_is_to_another"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["agreed", "done"]), _negated=True),
                            models.Q(
                                ("accepted_at__isnull", False), ("weekly_hours__gt", 0), ("weekly_hours__lte", 60)
                            ),
                            _connector="OR",
                        ),
                        name="transfer_agreed_was_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("done_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="transfer_done_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("last_day", models.DateField()),
                ("content", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                ("frozen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer_statements",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer_statements",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-last_day", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("apprentice", "employer", "last_day"), name="transfer_statement_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UsualTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("hours", models.DecimalField(decimal_places=2, max_digits=5)),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")],
                        null=True,
                    ),
                ),
                ("starts_at", models.TimeField(null=True)),
                ("note", models.TextField(blank=True)),
                ("answered_to", models.DateField()),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="apprentices.activitytype"
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usual_time",
                        to="apprentices.apprentice",
                    ),
                ),
                ("statements", models.ManyToManyField(blank=True, related_name="+", to="consortium.statement")),
            ],
            options={
                "verbose_name_plural": "usual time",
                "ordering": ["weekday", "starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), ("hours__lte", 24)), name="usual_time_fits_in_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weekday__isnull", True),
                            models.Q(("weekday__gte", 0), ("weekday__lte", 4)),
                            _connector="OR",
                        ),
                        name="usual_time_on_a_working_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VarianceStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("minimum_hours", models.DecimalField(decimal_places=2, max_digits=7)),
                ("planned_hours", models.DecimalField(decimal_places=2, max_digits=7)),
                ("actual_hours", models.DecimalField(decimal_places=2, max_digits=8)),
                ("why", models.TextField()),
                ("effect", models.TextField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="variance_statements",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("actual_hours__lt", models.F("planned_hours"))),
                        name="variance_statement_is_about_hours_under_plan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("why", ""), _negated=True), models.Q(("effect", ""), _negated=True)
                        ),
                        name="variance_statement_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("auditor", "Auditor"),
                            ("ofsted", "Ofsted inspector"),
                            ("regulator", "Social Work England"),
                            ("examiner", "External examiner"),
                            ("other", "Somebody else with a right to read"),
                        ],
                        max_length=10,
                    ),
                ),
                ("organisation", models.CharField(max_length=150)),
                ("purpose", models.CharField(max_length=300)),
                ("ends_on", models.DateField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("ended", "Ended early")], default="open", max_length=10
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("apprentices", models.ManyToManyField(related_name="visits", to="apprentices.apprentice")),
                (
                    "audit_file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="apprentices.auditfile",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "visitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_visit_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "open")),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False), ("state", "ended")),
                            _connector="OR",
                        ),
                        name="visit_ended_early_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitInterval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("every", models.DurationField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "university",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_interval",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("every__gte", datetime.timedelta(days=7)), ("every__lte", datetime.timedelta(days=364))
                        ),
                        name="visits_are_at_least_once_a_year",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "apprentice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_on_visits",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="openings", to="apprentices.visit"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["visit", "at"], name="visit_opening_by_visit")],
            },
        ),
        migrations.CreateModel(
            name="WellbeingCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weeks", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fine", "Nothing changed for the worse"),
                            ("worse", "Something changed for the worse"),
                            ("not_reached", "The apprentice did not want to say, or could not be reached"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="apprentices.concern"
                    ),
                ),
            ],
            options={
                "ordering": ["weeks"],
                "constraints": [
                    models.UniqueConstraint(fields=("concern", "weeks"), name="concern_check_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("asked_at__isnull", True), ("asked_by__isnull", True)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("asked_at__isnull", False),
                                ("asked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="concern_check_answered_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("last_day", models.DateField()),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("apprentice", "Apprentice"),
                            ("employer", "Employer"),
                            ("university", "University"),
                            ("other", "Nobody's decision"),
                        ],
                        max_length=10,
                    ),
                ),
                ("within_qualifying_period", models.BooleanField()),
                (
                    "exit_award",
                    models.CharField(
                        choices=[
                            ("not_decided", "Not decided yet"),
                            ("none", "No award"),
                            ("certificate", "Certificate of Higher Education"),
                            ("diploma", "Diploma of Higher Education"),
                            ("degree", "A degree that does not lead to registration"),
                            ("continues", "Stays at the university, paying for the degree another way"),
                        ],
                        default="not_decided",
                        max_length=15,
                    ),
                ),
                ("talked_on", models.DateField(null=True)),
                ("confirmed_hours", models.DecimalField(decimal_places=2, max_digits=8)),
                ("placement_days", models.DecimalField(decimal_places=1, max_digits=5)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[("recorded", "Left the programme"), ("reinstated", "Came back")],
                        default="recorded",
                        max_length=10,
                    ),
                ),
                ("reinstated_on", models.DateField(null=True)),
                ("reinstated_because", models.TextField(blank=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "reason",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="withdrawal",
                        to="apprentices.changereason",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reinstated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "talked_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-last_day", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "recorded")),
                        fields=("apprentice",),
                        name="withdrawal_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reinstated_on__isnull", True), ("state", "recorded")),
                            models.Q(
                                ("reinstated_by__isnull", False),
                                ("reinstated_on__isnull", False),
                                ("state", "reinstated"),
                                models.Q(("reinstated_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="withdrawal_taken_back_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkplaceVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("date", models.DateField()),
                ("starts_at", models.TimeField()),
                ("online", models.BooleanField(default=False)),
                ("place", models.CharField(max_length=200)),
                ("with_whom", models.CharField(max_length=300)),
                ("planned_at", models.DateTimeField(auto_now_add=True)),
                ("times_moved", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("missed", "Missed")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("recorded_at", models.DateTimeField(null=True)),
                ("notes", models.TextField(blank=True, max_length=4000)),
                ("agreed", models.TextField(blank=True, max_length=2000)),
                ("missed_because", models.CharField(blank=True, max_length=300)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workplace_visits",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-date", "-pk"],
                "indexes": [models.Index(fields=["state", "date"], name="visit_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "planned"),
                            models.Q(("recorded_at__isnull", False), ("recorded_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_recorded_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            models.Q(("notes", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="visit_held_with_notes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "missed"), _negated=True),
                            models.Q(("missed_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="visit_missed_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "planned")),
                        fields=("apprentice",),
                        name="visit_one_planned_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "apprentice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="apprentices.apprentice",
                    ),
                ),
                ("confirmed_hours", models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                ("hours_awaiting", models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                ("entries_awaiting", models.PositiveIntegerField(default=0)),
                ("expected_hours", models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("on_track", "On track"),
                            ("behind", "Behind plan"),
                            ("paused", "Paused"),
                            ("reached", "Hours reached"),
                        ],
                        default="not_started",
                        max_length=12,
                    ),
                ),
                ("forecast_on", models.DateField(null=True)),
                ("placement_days", models.DecimalField(decimal_places=1, default=0, max_digits=5)),
                ("skills_days", models.PositiveSmallIntegerField(default=0)),
                ("evidence_waiting", models.PositiveIntegerField(default=0)),
                ("evidence_accepted", models.PositiveIntegerField(default=0)),
                ("last_entry_on", models.DateField(null=True)),
                ("next_review_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["track"], name="standing_by_track"),
                    models.Index(fields=["confirmed_hours"], name="standing_by_hours"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="progressreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["signing", "disputed", "closed"]), _negated=True),
                    ("write_up__isnull", False),
                    _connector="OR",
                ),
                name="review_signed_has_a_text",
            ),
        ),
        migrations.AddIndex(
            model_name="plansection",
            index=models.Index(
                condition=models.Q(("state__in", ["awaiting_confirmation", "proposed"])),
                fields=["state", "opened_at"],
                name="plan_section_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="plansection",
            constraint=models.UniqueConstraint(fields=("plan", "kind", "number"), name="plan_section_number_once"),
        ),
        migrations.AddConstraint(
            model_name="plansection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["awaiting_confirmation", "confirmed"])),
                fields=("plan", "kind"),
                name="plan_section_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="plansection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "proposed"), _negated=True), ("change__isnull", False), _connector="OR"
                ),
                name="plan_section_proposed_by_a_change",
            ),
        ),
        migrations.AddConstraint(
            model_name="planchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "pending")), fields=("plan",), name="plan_one_change_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="planchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(models.Q(("answer", ""), _negated=True), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_change_refused_with_a_reason",
            ),
        ),
        migrations.CreateModel(
            name="PlacementDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("end", "End it early"),
                            ("pause", "Pause it"),
                            ("dates", "Change its dates, or extend it"),
                            ("not_go_ahead", "Record that it does not go ahead"),
                        ],
                        max_length=15,
                    ),
                ),
                ("ends_on", models.DateField()),
                ("words", models.TextField()),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placement_decisions",
                        to="apprentices.concern",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="apprentices_placementdecision_ends_after_it_starts",
                    )
                ],
            },
        ),
    ]
