from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("apprentices", "0001_initial"),
        ("consortium", "0001_initial"),
        ("core", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField()),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("level", models.CharField(blank=True, max_length=20)),
                ("is_last", models.BooleanField()),
                ("days_minimum", models.PositiveSmallIntegerField(editable=False)),
                ("days_required", models.PositiveSmallIntegerField()),
                (
                    "days_counted",
                    models.DecimalField(decimal_places=1, default=Decimal("0"), editable=False, max_digits=5),
                ),
                ("ends_on", models.DateField()),
                ("own_team", models.BooleanField(default=False)),
                ("new_duties", models.TextField(blank=True)),
                ("caseload_taken_off", models.TextField(blank=True)),
                ("contrast", models.TextField(blank=True)),
                ("independence_declared", models.BooleanField(default=False)),
                ("off_the_job_hours_a_day", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("declined", "Not taken up"),
                            ("confirmed", "Confirmed"),
                            ("fell_through", "Did not go ahead"),
                            ("live", "Under way"),
                            ("suspended", "Paused"),
                            ("days_complete", "Days complete"),
                            ("ended_early", "Ended early"),
                            ("closed", "Closed"),
                            ("not_passed", "Not passed"),
                        ],
                        default="proposed",
                        max_length=15,
                    ),
                ),
                ("paused_with_learning", models.BooleanField(default=False, editable=False)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="apprentices.apprentice",
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
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervised_placements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["apprentice", "number", "starts_on"],
                "abstract": False,
                "indexes": [models.Index(fields=["state", "starts_on"], name="placement_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="placements_placement_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_required__gte", models.F("days_minimum"))),
                        name="placement_days_never_under_the_minimum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["days_complete", "closed"]), _negated=True),
                            ("days_counted__gte", models.F("days_required")),
                            _connector="OR",
                        ),
                        name="placement_complete_with_its_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "declined"]),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="placement_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "declined", "confirmed", "fell_through"]),
                            models.Q(("started_at__isnull", False), ("started_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="placement_started_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("off_the_job_hours_a_day__isnull", True),
                            models.Q(("off_the_job_hours_a_day__gte", 0), ("off_the_job_hours_a_day__lte", 12)),
                            _connector="OR",
                        ),
                        name="placement_hours_a_day_are_possible",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["declined", "fell_through", "ended_early", "not_passed"]), _negated=True
                        ),
                        fields=("apprentice", "number"),
                        name="placement_once_in_the_pattern",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlyEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cause", models.CharField(max_length=40)),
                ("no_fault", models.BooleanField()),
                ("note", models.TextField(blank=True)),
                (
                    "placement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="early_end", to="placements.placement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlacementDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("present", "Whole day"),
                            ("half", "Half day"),
                            ("made_up", "Made up for a missed day"),
                            ("absent", "Away"),
                            ("away", "University or skills day, not counted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("logged_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("logged", "Waiting for confirmation"),
                            ("queried", "Asked about"),
                            ("confirmed", "Confirmed"),
                            ("superseded", "Corrected"),
                        ],
                        default="logged",
                        max_length=12,
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=500)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("correction", models.CharField(blank=True, max_length=500)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by_day",
                        to="placements.placementday",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placement_days",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="placements.placement"
                    ),
                ),
            ],
            options={
                "ordering": ["-date", "-pk"],
                "indexes": [models.Index(fields=["placement", "state"], name="placement_day_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "superseded"), _negated=True),
                        fields=("placement", "date"),
                        name="placement_day_once_a_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="placement_day_not_confirmed_by_its_own_apprentice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["logged", "queried"]),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="placement_day_confirmed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AbsenceReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30)),
                (
                    "day",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absence",
                        to="placements.placementday",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PracticeEducator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("employed_by_member", models.BooleanField(default=True)),
                (
                    "base",
                    models.CharField(
                        choices=[("on_site", "On site"), ("off_site", "Off site"), ("either", "On or off site")],
                        default="on_site",
                        max_length=10,
                    ),
                ),
                ("registration_number", models.CharField(blank=True, max_length=20)),
                ("registration_checked_on", models.DateField(blank=True, null=True)),
                ("last_supported_on", models.DateField(blank=True, null=True)),
                ("current_until", models.DateField(editable=False, null=True)),
                ("capacity", models.PositiveSmallIntegerField(default=1)),
                ("other_routes", models.PositiveSmallIntegerField(default=0)),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practice_educators",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practice_educator",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["person__name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("registration_checked_on__isnull", True),
                            models.Q(("registration_number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="educator_checked_with_a_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1), ("capacity__lte", 12)),
                        name="educator_capacity_is_possible",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="placement",
            name="overseen_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="overseeing",
                to="placements.practiceeducator",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="practice_educator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="placements.practiceeducator"
            ),
        ),
        migrations.CreateModel(
            name="Designation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("stage_1", "Stage 1"),
                            ("working_towards_stage_2", "Working towards stage 2"),
                            ("stage_2", "Stage 2"),
                        ],
                        max_length=25,
                    ),
                ),
                (
                    "educator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="designations",
                        to="placements.practiceeducator",
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
                        name="placements_designation_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("team", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("adults", "Adults' services"),
                            ("children", "Children's services"),
                            ("both", "Adults' and children's services"),
                        ],
                        max_length=10,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=250)),
                ("legal_duties", models.BooleanField(default=False)),
                ("works_under_the_acts", models.BooleanField(default=False)),
                ("keeps_case_records", models.BooleanField(default=False)),
                ("audited_on", models.DateField(blank=True, null=True)),
                ("approved_from", models.DateField(blank=True, null=True)),
                ("approved_to", models.DateField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "borough",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.borough"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settings",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__name", "team"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "team"), name="setting_team_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_by__isnull", True),
                                ("approved_from__isnull", True),
                                ("approved_to__isnull", True),
                            ),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("approved_from__isnull", False),
                                ("approved_to__gte", models.F("approved_from")),
                                ("audited_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="setting_approved_after_an_audit",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="placement",
            name="setting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="placements.setting"
            ),
        ),
        migrations.CreateModel(
            name="UniversityRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("own_team_allowed", models.BooleanField(default=False)),
                (
                    "university",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placement_rule",
                        to="consortium.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Condition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dbs_seen", "DBS outcome seen and right for the work"),
                            ("occupational_health", "Occupational health cleared"),
                            ("adjustments", "Adjustments in place, or none asked for"),
                            ("hosting_agreement", "Hosting agreement signed"),
                            ("educator_checked", "Practice educator's registration and currency checked"),
                        ],
                        max_length=25,
                    ),
                ),
                ("met_on", models.DateField()),
                ("ticked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "ticked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conditions",
                        to="placements.placement",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("placement", "kind"), name="placement_condition_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("overseen_by__isnull", True),
                    models.Q(("overseen_by", models.F("practice_educator")), _negated=True),
                    _connector="OR",
                ),
                name="placement_is_not_overseen_by_its_own_educator",
            ),
        ),
    ]
