import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consortium",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(editable=False, max_length=30, null=True, unique=True)),
                ("name", models.CharField(max_length=120, unique=True)),
                ("short_name", models.CharField(max_length=40)),
                (
                    "members_confirmed",
                    models.BooleanField(default=True, help_text="False: ask before the list is shown as fact"),
                ),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "consortia",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="OffTheJobRuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("rules", models.JSONField(default=dict)),
                ("source", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "ordering": ["valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("description", models.CharField(blank=True, max_length=300)),
                ("organisation_kinds", models.JSONField(default=list)),
                ("needs_second_factor", models.BooleanField(default=True)),
                (
                    "reads_apprentices",
                    models.BooleanField(default=False, help_text="Sees every apprentice of the organisation"),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=10, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("level", models.PositiveSmallIntegerField()),
                ("typical_months", models.PositiveSmallIntegerField()),
                ("funding_bands", models.JSONField(default=list, help_text="[{valid_from, amount_gbp, note}]")),
                ("note", models.TextField(blank=True)),
                ("order", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["order", "code"],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
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
                ("accepted_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="consortium_appointment_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Borough",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gss_code", models.CharField(max_length=9, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("short_name", models.CharField(max_length=40)),
                ("tile_code", models.CharField(max_length=3, unique=True)),
                ("tile_row", models.PositiveSmallIntegerField()),
                ("tile_column", models.PositiveSmallIntegerField()),
                ("sub_region", models.CharField(max_length=3)),
                ("inner", models.BooleanField()),
                ("neighbours", models.ManyToManyField(blank=True, to="consortium.borough")),
            ],
            options={
                "verbose_name_plural": "boroughs",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Framework",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("edition", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("publisher", models.CharField(max_length=150)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("judged", models.BooleanField()),
                (
                    "official",
                    models.BooleanField(
                        default=True, help_text="False: codes are local until the official list is imported"
                    ),
                ),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["code", "valid_from"],
                "constraints": [models.UniqueConstraint(fields=("code", "edition"), name="framework_edition_once")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="sent",
                        max_length=10,
                    ),
                ),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to="consortium.appointment",
                    ),
                ),
                (
                    "invited_by",
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
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(editable=False, max_length=30, null=True, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("short_name", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("council", "Council"),
                            ("service", "Council service"),
                            ("trust", "Trust or company that serves councils"),
                            ("university", "University"),
                            ("voluntary", "Voluntary or independent organisation"),
                            ("lived_experience_group", "Group of people with lived experience"),
                            ("consortium_office", "Consortium office"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adults", "Adults' services"),
                            ("children", "Children's services"),
                            ("both", "Adults' and children's services"),
                        ],
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField(default=datetime.date(2018, 11, 1))),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("covers", models.ManyToManyField(blank=True, related_name="organisations", to="consortium.borough")),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "succeeded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)), fields=("name",), name="organisation_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="organisation_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "service"), _negated=True), ("part_of__isnull", False), _connector="OR"
                        ),
                        name="organisation_service_is_part_of_a_council",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationIdentifier",
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
                            ("ern", "Employer reference number (ERN)"),
                            ("ukprn", "Provider reference number (UKPRN)"),
                            ("name", "Another name"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=150)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "value"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "kind", "value"), name="identifier_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "name"), _negated=True),
                        fields=("kind", "value"),
                        name="identifier_number_of_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                    "grade",
                    models.CharField(
                        choices=[
                            ("shadow", "Shadow member"),
                            ("associate", "Associate member"),
                            ("full", "Full member"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "consortium",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="consortium.consortium",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__name", "starts_on"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="consortium_membership_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="consortium",
            name="members",
            field=models.ManyToManyField(
                related_name="consortia", through="consortium.Membership", to="consortium.organisation"
            ),
        ),
        migrations.AddField(
            model_name="consortium",
            name="office",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="consortium.organisation"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="role",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="consortium.role"
            ),
        ),
        migrations.CreateModel(
            name="PublishedMinimum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hours", models.DecimalField(decimal_places=2, max_digits=7)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "placeholder",
                    models.BooleanField(default=False, help_text="Not confirmed: check Annex C of the funding rules"),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_minimums",
                        to="consortium.standard",
                    ),
                ),
            ],
            options={
                "ordering": ["standard", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="StandardStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "feeder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="leads_to", to="consortium.standard"
                    ),
                ),
                (
                    "next",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fed_by", to="consortium.standard"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("feeder", "next"), name="standard_step_once")],
            },
        ),
        migrations.CreateModel(
            name="StandardVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=10)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("placement_pattern", models.JSONField(default=list)),
                ("skills_days", models.PositiveSmallIntegerField(default=0)),
                ("finish", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True)),
                ("frameworks", models.ManyToManyField(related_name="standard_versions", to="consortium.framework")),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="consortium.standard"
                    ),
                ),
            ],
            options={
                "ordering": ["standard", "valid_from"],
                "constraints": [models.UniqueConstraint(fields=("standard", "version"), name="standard_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Cohort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=100, unique=True)),
                ("starts_on", models.DateField()),
                ("months", models.PositiveSmallIntegerField(default=36)),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cohorts",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "standard_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cohorts",
                        to="consortium.standardversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "name"],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=250)),
                ("group", models.CharField(blank=True, max_length=80)),
                ("summary", models.TextField(blank=True)),
                ("descriptors", models.JSONField(default=dict)),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="consortium.framework",
                    ),
                ),
            ],
            options={
                "ordering": ["framework", "number", "code"],
                "constraints": [models.UniqueConstraint(fields=("framework", "code"), name="statement_code_once")],
            },
        ),
        migrations.CreateModel(
            name="FrameworkLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="levels", to="consortium.framework"
                    ),
                ),
            ],
            options={
                "ordering": ["framework", "order"],
                "constraints": [models.UniqueConstraint(fields=("framework", "code"), name="framework_level_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("person", "organisation", "role", "starts_on"),
                name="appointment_once_from_a_day",
            ),
        ),
    ]
