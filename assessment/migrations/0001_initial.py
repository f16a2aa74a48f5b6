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
        ("core", "__first__"),
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
                            ("accepted", "Accepted"),
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
                        condition=models.Q(("state", "submitted")), fields=["waiting_since"], name="evidence_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "submitted"), ("waiting_since__isnull", False)),
                            models.Q(models.Q(("state", "submitted"), _negated=True), ("waiting_since__isnull", True)),
                            _connector="OR",
                        ),
                        name="evidence_waits_since_it_was_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["returned", "accepted"]), _negated=True),
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("signed_by", models.F("written_by")), _negated=True),
                        name="evidence_signed_off_by_another",
                    )
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
    ]
