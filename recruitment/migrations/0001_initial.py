import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.records
import recruitment.models.applications
import recruitment.models.channels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("apprentices", "0001_initial"),
        ("consortium", "0001_initial"),
        ("core", "0001_initial"),
    ]

    operations = [
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
                            ("offered", "Offer made"),
                            ("not_offered", "No offer"),
                            ("accepted", "Offer accepted"),
                            ("declined", "Offer declined"),
                            ("offer_withdrawn", "Offer taken back"),
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
            ],
            options={
                "ordering": ["day", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "position"), name="exercise_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1), ("minutes__lte", 480)), name="exercise_takes_time"
                    ),
                ],
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
                ("room", models.CharField(max_length=120)),
            ],
            options={
                "ordering": ["day", "name", "pk"],
                "constraints": [models.UniqueConstraint(fields=("day", "name"), name="panel_name_once_per_day")],
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
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "exercise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="recruitment.exercise"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("anchors", models.JSONField(default=list)),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("floor", models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ("fixed_at", models.DateTimeField(editable=False, null=True)),
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
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekly_hours__gt", 0), ("weekly_hours__lte", 60)),
                        name="offer_hours_a_week_are_possible",
                    )
                ],
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
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "side"), name="offer_decision_once_per_side"),
                    models.UniqueConstraint(
                        fields=("application", "decided_by"), name="offer_decision_by_different_people"
                    ),
                    models.UniqueConstraint(
                        fields=("application", "organisation"), name="offer_decision_by_two_organisations"
                    ),
                ],
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "Waiting for an answer"),
                            ("accepted", "Said yes"),
                            ("declined", "Said no"),
                            ("confirmed", "Confirmed"),
                            ("served", "Served"),
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
                            models.Q(("state__in", ["confirmed", "served"]), _negated=True),
                            models.Q(("consent_on__isnull", False), models.Q(("chaperone", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="panel_member_under_18_has_consent_and_chaperone",
                    ),
                ],
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
            },
        ),
        migrations.CreateModel(
            name="Avoidance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="recruitment.panelmember"
                    ),
                ),
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
            },
        ),
    ]
