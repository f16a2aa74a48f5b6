import uuid
from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.records
import recruitment.models.applications
import recruitment.models.channels
import recruitment.models.sift


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("apprentices", "0001_initial"),
        ("consortium", "0001_initial"),
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_items",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Interview question"),
                            ("scenario", "Scenario or role play"),
                            ("written_task", "Written task"),
                        ],
                        max_length=15,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("retire_after", models.PositiveSmallIntegerField(default=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("in_use", "In use"), ("retired", "Retired")], default="in_use", max_length=10
                    ),
                ),
            ],
            options={
                "ordering": ["title", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("kept_by", "title"), name="bank_item_title_once"),
                    models.CheckConstraint(
                        condition=models.Q(("retire_after__gte", 1)), name="bank_item_retires_some_day"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="BankVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="recruitment.bankitem"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField(max_length=6000)),
                ("follow_ups", models.TextField(blank=True, max_length=3000)),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("checked_at", models.DateTimeField(editable=False, null=True)),
                ("fixed_at", models.DateTimeField(editable=False, null=True)),
                ("statements", models.ManyToManyField(related_name="+", to="consortium.statement")),
            ],
            options={
                "ordering": ["item", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="bank_version_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1), ("minutes__lte", 480)), name="bank_version_takes_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                            models.Q(
                                ("checked_at__isnull", False),
                                ("checked_by__isnull", False),
                                models.Q(("checked_by", models.F("written_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_version_checked_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fixed_at__isnull", True), ("checked_at__isnull", False), _connector="OR"),
                        name="bank_version_fixed_is_checked",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="BankCriterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("anchors", models.JSONField(default=list)),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("floor", models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ("fixed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="recruitment.bankversion",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "bank criteria",
                "ordering": ["version", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "position"), name="bank_criterion_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 10)),
                        name="bank_criterion_weighs_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("floor__isnull", True), models.Q(("floor__gte", 1), ("floor__lte", 5)), _connector="OR"
                        ),
                        name="bank_criterion_floor_is_on_the_scale",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CalibrationCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="recruitment.bankversion"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(max_length=8000)),
                ("fixed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["title", "pk"],
                "constraints": [models.UniqueConstraint(fields=("asked", "title"), name="calibration_case_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=120, unique=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="campaigns", to="consortium.cohort"
                    ),
                ),
                (
                    "run_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns_run",
                        to="consortium.organisation",
                    ),
                ),
                ("about", models.TextField(blank=True, max_length=4000)),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "Open"),
                            ("closed", "Closed to new applications"),
                            ("finished", "Finished"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["-opens_on", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="campaign_closes_after_it_opens",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CampaignDates",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dates", to="recruitment.campaign"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("sessions", "Information sessions"),
                            ("check", "The university checks the entry requirements"),
                            ("shortlist", "Employers shortlist"),
                            ("selection", "Selection days"),
                            ("offers", "Offers"),
                            ("conditions", "Checks before the start"),
                        ],
                        max_length=10,
                    ),
                ),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField()),
            ],
            options={
                "verbose_name_plural": "campaign dates",
                "ordering": ["begins_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "stage"), name="campaign_dates_once_per_stage"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))),
                        name="campaign_stage_ends_after_it_begins",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CampaignFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="recruitment.campaign"
                    ),
                ),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reached", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name_plural": "campaign figures",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="CampaignPlaces",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="recruitment.campaign"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_places",
                        to="consortium.organisation",
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(null=True)),
                (
                    "open_to",
                    models.CharField(
                        choices=[
                            ("anybody", "Anybody who meets the entry requirements"),
                            ("own_staff", "Only people who work there already"),
                        ],
                        default="anybody",
                        max_length=10,
                    ),
                ),
                ("levy_pounds", models.PositiveIntegerField(null=True)),
                ("asked_at", models.DateTimeField(editable=False, null=True)),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name_plural": "campaign places",
                "ordering": ["employer__name"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "employer"), name="campaign_places_once_per_employer"),
                    models.CheckConstraint(
                        condition=models.Q(("places__isnull", False), ("asked_at__isnull", False), _connector="OR"),
                        name="campaign_places_asked_or_answered",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="channels", to="recruitment.campaign"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "code",
                    models.CharField(
                        default=recruitment.models.channels.new_channel_code, editable=False, max_length=6, unique=True
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "name"), name="channel_name_once_per_campaign")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="recruitment.campaign",
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "code",
                    models.CharField(default=recruitment.models.applications.new_code, editable=False, max_length=6),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("submitted", "Submitted"),
                            ("exception_requested", "Exception asked for"),
                            ("eligible", "Eligible"),
                            ("not_eligible", "Not eligible"),
                            ("invited", "Invited to selection"),
                            ("reserve", "On the reserve list"),
                            ("not_progressed", "Not shortlisted"),
                            ("attended", "Came to selection"),
                            ("did_not_attend", "Did not attend"),
                            ("recommended", "Recommended by the panel"),
                            ("not_recommended", "Not recommended"),
                            ("offer_reserve", "On the reserve list for an offer"),
                            ("offered", "Offer made"),
                            ("not_offered", "No offer"),
                            ("accepted", "Offer accepted"),
                            ("declined", "Offer declined"),
                            ("lapsed", "Offer lapsed"),
                            ("offer_withdrawn", "Offer taken back"),
                            ("deferred", "Start deferred"),
                            ("reconfirmed", "Goes on in a later campaign"),
                            ("enrolled", "Enrolled"),
                            ("withdrawn", "Withdrawn by the candidate"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="consortium.organisation",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("works_there", models.BooleanField(blank=True, null=True)),
                ("current_employer", models.CharField(blank=True, max_length=150)),
                (
                    "current_service",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adults", "Adults' services"),
                            ("children", "Children's services"),
                            ("both", "Both, or across services"),
                            ("other", "Another service"),
                        ],
                        max_length=10,
                    ),
                ),
                ("job_title", models.CharField(blank=True, max_length=120)),
                ("weekly_hours", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                (
                    "service_length",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("under_6_months", "Less than 6 months"),
                            ("to_1_year", "6 months to 1 year"),
                            ("to_2_years", "1 to 2 years"),
                            ("to_5_years", "2 to 5 years"),
                            ("over_5_years", "More than 5 years"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "english",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("held", "Yes, GCSE grade 4 (C) or above, or another level 2 qualification"),
                            ("studying", "I am studying for it"),
                            ("not_held", "No"),
                            ("not_sure", "I am not sure"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "maths",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("held", "Yes, GCSE grade 4 (C) or above, or another level 2 qualification"),
                            ("studying", "I am studying for it"),
                            ("not_held", "No"),
                            ("not_sure", "I am not sure"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "prior_degree",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "No"),
                            ("other", "Yes, in another subject"),
                            ("related", "Yes, in social work or a subject close to it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("prior_degree_subject", models.CharField(blank=True, max_length=150)),
                (
                    "prior_learning",
                    models.CharField(
                        blank=True,
                        choices=[("none", "No"), ("yes", "Yes"), ("not_sure", "I am not sure")],
                        max_length=10,
                    ),
                ),
                ("prior_learning_words", models.TextField(blank=True, max_length=2000)),
                ("right_to_work", models.BooleanField(blank=True, null=True)),
                (
                    "residency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("three_years", "Yes, for the last three years or longer"),
                            ("shorter", "No, for a shorter time"),
                            ("not_sure", "I am not sure"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "heard_from",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="applications",
                        to="recruitment.channel",
                    ),
                ),
                ("why", models.TextField(blank=True, max_length=4000)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("reason_code", models.CharField(blank=True, editable=False, max_length=40)),
                ("feedback", models.TextField(blank=True, editable=False, max_length=4000)),
                (
                    "apprentice",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application",
                        to="apprentices.apprentice",
                    ),
                ),
            ],
            options={
                "ordering": ["-submitted_at", "-pk"],
                "indexes": [
                    models.Index(fields=["employer", "state"], name="application_by_employer"),
                    models.Index(fields=["campaign", "state"], name="application_by_campaign"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "code"), name="application_code_once_per_campaign"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("campaign", "candidate"),
                        name="application_one_live_per_campaign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]), ("submitted_at__isnull", False), _connector="OR"
                        ),
                        name="application_submitted_is_stamped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True), ("employer__isnull", False), _connector="OR"
                        ),
                        name="application_submitted_names_an_employer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("apprentice__isnull", False), ("state", "enrolled")),
                            models.Q(models.Q(("state", "enrolled"), _negated=True), ("apprentice__isnull", True)),
                            _connector="OR",
                        ),
                        name="application_enrolled_has_an_apprentice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["not_eligible", "not_progressed"]), _negated=True),
                            models.Q(("feedback", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="application_no_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Adjustments",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="recruitment.application"
                    ),
                ),
                ("wanted", models.BooleanField()),
                ("what_helps", models.TextField(blank=True, max_length=4000)),
                ("carry_over", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name_plural": "adjustments",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ApplicationDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="recruitment.application",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ChannelDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="recruitment.channel"
                    ),
                ),
                ("day", models.DateField()),
                ("visits", models.PositiveIntegerField(default=0)),
                ("bookings", models.PositiveIntegerField(default=0)),
                ("beginnings", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["day"],
                "constraints": [models.UniqueConstraint(fields=("channel", "day"), name="channel_day_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Deferral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deferral",
                        to="recruitment.application",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("agreed", "Agreed"),
                            ("refused", "Not agreed"),
                            ("wanted", "To be confirmed for the next cohort"),
                            ("taken_up", "Goes on in the next campaign"),
                            ("given_up", "Given up"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer_by", models.DateField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deferred_into",
                        to="recruitment.campaign",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "became",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deferred_from",
                        to="recruitment.application",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["wanted", "taken_up"]), _negated=True),
                            models.Q(("campaign__isnull", False), ("employer__isnull", False)),
                            _connector="OR",
                        ),
                        name="deferral_wanted_names_campaign_and_employer",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DeferralAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "deferral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="recruitment.deferral"
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[("later", "Whether to start later"), ("start", "Whether to start now")], max_length=5
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("employer", "Employer"), ("university", "University")], max_length=10),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("says_yes", models.BooleanField()),
                ("is_standing", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True)),
                        fields=("deferral", "about", "side"),
                        name="deferral_answer_once_per_side",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True)),
                        fields=("deferral", "about", "answered_by"),
                        name="deferral_answer_by_different_people",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EarlierAssurance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assurances",
                        to="recruitment.application",
                    ),
                ),
                ("said", models.TextField(max_length=1000)),
                ("said_by", models.CharField(max_length=150)),
                ("said_on", models.DateField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="EligibilityException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exceptions",
                        to="recruitment.application",
                    ),
                ),
                ("requirement", models.CharField(max_length=150)),
                ("case", models.TextField(max_length=4000)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for a second person"),
                            ("agreed", "Agreed"),
                            ("refused", "Not agreed"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("application",),
                        name="exception_one_open_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exception_decided_by_a_second_person",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Endorsement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endorsements",
                        to="recruitment.application",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("line_manager", "Line manager"), ("service", "Service")],
                        default="line_manager",
                        max_length=15,
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endorsements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("manager_name", models.CharField(max_length=150)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes, I endorse this application"), ("no", "No, I do not endorse it")],
                        max_length=3,
                    ),
                ),
                ("from_job_description", models.TextField(blank=True, max_length=1000)),
                ("from_supervision", models.TextField(blank=True, max_length=1000)),
                ("from_appraisal", models.TextField(blank=True, max_length=1000)),
                ("words", models.TextField(blank=True, max_length=4000)),
                ("signer_name", models.CharField(blank=True, max_length=150)),
                ("signer_role", models.CharField(blank=True, max_length=120)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for an answer"),
                            ("endorsed", "Endorsed"),
                            ("not_endorsed", "Not endorsed"),
                            ("replaced", "Asked somebody else"),
                        ],
                        default="asked",
                        max_length=15,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "replaced"), _negated=True),
                        fields=("application", "kind"),
                        name="endorsement_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "replaced"]),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("signer_name", ""), _negated=True),
                                models.Q(("signer_role", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="endorsement_answer_is_stamped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "not_endorsed"), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="endorsement_no_has_a_reason",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EqualityAnswers",
            fields=[
                ("key", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recruitment.campaign"
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name_plural": "equality answers",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="EqualityCounts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="recruitment.campaign"
                    ),
                ),
                ("exercise", models.CharField(blank=True, max_length=120)),
                ("question", models.CharField(max_length=60)),
                ("group", models.CharField(max_length=120)),
                ("counts", models.JSONField()),
            ],
            options={
                "verbose_name_plural": "equality counts",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "exercise", "question", "group"), name="equality_counts_once_per_group"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EqualityLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="recruitment.application"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="HostingTeam",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "offered",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teams",
                        to="recruitment.campaignplaces",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("places", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("offered", "name"), name="hosting_team_once"),
                    models.CheckConstraint(condition=models.Q(("places__gte", 1)), name="hosting_team_takes_somebody"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="InformationSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="recruitment.campaign"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("about", models.TextField(blank=True, max_length=4000)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("online", models.BooleanField(default=False)),
                ("place", models.CharField(max_length=250)),
                ("capacity", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Not published"),
                            ("published", "Published"),
                            ("held", "Took place"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="session_ends_after_it_starts"
                    ),
                    models.CheckConstraint(condition=models.Q(("capacity__gte", 1)), name="session_has_a_place"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="recruitment.informationsession",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("seat", models.PositiveSmallIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "Has a place"),
                            ("waiting", "On the waiting list"),
                            ("cancelled", "Cancelled"),
                            ("attended", "Attended"),
                            ("did_not_attend", "Did not attend"),
                        ],
                        max_length=15,
                    ),
                ),
                ("gave_feedback", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("session", "person"),
                        name="booking_once_per_person_and_session",
                    ),
                    models.UniqueConstraint(fields=("session", "seat"), name="booking_seat_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seat__isnull", True), ("state__in", ["waiting", "cancelled"])),
                            models.Q(
                                models.Q(("state__in", ["waiting", "cancelled"]), _negated=True),
                                ("seat__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="booking_with_a_place_has_a_seat",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="NeverSubmitted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="never_submitted",
                        to="recruitment.campaign",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "heard_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="recruitment.channel",
                    ),
                ),
                ("people", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name_plural": "never submitted",
                "ordering": ["pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offer", to="recruitment.application"
                    ),
                ),
                ("job_title", models.CharField(max_length=120)),
                ("weekly_hours", models.DecimalField(decimal_places=2, max_digits=4)),
                ("prior_learning_hours", models.DecimalField(decimal_places=2, default=0, max_digits=7)),
                ("made_at", models.DateTimeField(null=True)),
                ("answer_by", models.DateField(null=True)),
                ("is_last_day", models.BooleanField(default=False)),
                ("answered_at", models.DateTimeField(null=True)),
                ("conditions_by", models.DateField(null=True)),
                ("reserved_at", models.DateTimeField(null=True)),
                ("panel_total", models.DecimalField(decimal_places=2, max_digits=3, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekly_hours__gt", 0), ("weekly_hours__lte", 60)),
                        name="offer_hours_a_week_are_possible",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Condition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conditions", to="recruitment.offer"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=150)),
                (
                    "side",
                    models.CharField(choices=[("employer", "Employer"), ("university", "University")], max_length=10),
                ),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(choices=[("open", "Not yet met"), ("met", "Met")], default="open", max_length=5),
                ),
                ("met_on", models.DateField(null=True)),
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
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "kind"), name="condition_once_per_offer"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("met_on__isnull", True), ("state", "open")),
                            models.Q(("met_on__isnull", False), ("recorded_by__isnull", False), ("state", "met")),
                            _connector="OR",
                        ),
                        name="condition_met_is_stamped",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="OfferDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="recruitment.application",
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("employer", "Employer"), ("university", "University")], max_length=10),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("says_yes", models.BooleanField()),
                ("notes", models.TextField(blank=True, max_length=4000)),
                ("set_aside_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("set_aside_at__isnull", True)),
                        fields=("application", "side"),
                        name="offer_decision_once_per_side",
                    ),
                    models.UniqueConstraint(
                        fields=("application", "decided_by"), name="offer_decision_by_different_people"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("set_aside_at__isnull", True)),
                        fields=("application", "organisation"),
                        name="offer_decision_by_two_organisations",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="OutcomeFeedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcome_feedback",
                        to="recruitment.application",
                    ),
                ),
                ("did_well", models.TextField(max_length=2000)),
                ("would_help", models.TextField(max_length=2000)),
                ("next_step", models.TextField(max_length=1000)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Panellist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places_on_registers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("employer", "Employer"),
                            ("university", "University"),
                            ("lived_experience", "Person with lived experience of social work"),
                        ],
                        max_length=20,
                        verbose_name="whose view they bring",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Can be asked"),
                            ("resting", "Taking a break"),
                            ("left", "Left the register"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("trained_on", models.DateField(blank=True, null=True, verbose_name="trained for panels on")),
                (
                    "access_needs",
                    models.TextField(blank=True, max_length=2000, verbose_name="what helps you to take part"),
                ),
                (
                    "topics_not_covered",
                    models.TextField(blank=True, max_length=2000, verbose_name="what you would rather not talk about"),
                ),
                ("supporter", models.CharField(blank=True, max_length=150, verbose_name="somebody who comes with you")),
                (
                    "supporter_agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="supporter agreed to confidentiality on"),
                ),
                (
                    "reach",
                    models.CharField(
                        blank=True,
                        choices=[("email", "By email"), ("phone", "By phone"), ("post", "By post")],
                        default="email",
                        max_length=10,
                        verbose_name="how we reach you best",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone number")),
                (
                    "days_a_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most days a year"),
                ),
                ("eighteen_on", models.DateField(blank=True, null=True, verbose_name="eighteenth birthday")),
                ("is_paid", models.BooleanField(default=False, verbose_name="is paid a fee for panels")),
                (
                    "payee_number",
                    models.CharField(blank=True, max_length=40, verbose_name="payee number of the finance team"),
                ),
            ],
            options={
                "ordering": ["person__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("kept_by", "person"), name="panellist_once_in_a_register"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("group", "lived_experience"), ("organisation__isnull", False), _connector="OR"
                        ),
                        name="panellist_speaks_for_an_organisation",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PaidSupporter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "panellist",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paid_supporter",
                        to="recruitment.panellist",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("payee_number", models.CharField(max_length=40, verbose_name="payee number of the finance team")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("payee_number", ""), _negated=True), name="paid_supporter_is_known"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PaymentRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("pay_on", models.DateField(verbose_name="to be paid on")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("payments", models.PositiveIntegerField()),
                ("total", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=9)),
                ("content", models.TextField()),
                ("paid_on", models.DateField(editable=False, null=True)),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("payer", "number"), name="payment_run_number_once_for_each_payer"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("total__gte", 0)), name="payment_run_is_counted"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PersonalLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "panellist",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="recruitment.panellist"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="the most that I want to be paid"),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[("week", "A week, Monday to Sunday"), ("month", "A calendar month")],
                        default="week",
                        max_length=10,
                        verbose_name="in",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ProcedureReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedure_reviews",
                        to="recruitment.application",
                    ),
                ),
                (
                    "of_state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("submitted", "Submitted"),
                            ("exception_requested", "Exception asked for"),
                            ("eligible", "Eligible"),
                            ("not_eligible", "Not eligible"),
                            ("invited", "Invited to selection"),
                            ("reserve", "On the reserve list"),
                            ("not_progressed", "Not shortlisted"),
                            ("attended", "Came to selection"),
                            ("did_not_attend", "Did not attend"),
                            ("recommended", "Recommended by the panel"),
                            ("not_recommended", "Not recommended"),
                            ("offer_reserve", "On the reserve list for an offer"),
                            ("offered", "Offer made"),
                            ("not_offered", "No offer"),
                            ("accepted", "Offer accepted"),
                            ("declined", "Offer declined"),
                            ("lapsed", "Offer lapsed"),
                            ("offer_withdrawn", "Offer taken back"),
                            ("deferred", "Start deferred"),
                            ("reconfirmed", "Goes on in a later campaign"),
                            ("enrolled", "Enrolled"),
                            ("withdrawn", "Withdrawn by the candidate"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("under_review", "Being looked at"),
                            ("upheld", "Upheld"),
                            ("not_upheld", "Not upheld"),
                        ],
                        default="asked",
                        max_length=15,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("adjustment", "An adjustment that was agreed was not in place"),
                            ("steps", "The steps were not those that I was told of"),
                            ("information", "Information that I gave was not looked at, or was wrong"),
                            ("conflict", "Somebody who decided should not have been there"),
                            ("unfair", "I was treated differently from others"),
                        ],
                        max_length=15,
                    ),
                ),
                ("words", models.TextField(max_length=4000)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer_by", models.DateField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_upheld", models.BooleanField(null=True)),
                (
                    "remedy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("again", "The step is taken again, by other people"),
                            ("reconsider", "Employer and university decide, as after a recommendation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("outcome_words", models.TextField(blank=True, max_length=4000)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("agreed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["answer_by", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "under_review"])),
                        fields=("application",),
                        name="procedure_review_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_by__isnull", True), ("state__in", ["asked", "under_review"])),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_by__isnull", False),
                                ("state__in", ["upheld", "not_upheld"]),
                                ("proposed_by__isnull", False),
                                models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                                models.Q(("outcome_words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="procedure_review_decided_by_two",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="RateCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rate_cards",
                        to="consortium.organisation",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="holds from")),
                ("day", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="a day (six hours or more)")),
                (
                    "half_day",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, verbose_name="half a day (three hours or more)"
                    ),
                ),
                ("hour", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="an hour")),
                ("young_day", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="under 18: a day")),
                (
                    "young_half_day",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="under 18: half a day"),
                ),
                ("young_hour", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="under 18: an hour")),
                (
                    "supporter_day",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=7, verbose_name="a supporter: a day"
                    ),
                ),
                (
                    "supporter_half_day",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=7, verbose_name="a supporter: half a day"
                    ),
                ),
                (
                    "supporter_hour",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=7, verbose_name="a supporter: an hour"
                    ),
                ),
                ("mile", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="a mile by car")),
                (
                    "local_travel",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, verbose_name="local travel without a receipt, each day"
                    ),
                ),
                (
                    "receipt_over",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, verbose_name="other expenses need a receipt above"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "starts_on"), name="rate_card_once_a_day")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Reinvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reinvitation",
                        to="recruitment.application",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Reviewer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviewers",
                        to="recruitment.procedurereview",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "person"), name="reviewer_once"),
                    models.UniqueConstraint(
                        fields=("review", "organisation"), name="reviewer_of_different_organisations"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SelectionDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="selection_days",
                        to="recruitment.campaign",
                    ),
                ),
                ("date", models.DateField()),
                ("place", models.CharField(max_length=250)),
                ("getting_there", models.TextField(blank=True, max_length=4000)),
                ("employer_weight", models.PositiveSmallIntegerField(default=375)),
                ("university_weight", models.PositiveSmallIntegerField(default=375)),
                ("lived_experience_weight", models.PositiveSmallIntegerField(default=250)),
                (
                    "ties",
                    models.CharField(
                        choices=[
                            ("shared", "Equal totals share a rank, and the panel discusses them"),
                            ("criteria_in_order", "The higher mean on the first criterion, then on the next"),
                        ],
                        default="shared",
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("staffing", "Finding panel members"),
                            ("composition_met", "Panels complete"),
                            ("confirmed", "Confirmed"),
                            ("live", "Live"),
                            ("stopped", "Stopped"),
                            ("scoring_closed", "Scoring closed"),
                            ("moderation", "Panels discussing"),
                            ("recommendations_agreed", "Recommendations agreed"),
                            ("closed", "Closed"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=25,
                    ),
                ),
                ("scoring_closed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["-date", "pk"],
                "indexes": [models.Index(fields=["campaign", "state"], name="selection_day_by_campaign")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "employer_weight",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.Value(1000), "-", models.F("university_weight")
                                    ),
                                    "-",
                                    models.F("lived_experience_weight"),
                                ),
                            )
                        ),
                        name="selection_day_weights_sum_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("scoring_closed_at__isnull", False),
                                ("state__in", ["scoring_closed", "moderation", "recommendations_agreed", "closed"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["scoring_closed", "moderation", "recommendations_agreed", "closed"]),
                                    _negated=True,
                                ),
                                ("scoring_closed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="selection_day_scored_is_stamped",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Availability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "panellist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="availability",
                        to="recruitment.panellist",
                    ),
                ),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="availability",
                        to="recruitment.selectionday",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes, I can come"), ("maybe", "Maybe: ask me if you need me"), ("no", "No")],
                        max_length=5,
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name_plural": "availability",
                "ordering": ["day__date", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("panellist", "day"), name="availability_asked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="availability_answer_is_stamped",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Calibration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "day",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calibration",
                        to="recruitment.selectionday",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="recruitment.calibrationcase",
                    ),
                ),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="DayCandidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected",
                        to="recruitment.selectionday",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="recruitment.application"
                    ),
                ),
                ("extra_time", models.PositiveSmallIntegerField(default=0)),
                ("rest", models.PositiveSmallIntegerField(default=0)),
                ("step_free", models.BooleanField(default=False)),
                ("own_room", models.BooleanField(default=False)),
                ("earliest", models.TimeField(blank=True, null=True)),
                ("latest", models.TimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["day", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "application"), name="day_candidate_once"),
                    models.CheckConstraint(
                        condition=models.Q(("extra_time__lte", 100)), name="day_candidate_extra_time"
                    ),
                    models.CheckConstraint(condition=models.Q(("rest__lte", 120)), name="day_candidate_rest"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DayHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="recruitment.selectionday"
                    ),
                ),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("between", models.PositiveSmallIntegerField(default=10)),
                ("changeover", models.PositiveSmallIntegerField(default=5)),
                ("lunch", models.PositiveSmallIntegerField(default=30)),
                ("lunch_from", models.TimeField()),
                ("lunch_until", models.TimeField()),
                ("sittings", models.PositiveSmallIntegerField(default=15)),
            ],
            options={
                "verbose_name_plural": "day hours",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))), name="day_hours_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lunch_until__gt", models.F("lunch_from"))), name="day_hours_lunch_in_order"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Exercise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exercises",
                        to="recruitment.selectionday",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "setting",
                    models.CharField(
                        choices=[
                            ("alone", "One candidate with the panel"),
                            ("group", "Several candidates together with the panel"),
                            ("quiet", "Without the panel, in a room with others"),
                        ],
                        default="alone",
                        max_length=5,
                    ),
                ),
                ("largest_group", models.PositiveSmallIntegerField(default=6)),
            ],
            options={
                "ordering": ["day", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("largest_group__gte", 2), ("largest_group__lte", 30)),
                        name="exercise_group_is_of_several",
                    ),
                    models.UniqueConstraint(fields=("day", "position"), name="exercise_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1), ("minutes__lte", 480)), name="exercise_takes_time"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="BankUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "exercise",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bank_use", to="recruitment.exercise"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="recruitment.bankversion"
                    ),
                ),
                ("used_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("anchors", models.JSONField(default=list)),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("floor", models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ("fixed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "exercise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="recruitment.exercise"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "criteria",
                "ordering": ["exercise__position", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("exercise", "position"), name="criterion_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 10)), name="criterion_weighs_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("floor__isnull", True), models.Q(("floor__gte", 1), ("floor__lte", 5)), _connector="OR"
                        ),
                        name="criterion_floor_is_on_the_scale",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Reserve",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reserves",
                        to="recruitment.selectionday",
                    ),
                ),
                (
                    "panellist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recruitment.panellist"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["rank", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "panellist"), name="reserve_once_a_day"),
                    models.UniqueConstraint(fields=("day", "rank"), name="reserve_rank_once_a_day"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rooms", to="recruitment.selectionday"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("seats", models.PositiveSmallIntegerField(default=8)),
                ("step_free", models.BooleanField(default=True)),
                ("without_panel", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["day", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "name"), name="room_name_once_per_day"),
                    models.CheckConstraint(
                        condition=models.Q(("seats__gte", 1), ("seats__lte", 1000)), name="room_has_seats"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Panel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panels",
                        to="recruitment.selectionday",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="panels", to="recruitment.room"
                    ),
                ),
            ],
            options={
                "ordering": ["day", "name", "pk"],
                "constraints": [models.UniqueConstraint(fields=("day", "name"), name="panel_name_once_per_day")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DayChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="recruitment.selectionday",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("late", "A candidate is late or unwell for a time"),
                            ("gone", "A candidate did not come or went home"),
                            ("leaves_out", "A candidate leaves an exercise out"),
                            ("room_lost", "A room cannot be used any more"),
                            ("panel_gone", "A panel cannot go on"),
                            ("panel_late", "A panel is behind"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="recruitment.daycandidate",
                    ),
                ),
                (
                    "exercise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recruitment.exercise",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="recruitment.room",
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="recruitment.panel",
                    ),
                ),
                ("begins", models.TimeField()),
                ("until", models.TimeField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("candidate__isnull", False),
                                ("kind__in", ["late", "gone"]),
                                ("panel__isnull", True),
                                ("room__isnull", True),
                            ),
                            models.Q(("candidate__isnull", False), ("exercise__isnull", False), ("kind", "leaves_out")),
                            models.Q(
                                ("candidate__isnull", True),
                                ("kind", "room_lost"),
                                ("panel__isnull", True),
                                ("room__isnull", False),
                            ),
                            models.Q(
                                ("candidate__isnull", True),
                                ("kind__in", ["panel_gone", "panel_late"]),
                                ("panel__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="day_change_says_of_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["late", "panel_late"]), _negated=True),
                            ("until__isnull", False),
                            _connector="OR",
                        ),
                        name="day_change_says_until_when",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PanelCandidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="candidates", to="recruitment.panel"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="recruitment.application"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "Expected"),
                            ("attended", "Came"),
                            ("did_not_attend", "Did not attend"),
                            ("moved", "Moved to another panel"),
                        ],
                        default="expected",
                        max_length=15,
                    ),
                ),
                ("asked_for_another_panel_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "moved"), _negated=True),
                        fields=("application",),
                        name="panel_candidate_one_slot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="panel_candidate_slot_ends_after_it_starts",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AgreedScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed_scores",
                        to="recruitment.panelcandidate",
                    ),
                ),
                ("score", models.DecimalField(decimal_places=2, max_digits=3)),
                ("reason", models.TextField(max_length=4000)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 5)), name="agreed_score_on_the_scale"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="agreed_score_has_a_reason"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PanelMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="recruitment.panel"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("employer", "Employer"),
                            ("university", "University"),
                            ("lived_experience", "Person with lived experience of social work"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_seats",
                        to="consortium.organisation",
                    ),
                ),
                ("under_18", models.BooleanField(default=False)),
                ("chaperone", models.CharField(blank=True, max_length=150)),
                ("consent_on", models.DateField(blank=True, null=True)),
                ("agreed_from", models.TimeField(blank=True, null=True)),
                ("agreed_until", models.TimeField(blank=True, null=True)),
                ("supporter", models.CharField(blank=True, max_length=150)),
                (
                    "stands_in_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="substitutes",
                        to="recruitment.panelmember",
                    ),
                ),
                ("answer_by", models.DateTimeField(editable=False, null=True)),
                ("chased_at", models.DateTimeField(editable=False, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "Waiting for an answer"),
                            ("accepted", "Said yes"),
                            ("declined", "Said no"),
                            ("no_reply", "Did not answer"),
                            ("confirmed", "Confirmed"),
                            ("briefed", "Briefed"),
                            ("checked_in", "Here"),
                            ("served", "Served"),
                            ("paid", "Served and paid"),
                            ("did_not_attend", "Did not attend"),
                            ("released", "Left the panel"),
                        ],
                        default="invited",
                        max_length=15,
                    ),
                ),
            ],
            options={
                "ordering": ["panel", "pk"],
                "indexes": [models.Index(fields=["person", "state"], name="panel_member_by_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("panel", "person"), name="panel_member_once_per_panel"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("group", "lived_experience"), ("organisation__isnull", False), _connector="OR"
                        ),
                        name="panel_member_speaks_for_an_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("under_18", False),
                            models.Q(
                                ("state__in", ["confirmed", "briefed", "checked_in", "served", "paid"]), _negated=True
                            ),
                            models.Q(("consent_on__isnull", False), models.Q(("chaperone", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="panel_member_under_18_has_consent_and_chaperone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Avoidance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "borough",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consortium.borough",
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
                ("name", models.CharField(blank=True, max_length=150)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="recruitment.panelmember"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("borough__isnull", False), ("name", ""), ("organisation__isnull", True)),
                            models.Q(("borough__isnull", True), ("name", ""), ("organisation__isnull", False)),
                            models.Q(
                                ("borough__isnull", True),
                                ("organisation__isnull", True),
                                models.Q(("name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="avoidance_is_one_thing",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CalibrationSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "calibration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="recruitment.calibration"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calibration_sheets",
                        to="recruitment.panelmember",
                    ),
                ),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                ("excused_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("calibration", "member"), name="calibration_sheet_once")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CalibrationMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="recruitment.calibrationsheet",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recruitment.bankcriterion"
                    ),
                ),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("locked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["sheet", "criterion__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "criterion"), name="calibration_mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True), models.Q(("value__gte", 1), ("value__lte", 5)), _connector="OR"
                        ),
                        name="calibration_mark_on_the_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locked_at__isnull", True), ("value__isnull", False), _connector="OR"),
                        name="calibration_mark_locked_has_a_value",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Debrief",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="debrief",
                        to="recruitment.panelmember",
                    ),
                ),
                (
                    "went",
                    models.CharField(
                        choices=[
                            ("well", "It went well for me"),
                            ("mixed", "Some of it was hard"),
                            ("hard", "It was hard for me"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("wants_call", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "spoken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("spoken_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["-at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("spoken_at__isnull", True), ("spoken_by__isnull", True)),
                            models.Q(("spoken_at__isnull", False), ("spoken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="debrief_spoken_by_somebody",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HelpRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="help_requests",
                        to="recruitment.panelmember",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("member",),
                        name="help_asked_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="help_answered_by_somebody",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PanelClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="recruitment.panelmember"
                    ),
                ),
                ("for_supporter", models.BooleanField(default=False, editable=False)),
                (
                    "panellist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="recruitment.panellist"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recruitment.ratecard"
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField()),
                ("fee", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="fee by the rate card")),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("whole", "The whole fee"),
                            ("less", "A part of it"),
                            ("voucher", "The whole fee as a voucher"),
                            ("charity", "The whole fee to a charity"),
                            ("nothing", "No fee"),
                        ],
                        default="whole",
                        max_length=10,
                    ),
                ),
                ("charity", models.CharField(blank=True, max_length=150)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="fee that is taken")),
                ("supporters_number", models.CharField(blank=True, editable=False, max_length=40)),
                ("question", models.TextField(blank=True, max_length=1000)),
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
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="recruitment.paymentrun",
                    ),
                ),
                ("paid_on", models.DateField(editable=False, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("accrued", "To be claimed"),
                            ("submitted", "Sent"),
                            ("queried", "A question waits for an answer"),
                            ("checked", "Checked"),
                            ("approved", "To be paid"),
                            ("paid", "Paid"),
                            ("reversed", "Taken back"),
                        ],
                        default="accrued",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["seat__panel__day__date", "pk"],
                "indexes": [models.Index(fields=["state"], name="panel_claim_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seat", "for_supporter"), name="panel_claim_once_for_each_who_came"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("amount__lte", models.F("fee"))),
                        name="panel_claim_takes_at_most_the_fee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            models.Q(("checked_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="panel_claim_checked_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(
                                models.Q(("approved_by", models.F("person")), _negated=True),
                                models.Q(("approved_by", models.F("checked_by")), _negated=True),
                                ("checked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="panel_claim_approved_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "paid", "reversed"]), _negated=True),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="panel_claim_paid_after_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("run__isnull", True),
                                ("state__in", ["accrued", "submitted", "queried", "checked", "approved"]),
                            ),
                            models.Q(("run__isnull", False), ("state__in", ["approved", "paid", "reversed"])),
                            _connector="OR",
                        ),
                        name="panel_claim_in_a_run_once_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["paid", "reversed"]), _negated=True),
                            ("paid_on__isnull", False),
                            _connector="OR",
                        ),
                        name="panel_claim_paid_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimExpense",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="expenses",
                        to="recruitment.panelclaim",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("local_travel", "Local travel, without a receipt"),
                            ("miles", "Miles by car"),
                            ("travel", "Train, coach or taxi"),
                            ("care", "Somebody who looked after a child or adult"),
                            ("assistant", "A personal assistant, interpreter or supporter"),
                            ("other", "Something else"),
                        ],
                        max_length=15,
                    ),
                ),
                ("miles", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="amount")),
                ("words", models.CharField(blank=True, max_length=200)),
                (
                    "receipt",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="claim_expense_is_something"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "local_travel")),
                        fields=("claim",),
                        name="claim_local_travel_once_a_day",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "candidate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation",
                        to="recruitment.panelcandidate",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("recommended", "Recommend an offer"),
                            ("not_recommended", "Do not recommend an offer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(max_length=4000)),
                ("total", models.DecimalField(decimal_places=2, max_digits=3)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="recommendation_has_a_reason"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ScoreSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="recruitment.panelmember"
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="recruitment.panelcandidate",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Not sent yet"),
                            ("on_paper", "Entered from paper, to be confirmed"),
                            ("submitted", "Sent"),
                            ("locked", "Sent and locked"),
                            ("frozen", "Frozen"),
                            ("set_aside", "Set aside"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=4000)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("frozen_at", models.DateTimeField(editable=False, null=True)),
                ("content_hash", models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                "ordering": ["candidate", "pk"],
                "indexes": [models.Index(fields=["candidate", "state"], name="score_sheet_by_candidate")],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "candidate"), name="score_sheet_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "on_paper", "set_aside"]),
                            models.Q(("submitted_at__isnull", False), models.Q(("content_hash", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="score_sheet_sent_is_stamped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("frozen_at__isnull", False), ("state", "frozen")),
                            models.Q(models.Q(("state", "frozen"), _negated=True), ("frozen_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="score_sheet_frozen_is_stamped",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "sheet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="paper", to="recruitment.scoresheet"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "photo",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                ("query", models.TextField(blank=True, max_length=4000)),
                ("confirmed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_at__isnull", True), ("query", ""), _connector="OR"),
                        name="paper_sheet_confirmed_without_a_query",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="recruitment.scoresheet"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="recruitment.criterion"
                    ),
                ),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, max_length=4000)),
                ("saved_at", models.DateTimeField(auto_now=True)),
                ("locked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["criterion__exercise__position", "criterion__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "criterion"), name="score_once_per_criterion"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True), models.Q(("value__gte", 1), ("value__lte", 5)), _connector="OR"
                        ),
                        name="score_is_on_the_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("locked_at__isnull", True),
                            models.Q(("value__gt", 1), ("value__isnull", False), ("value__lt", 5)),
                            models.Q(("value__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="score_at_the_ends_has_a_reason",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SessionFeedback",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="recruitment.informationsession",
                    ),
                ),
                (
                    "useful",
                    models.CharField(
                        choices=[
                            ("very", "Very useful"),
                            ("quite", "Quite useful"),
                            ("little", "Of little use"),
                            ("not", "Not useful"),
                        ],
                        max_length=10,
                        verbose_name="how useful it was",
                    ),
                ),
                (
                    "next_step",
                    models.CharField(
                        choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")],
                        max_length=10,
                        verbose_name="whether the next step is clear",
                    ),
                ),
                (
                    "could_take_part",
                    models.CharField(
                        choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")],
                        max_length=10,
                        verbose_name="whether they could take part fully",
                    ),
                ),
                (
                    "will_apply",
                    models.CharField(
                        choices=[
                            ("yes", "Yes"),
                            ("later", "Later, perhaps"),
                            ("undecided", "I do not know yet"),
                            ("no", "No"),
                        ],
                        max_length=10,
                        verbose_name="whether they mean to apply",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000, verbose_name="what to do differently")),
            ],
            options={
                "verbose_name_plural": "session feedback",
                "ordering": ["key"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Sift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sift", to="recruitment.campaign"
                    ),
                ),
                ("hides_employer", models.BooleanField(default=True)),
                ("second_share", models.PositiveSmallIntegerField(default=20)),
                ("apart", models.PositiveSmallIntegerField(default=2)),
                ("seed", models.PositiveIntegerField(default=recruitment.models.sift.new_seed, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("open", "Being read"), ("closed", "Closed")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("second_share__lte", 100)), name="sift_share_is_per_cent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("apart__gte", 1), ("apart__lte", 4)), name="sift_apart_is_on_the_scale"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "planned"), ("opened_at__isnull", False), _connector="OR"),
                        name="sift_opened_is_stamped",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SiftCriterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("anchors", models.JSONField(default=list)),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("floor", models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ("fixed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "sift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="recruitment.sift"
                    ),
                ),
                (
                    "reads",
                    models.CharField(
                        choices=[
                            ("why", "Why social work"),
                            ("work", "The work they do"),
                            ("learning", "Degree and earlier learning"),
                            ("manager", "What the line manager wrote"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "sift criteria",
                "ordering": ["sift", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("sift", "position"), name="sift_criterion_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 10)),
                        name="sift_criterion_weighs_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("floor__isnull", True), models.Q(("floor__gte", 1), ("floor__lte", 5)), _connector="OR"
                        ),
                        name="sift_criterion_floor_is_on_the_scale",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Sifted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sifted", to="recruitment.sift"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sifted", to="recruitment.application"
                    ),
                ),
                ("readings_wanted", models.PositiveSmallIntegerField(default=1)),
                ("total", models.DecimalField(decimal_places=2, editable=False, max_digits=3, null=True)),
                ("under_floor", models.BooleanField(default=False, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being read"),
                            ("apart", "Marks apart, to be talked about"),
                            ("read", "Read"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "sifted applications",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["sift", "-total"], name="sifted_by_total")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "read"), ("total__isnull", False)),
                            models.Q(models.Q(("state", "read"), _negated=True), ("total", None)),
                            _connector="OR",
                        ),
                        name="sifted_total_where_read",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("readings_wanted__gte", 1), ("readings_wanted__lte", 3)),
                        name="sifted_by_one_to_three",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sifter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "sift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sifters", to="recruitment.sift"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sifting", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("left_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("sift", "person"), name="sifter_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SiftAgreedMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sifted",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed_marks",
                        to="recruitment.sifted",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed_marks",
                        to="recruitment.siftcriterion",
                    ),
                ),
                ("value", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(max_length=2000)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recruitment.sifter"
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recruitment.sifter",
                    ),
                ),
                ("agreed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["criterion__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("sifted", "criterion"), name="sift_agreed_mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 1), ("value__lte", 5)), name="sift_agreed_mark_on_the_scale"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="sift_agreed_mark_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True)),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_by__isnull", False),
                                models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sift_agreed_mark_by_two",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SiftReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "sifted",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="recruitment.sifted"
                    ),
                ),
                (
                    "sifter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="recruitment.sifter"
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField(default=1)),
                ("done_at", models.DateTimeField(editable=False, null=True)),
                ("locked_at", models.DateTimeField(editable=False, null=True)),
                ("left_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["sifted", "turn", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("sifted", "sifter"), name="sift_reading_once_per_sifter"),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("sifted", "turn"),
                        name="sift_reading_turn_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locked_at__isnull", True), ("done_at__isnull", False), _connector="OR"),
                        name="sift_reading_locked_when_done",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SiftMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="recruitment.siftreading"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="recruitment.siftcriterion",
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reasons", models.JSONField(default=list)),
                ("marked_at", models.DateTimeField(editable=False, null=True)),
                ("locked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["reading", "criterion__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("reading", "criterion"), name="sift_mark_once_per_criterion"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True), models.Q(("value__gte", 1), ("value__lte", 5)), _connector="OR"
                        ),
                        name="sift_mark_is_on_the_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("marked_at__isnull", True), ("value__isnull", False), _connector="OR"),
                        name="sift_mark_given_has_a_value",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="StandingAvoidance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "borough",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consortium.borough",
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
                ("name", models.CharField(blank=True, max_length=150)),
                (
                    "panellist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="recruitment.panellist"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("borough__isnull", False), ("name", ""), ("organisation__isnull", True)),
                            models.Q(("borough__isnull", True), ("name", ""), ("organisation__isnull", False)),
                            models.Q(
                                ("borough__isnull", True),
                                ("organisation__isnull", True),
                                models.Q(("name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="standing_avoidance_is_one_thing",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="StepOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_outs",
                        to="recruitment.panelmember",
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_outs",
                        to="recruitment.panelcandidate",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("member", "candidate"), name="step_out_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SuitabilityReferral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="recruitment.application",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("cleared", "Cleared"),
                            ("conditions", "Cleared with conditions"),
                            ("not_suitable", "Not suitable"),
                        ],
                        default="open",
                        max_length=15,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("declaration", "The candidate's own declaration"),
                            ("dbs", "The outcome of the Disclosure and Barring Service check"),
                            ("reference", "A reference"),
                            ("register", "The history with a regulator"),
                            ("conduct", "Conduct during the application"),
                        ],
                        max_length=15,
                    ),
                ),
                ("account", models.TextField(max_length=4000)),
                (
                    "referred_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("referred_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_words", models.TextField(blank=True, max_length=4000)),
                ("told_at", models.DateTimeField(null=True)),
                ("answer_by", models.DateField(null=True)),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("outcome_words", models.TextField(blank=True, max_length=4000)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-referred_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("told_at__isnull", False),
                                models.Q(("outcome_words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="suitability_decided_after_the_candidate_was_told",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SuitabilityMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="recruitment.suitabilityreferral",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("employer", "Employer"),
                            ("university", "University"),
                            ("lived_experience", "Person with lived experience of social work"),
                        ],
                        max_length=20,
                    ),
                ),
                ("chairs", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-chairs", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("referral", "person"), name="suitability_member_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("chairs", True)),
                        fields=("referral",),
                        name="suitability_panel_has_one_chair",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SuitabilityNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="recruitment.suitabilityreferral",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("words", models.TextField(max_length=4000)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["written_at", "pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Timetable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timetables",
                        to="recruitment.selectionday",
                    ),
                ),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recruitment.timetable",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Being worked out"),
                            ("proposed", "Proposed"),
                            ("impossible", "Not possible"),
                            ("accepted", "Accepted"),
                            ("replaced", "Replaced"),
                            ("discarded", "Put aside"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("seed", models.PositiveIntegerField(default=1)),
                ("advice", models.JSONField(default=list)),
                ("proved", models.BooleanField(default=False)),
                ("planned_from", models.DateTimeField(editable=False, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "accepted")), fields=("day",), name="timetable_one_accepted"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "proposed", "impossible"])),
                        fields=("day",),
                        name="timetable_one_open",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TimetableSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "timetable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="recruitment.timetable"
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="recruitment.daycandidate"
                    ),
                ),
                (
                    "exercise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="recruitment.exercise"
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="recruitment.panel",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="recruitment.room"
                    ),
                ),
                ("group", models.PositiveSmallIntegerField(default=0)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("pinned", models.BooleanField(default=False)),
                ("begun_at", models.DateTimeField(editable=False, null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "exercise__position", "pk"],
                "indexes": [models.Index(fields=["timetable", "starts_at"], name="timetable_slot_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("timetable", "candidate", "exercise"), name="timetable_exercise_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="timetable_slot_takes_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("begun_at__isnull", True), ("begun_by__isnull", True)),
                            models.Q(("begun_at__isnull", False), ("begun_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="timetable_slot_ticked_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="timetable_slot_ended_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("begun_at__isnull", True),
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("begun_at")),
                            _connector="OR",
                        ),
                        name="timetable_slot_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vacancy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vacancies", to="recruitment.panel"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("employer", "Employer"),
                            ("university", "University"),
                            ("lived_experience", "Person with lived experience of social work"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "leaver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vacancies",
                        to="recruitment.panelmember",
                    ),
                ),
                (
                    "filled_by",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filled",
                        to="recruitment.panelmember",
                    ),
                ),
                (
                    "day_was",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("staffing", "Finding panel members"),
                            ("composition_met", "Panels complete"),
                            ("confirmed", "Confirmed"),
                            ("live", "Live"),
                            ("stopped", "Stopped"),
                            ("scoring_closed", "Scoring closed"),
                            ("moderation", "Panels discussing"),
                            ("recommendations_agreed", "Recommendations agreed"),
                            ("closed", "Closed"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=25,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("searching", "Asking substitutes in turn"),
                            ("filled", "Filled"),
                            ("exhausted", "Nobody is left to ask"),
                            ("called_off", "Not needed any more"),
                        ],
                        default="searching",
                        max_length=12,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "vacancies",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["searching", "exhausted"])),
                        fields=("leaver",),
                        name="vacancy_open_once_a_leaver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("filled_by__isnull", False), ("state", "filled")),
                            models.Q(models.Q(("state", "filled"), _negated=True), ("filled_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="vacancy_filled_by_somebody",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SubstituteOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "vacancy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="recruitment.vacancy"
                    ),
                ),
                (
                    "panellist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="substitute_offers",
                        to="recruitment.panellist",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                ("held_until", models.DateTimeField(editable=False, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Not asked yet"),
                            ("held", "Asked, place held"),
                            ("accepted", "Said yes"),
                            ("declined", "Said no"),
                            ("lapsed", "Did not answer in time"),
                            ("passed_over", "Not asked: does not fit now"),
                            ("withdrawn", "Not needed any more"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
            ],
            options={
                "ordering": ["vacancy", "rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("vacancy", "panellist"), name="substitute_asked_once_a_place"),
                    models.UniqueConstraint(fields=("vacancy", "rank"), name="substitute_rank_once_a_place"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["held", "accepted"])),
                        fields=("vacancy",),
                        name="substitute_place_held_for_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["held", "accepted", "declined", "lapsed"]), _negated=True),
                            ("held_until__isnull", False),
                            _connector="OR",
                        ),
                        name="substitute_hold_has_an_end",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="YoungArrangements",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "panellist",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="young", to="recruitment.panellist"
                    ),
                ),
                ("own_consent_on", models.DateField(verbose_name="they agreed themselves on")),
                (
                    "guardian",
                    models.CharField(
                        choices=[
                            ("parent", "A parent"),
                            ("carer", "A carer"),
                            ("council", "Their council (for somebody in care)"),
                        ],
                        max_length=10,
                        verbose_name="who agreed for them",
                    ),
                ),
                ("guardian_name", models.CharField(max_length=150, verbose_name="name of who agreed for them")),
                ("guardian_consent_on", models.DateField(verbose_name="that person agreed on")),
                (
                    "chaperone",
                    models.CharField(max_length=150, verbose_name="chaperone, who stays with them and does not score"),
                ),
                (
                    "lessons",
                    models.CharField(
                        choices=[
                            ("outside", "Outside lessons"),
                            ("school_agreed", "In lessons, and the school has agreed"),
                        ],
                        max_length=15,
                        verbose_name="when they come",
                    ),
                ),
                ("agreed_from", models.TimeField(verbose_name="not before")),
                ("agreed_until", models.TimeField(verbose_name="not after")),
            ],
            options={
                "verbose_name_plural": "young arrangements",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("agreed_until__gt", models.F("agreed_from"))),
                        name="young_hours_end_after_they_begin",
                    )
                ],
                "indexes": [],
            },
        ),
    ]
