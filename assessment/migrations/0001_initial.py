import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("apprentices", "0001_initial"),
        ("apprentices", "0002_one_at_a_time"),
        ("consortium", "0001_initial"),
        ("consortium", "0002_one_at_a_time"),
        ("core", "0001_initial"),
        ("placements", "0002_one_at_a_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=30)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Private draft"),
                            ("submitted", "Waiting to be assessed"),
                            ("recalled", "Taken back"),
                            ("returned", "Returned for more work"),
                            ("countersign", "Waiting for countersignature"),
                            ("accepted", "Accepted"),
                            ("reopened", "Opened again"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("waiting_since", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
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
                        related_name="evidence",
                        to="apprentices.apprentice",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["apprentice", "state"], name="evidence_by_apprentice"),
                    models.Index(
                        condition=models.Q(("state__in", ["submitted", "countersign"])),
                        fields=["waiting_since"],
                        name="evidence_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["submitted", "countersign"]), ("waiting_since__isnull", False)),
                            models.Q(
                                models.Q(("state__in", ["submitted", "countersign"]), _negated=True),
                                ("waiting_since__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_waits_since_it_was_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["returned", "countersign", "accepted"]), _negated=True),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_answered_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(blank=True, max_length=150)),
                ("text", models.TextField(blank=True)),
                ("happened_on", models.DateField(null=True)),
                ("kept_reason", models.CharField(blank=True, max_length=300)),
                ("written_in", models.CharField(blank=True, max_length=32)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="assessment.evidence"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["evidence", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("evidence", "number"), name="evidence_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("submitted_at__isnull", True)),
                        fields=("evidence",),
                        name="evidence_one_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True),
                            models.Q(
                                ("happened_on__isnull", False),
                                models.Q(("content_hash", ""), _negated=True),
                                models.Q(("title", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_version_sent_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("opened_by__isnull", True)),
                            models.Q(
                                ("opened_at__isnull", False),
                                ("opened_by__isnull", False),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_version_opened_was_sent",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="shown",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessment.evidenceversion",
            ),
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(max_length=300)),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sufficient", "Sufficient"),
                            ("not_yet", "Not yet"),
                            ("not_applicable", "Not applicable"),
                        ],
                        max_length=15,
                    ),
                ),
                ("judged_at", models.DateTimeField(null=True)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.statement"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="assessment.evidenceversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-statement__framework__judged", "statement__framework", "statement__number", "pk"],
                "indexes": [models.Index(fields=["statement", "version"], name="claim_by_statement")],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "statement"), name="claim_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judged_at__isnull", True), ("judgement", "")),
                            models.Q(models.Q(("judgement", ""), _negated=True), ("judged_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="claim_judged_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="assessment.evidenceversion",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("version", "file"), name="attachment_once")],
            },
        ),
        migrations.CreateModel(
            name="PortfolioReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("statement", models.TextField()),
                ("covers", models.JSONField(default=list)),
                ("reviewed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portfolio_reviews",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "ordering": ["-reviewed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reviewed_by", models.F("written_by")), _negated=True),
                        name="portfolio_reviewed_by_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnForMore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("enough", models.TextField()),
                ("again_by", models.DateField()),
                ("returned_as", models.CharField(max_length=60)),
                ("returned_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "returned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned",
                        to="assessment.evidenceversion",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("returned_by", models.F("written_by")), _negated=True),
                        name="evidence_returned_by_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("statement", models.TextField()),
                ("signed_as", models.CharField(max_length=60)),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_off",
                        to="assessment.evidenceversion",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("countersigned_at", models.DateTimeField(null=True)),
                (
                    "countersigned_by",
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
                        condition=models.Q(("signed_by", models.F("written_by")), _negated=True),
                        name="evidence_signed_off_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("countersigned_at__isnull", True), ("countersigned_by__isnull", True)),
                            models.Q(
                                ("countersigned_at__isnull", False),
                                ("countersigned_by__isnull", False),
                                models.Q(("countersigned_by", models.F("signed_by")), _negated=True),
                                models.Q(("countersigned_by", models.F("written_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_countersigned_by_a_third",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "draft"), _negated=True), ("shown__isnull", True), _connector="OR"
                ),
                name="evidence_draft_is_private",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "recalled"]), ("shown__isnull", False), _connector="OR"),
                name="evidence_sent_is_shown",
            ),
        ),
        migrations.CreateModel(
            name="SelfAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "point",
                    models.CharField(
                        choices=[("start", "Start"), ("midpoint", "Midpoint"), ("end", "End")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being written"),
                            ("locked", "Both views locked"),
                            ("discussed", "Discussed in supervision"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_on", models.DateField(default=django.utils.timezone.localdate)),
                ("discussed_on", models.DateField(null=True)),
                ("agreed", models.TextField(blank=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_assessments",
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
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_assessments",
                        to="placements.placement",
                    ),
                ),
            ],
            options={
                "ordering": ["placement", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("placement", "point"), name="self_assessment_once_at_a_point"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "discussed"), _negated=True),
                            models.Q(("discussed_by__isnull", False), ("discussed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="self_assessment_discussed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CapabilityView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "side",
                    models.CharField(choices=[("own", "Apprentice"), ("educator", "Practice educator")], max_length=10),
                ),
                ("overall", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("locked_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "self_assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to="assessment.selfassessment",
                    ),
                ),
            ],
            options={
                "ordering": ["self_assessment", "-side"],
                "constraints": [
                    models.UniqueConstraint(fields=("self_assessment", "side"), name="capability_view_once_a_side"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("locked_at__isnull", True),
                            models.Q(
                                models.Q(("overall", ""), _negated=True), models.Q(("content_hash", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="capability_view_locked_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CapabilityRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.PositiveSmallIntegerField(null=True)),
                ("words", models.CharField(blank=True, max_length=600)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.statement"
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="assessment.capabilityview",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("view", "statement"), name="capability_rating_once"),
                    models.CheckConstraint(
                        condition=models.Q(("step__gte", 1), models.Q(("words", ""), _negated=True), _connector="OR"),
                        name="capability_rating_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "observer_as",
                    models.CharField(
                        choices=[
                            ("practice_educator", "Practice educator"),
                            ("overseer", "Practice educator who oversees"),
                            ("supervisor", "Workplace supervisor"),
                            ("second_educator", "Second practice educator"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("cancelled", "Cancelled"),
                            ("observed", "Waiting for the report"),
                            ("reported", "Waiting for the reflection"),
                            ("reflected", "Waiting for the judgement"),
                            ("signed", "Signed"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("planned_for", models.DateTimeField()),
                ("place", models.CharField(max_length=150)),
                ("to_show", models.TextField()),
                (
                    "because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "The person or family wished it"),
                            ("apprentice", "The apprentice could not"),
                            ("observer", "The observer could not"),
                            ("service", "Something else came first at work"),
                        ],
                        max_length=10,
                    ),
                ),
                ("consent_on", models.DateField(null=True)),
                (
                    "consent_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("spoken", "In words, face to face or by phone"),
                            ("written", "In writing"),
                            ("supported", "With an interpreter, an advocate or somebody they trust"),
                        ],
                        max_length=10,
                    ),
                ),
                ("began_at", models.DateTimeField(null=True)),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("recorded_at", models.DateTimeField(null=True)),
                ("report", models.TextField(blank=True)),
                ("report_kept_reason", models.CharField(blank=True, max_length=300)),
                ("reported_at", models.DateTimeField(null=True)),
                ("reflection", models.TextField(blank=True)),
                ("reflection_kept_reason", models.CharField(blank=True, max_length=300)),
                ("reflected_at", models.DateTimeField(null=True)),
                ("judgement", models.TextField(blank=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                (
                    "consent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "observed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "observer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="placements.placement",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-planned_for", "-pk"],
                "indexes": [
                    models.Index(fields=["placement", "state"], name="observation_by_placement"),
                    models.Index(fields=["observer", "state"], name="observation_by_observer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("observer", models.F("observed")), _negated=True),
                            models.Q(
                                ("signed_by__isnull", True),
                                models.Q(("signed_by", models.F("observed")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="observation_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="observation_cancelled_because",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consent_by__isnull", True), ("consent_how", ""), ("consent_on__isnull", True)),
                            models.Q(
                                ("consent_by__isnull", False),
                                ("consent_on__isnull", False),
                                models.Q(("consent_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="observation_consent_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "cancelled"]),
                            models.Q(
                                ("began_at__isnull", False),
                                ("consent_on__isnull", False),
                                ("minutes__gte", 1),
                                ("minutes__isnull", False),
                                ("recorded_at__gte", models.F("began_at")),
                                ("recorded_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="observation_held_with_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reported_at__isnull", True), ("state__in", ["planned", "cancelled", "observed"])
                            ),
                            models.Q(
                                ("reported_at__isnull", False),
                                ("state__in", ["reported", "reflected", "signed"]),
                                models.Q(("report", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="observation_reported_with_a_report",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "signed"), _negated=True),
                            models.Q(
                                ("reflected_at__isnull", False),
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                models.Q(("reflection", ""), _negated=True),
                                models.Q(("judgement", ""), _negated=True),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="observation_signed_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObservationFeedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said", models.TextField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("spoken", "In words, face to face or by phone"),
                            ("written", "In writing"),
                            ("supported", "With an interpreter, an advocate or somebody they trust"),
                        ],
                        max_length=10,
                    ),
                ),
                ("agreed_on", models.DateField()),
                ("kept_reason", models.CharField(blank=True, max_length=300)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "observation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="assessment.observation",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "observation feedback",
            },
        ),
        migrations.CreateModel(
            name="ObservationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("placement_number", models.PositiveSmallIntegerField()),
                ("in_all", models.PositiveSmallIntegerField()),
                ("by_practice_educator", models.PositiveSmallIntegerField()),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observation_rules",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["university", "placement_number"],
                "constraints": [
                    models.UniqueConstraint(fields=("university", "placement_number"), name="observation_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_practice_educator__gte", 1),
                            ("by_practice_educator__lte", models.F("in_all")),
                            ("in_all__range", (1, 12)),
                        ),
                        name="observation_rule_is_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObservedCapability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("saw", models.CharField(max_length=300)),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sufficient", "Sufficient"),
                            ("not_yet", "Not yet"),
                            ("not_applicable", "Not applicable"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "observation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="capabilities",
                        to="assessment.observation",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.statement"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "observed capabilities",
                "ordering": ["statement__framework", "statement__number", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("observation", "statement"), name="observed_capability_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reader_as", models.CharField(max_length=60)),
                ("question", models.CharField(blank=True, max_length=500)),
                ("shared_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="assessment.evidence"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["shared_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("evidence", "reader"),
                        name="draft_shared_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reader", models.F("shared_by")), _negated=True),
                        name="draft_shared_with_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposedSignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("judgements", models.JSONField(default=dict)),
                ("statement", models.TextField()),
                ("signed_as", models.CharField(max_length=60)),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed_sign_offs",
                        to="assessment.evidenceversion",
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
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("signed_by", models.F("written_by")), _negated=True),
                        name="sign_off_proposed_by_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("until", models.DateField()),
                ("reopened_as", models.CharField(max_length=60)),
                ("reopened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("replaced", "A new version was accepted"),
                            ("stands", "What was accepted stands again"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reopenings", to="assessment.evidence"
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.evidenceversion"
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
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("evidence",),
                        name="reopening_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reopened_by", models.F("written_by")), _negated=True),
                        name="reopened_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("outcome", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="reopening_ended_somehow",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WitnessStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("witness_as", models.CharField(max_length=60)),
                ("request", models.TextField()),
                ("about", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("given", "Signed"),
                            ("declined", "Declined"),
                            ("taken_back", "Not asked any more"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("statement", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="witness_statements",
                        to="assessment.evidence",
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")), fields=["witness"], name="witness_statement_asked"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "given"])),
                        fields=("evidence", "witness"),
                        name="witness_statement_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("witness", models.F("asked_by")), _negated=True), name="witness_is_another"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "given"), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("statement", ""), _negated=True),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="witness_statement_given_is_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="assessment.draftshare"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CountersignatureRefused",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("refused_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "refused_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refused",
                        to="assessment.proposedsignoff",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("refused_by", models.F("signed_by")), _negated=True),
                        name="countersignature_refused_by_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewPanel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "point",
                    models.CharField(
                        choices=[("ENTRY", "Point of entry to training"), ("RFDP", "Readiness for direct practice")],
                        max_length=10,
                    ),
                ),
                ("held_on", models.DateField()),
                (
                    "convened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_panels",
                        to="consortium.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CapabilityReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "point",
                    models.CharField(
                        choices=[("ENTRY", "Point of entry to training"), ("RFDP", "Readiness for direct practice")],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("judged", "Held, outcome to come"),
                            ("released", "Outcome released"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                (
                    "judgement",
                    models.CharField(
                        blank=True, choices=[("met", "At this level"), ("not_yet", "Not yet")], max_length=10
                    ),
                ),
                ("whole", models.TextField(blank=True)),
                ("enough", models.TextField(blank=True)),
                ("again_on", models.DateField(null=True)),
                ("judged_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("release_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capability_reviews",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="assessment.reviewpanel"
                    ),
                ),
            ],
            options={
                "ordering": ["apprentice", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReviewPanelMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("university", "University"),
                            ("practice", "Practising social worker"),
                            ("lived_experience", "Person with lived experience"),
                        ],
                        max_length=20,
                    ),
                ),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="assessment.reviewpanel"
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
                "ordering": ["panel", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReviewPanelView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "judgement",
                    models.CharField(choices=[("met", "At this level"), ("not_yet", "Not yet")], max_length=10),
                ),
                ("words", models.TextField()),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("signed_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views",
                        to="assessment.reviewpanelmember",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to="assessment.capabilityreview",
                    ),
                ),
            ],
            options={
                "ordering": ["review", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CapabilityReviewWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField()),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="domains",
                        to="assessment.capabilityreview",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.statement"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "statement"), name="capability_review_words_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="capabilityreview",
            index=models.Index(
                condition=models.Q(("state", "judged")), fields=["release_at"], name="capability_review_to_release"
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["planned", "judged"])),
                fields=("apprentice", "point"),
                name="capability_review_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["planned", "cancelled"]),
                    models.Q(
                        ("judged_at__isnull", False),
                        ("judged_by__isnull", False),
                        models.Q(("judgement", ""), _negated=True),
                        models.Q(("content_hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="capability_review_judged_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "released"), _negated=True),
                    models.Q(("release_at__isnull", False), ("released_at__gte", models.F("release_at"))),
                    _connector="OR",
                ),
                name="capability_review_released_by_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewpanelmember",
            constraint=models.UniqueConstraint(fields=("panel", "person"), name="review_panel_member_once"),
        ),
        migrations.AddConstraint(
            model_name="reviewpanelview",
            constraint=models.UniqueConstraint(fields=("review", "member"), name="review_panel_view_once"),
        ),
        migrations.AddConstraint(
            model_name="reviewpanelview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_at__isnull", True), models.Q(("content_hash", ""), _negated=True), _connector="OR"
                ),
                name="review_panel_view_signed_is_hashed",
            ),
        ),
    ]
