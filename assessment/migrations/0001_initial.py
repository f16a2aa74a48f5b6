from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("apprentices", "0002_one_at_a_time"),
        ("consortium", "0002_one_at_a_time"),
        ("core", "0001_initial"),
        ("placements", "0002_one_at_a_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="consortium.cohort"
                    ),
                ),
                ("module", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=150)),
                ("due_on", models.DateField()),
                ("pass_mark", models.DecimalField(decimal_places=2, default=Decimal("40"), max_digits=5)),
            ],
            options={
                "ordering": ["due_on", "module", "title"],
                "constraints": [
                    models.UniqueConstraint(fields=("cohort", "module", "title"), name="assignment_once"),
                    models.CheckConstraint(
                        condition=models.Q(("pass_mark__gte", 0), ("pass_mark__lte", 100)),
                        name="assignment_pass_mark_is_a_mark",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssignmentResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="assessment.assignment"
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignment_results",
                        to="apprentices.apprentice",
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("passed", "Passed"),
                            ("not_passed", "Not passed"),
                            ("not_handed_in", "Not handed in"),
                            ("extended", "Extension"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "mark",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                ("handed_in_on", models.DateField(null=True)),
                ("again_by", models.DateField(null=True)),
                ("confirmed_on", models.DateField(null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["assignment__due_on", "assignment", "attempt"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "apprentice", "attempt"), name="assignment_result_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mark__isnull", True), models.Q(("mark__gte", 0), ("mark__lte", 100)), _connector="OR"
                        ),
                        name="assignment_mark_is_a_mark",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["passed", "not_passed"]), ("mark__isnull", True), _connector="OR"
                        ),
                        name="assignment_result_has_mark_only_where_marked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempt__gte", 1)), name="assignment_attempt_is_counted"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortfolioSubmission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="placements.placement",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("handed_in", "Waiting for the practice educator's recommendation"),
                            ("countersign", "Waiting for the second signature"),
                            ("recommended", "Waiting for the university tutor"),
                            ("queried", "Waiting for the practice educator's answer"),
                            ("second_opinion", "Waiting for a second opinion"),
                            ("ready", "Ready for the practice assessment panel"),
                            ("with_panel", "With the practice assessment panel"),
                            ("panel_recommended", "Ready for the board of examiners"),
                            ("decided", "Decided, not released yet"),
                            ("released", "Released"),
                            ("returned", "More is asked for"),
                            ("replaced", "Handed in again"),
                            ("taken_back", "Taken back"),
                        ],
                        default="handed_in",
                        max_length=20,
                    ),
                ),
                ("snapshot", models.JSONField(default=dict)),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("handed_in_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("waiting_since", models.DateTimeField()),
            ],
            options={
                "ordering": ["-handed_in_at", "-pk"],
                "indexes": [models.Index(fields=["state", "waiting_since"], name="submission_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("placement", "number"), name="submission_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["replaced", "taken_back"]), _negated=True),
                        fields=("placement",),
                        name="submission_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content_hash", ""), _negated=True), name="submission_is_hashed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandInExtension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_in_extensions",
                        to="placements.placement",
                    ),
                ),
                ("until", models.DateField()),
                (
                    "ground",
                    models.CharField(
                        choices=[("extension", "Extension"), ("mitigating", "Mitigating circumstances")], max_length=12
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-given_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BoardOfExaminers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boards_of_examiners",
                        to="consortium.organisation",
                    ),
                ),
                ("held_on", models.DateField()),
                ("release_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Results being entered"),
                            ("closed", "Results wait for their release"),
                            ("released", "Released"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("released_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "boards of examiners",
                "ordering": ["-held_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_at__isnull", True),
                            models.Q(("released_at__gte", models.F("release_at")), ("state", "released")),
                            _connector="OR",
                        ),
                        name="board_released_at_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            ("released_at__isnull", False),
                            _connector="OR",
                        ),
                        name="board_released_with_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="assessment.boardofexaminers",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="board_decisions",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("passed", "Passed"),
                            ("repeat", "Not passed, one repeat allowed"),
                            ("not_passed", "Not passed, no repeat"),
                            ("refer_back", "Referred back to the panel"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reasons", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "Entered, to be confirmed"),
                            ("confirmed", "Confirmed"),
                            ("taken_back", "Taken back before release"),
                            ("released", "Released"),
                            ("set_aside", "Set aside on appeal"),
                        ],
                        default="entered",
                        max_length=10,
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
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("appeal_until", models.DateField(null=True)),
                ("set_aside_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ["entered_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["entered", "confirmed", "released"]),
                            models.Q(("outcome", "refer_back"), _negated=True),
                        ),
                        fields=("submission",),
                        name="board_decides_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "entered")),
                        fields=("submission",),
                        name="board_enters_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="board_decision_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["entered", "taken_back"]),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="board_decision_stands_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["released", "set_aside"]), _negated=True),
                            models.Q(("appeal_until__isnull", False), ("released_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="board_decision_released_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "set_aside"), _negated=True),
                            ("set_aside_on__isnull", False),
                            _connector="OR",
                        ),
                        name="board_decision_set_aside_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refer_back"), _negated=True),
                            models.Q(("reasons", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="board_refers_back_with_reasons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="assessment.boarddecision",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("procedure", "The procedure was not followed"),
                            ("new_evidence", "There is evidence that could not be shown before"),
                            ("bias", "There was bias, or it looked like it"),
                        ],
                        max_length=15,
                    ),
                ),
                ("statement", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("lodged", "Lodged"),
                            ("inadmissible", "Not admissible"),
                            ("admitted", "Admitted, to be heard"),
                            ("dismissed", "Dismissed"),
                            ("upheld", "Upheld"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="lodged",
                        max_length=15,
                    ),
                ),
                (
                    "lodged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("lodged_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("admission_reasons", models.TextField(blank=True)),
                (
                    "admitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("admitted_at", models.DateTimeField(null=True)),
                ("heard_on", models.DateField(null=True)),
                ("reasons", models.TextField(blank=True)),
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
                "ordering": ["-lodged_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["lodged", "admitted"])),
                        fields=("decision",),
                        name="appeal_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["lodged", "withdrawn"]),
                            models.Q(
                                ("admitted_at__isnull", False),
                                ("admitted_by__isnull", False),
                                models.Q(("admission_reasons", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_admitted_with_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["dismissed", "upheld"]), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("heard_on__isnull", False),
                                models.Q(("reasons", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_heard_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("admitted_by__isnull", True),
                                models.Q(("admitted_by", models.F("lodged_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decided_by__isnull", True),
                                models.Q(("decided_by", models.F("lodged_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="appeal_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppealConsequence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consequences", to="assessment.appeal"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("letter", "Letter to the apprentice and the employer"),
                            ("returns", "Returns and lists corrected"),
                            ("placement", "Placement place kept or found again"),
                            ("learning", "Break or withdrawal looked at again"),
                            ("fees", "Fees of practice educators and panel members"),
                            ("figures", "Figures given out before are restated"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("done_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("appeal", "kind"), name="appeal_consequence_once")],
            },
        ),
        migrations.CreateModel(
            name="DecisionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision_rules",
                        to="consortium.organisation",
                    ),
                ),
                ("valid_from", models.DateField()),
                ("hand_in_days", models.PositiveSmallIntegerField()),
                ("appeal_working_days", models.PositiveSmallIntegerField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["university", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("university", "valid_from"), name="decision_rule_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("appeal_working_days__range", (5, 60)), ("hand_in_days__lte", 90)),
                        name="decision_rule_is_possible",
                    ),
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
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_panels",
                        to="consortium.organisation",
                    ),
                ),
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
            ],
            options={
                "ordering": ["-held_on", "-pk"],
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
            ],
            options={
                "ordering": ["panel", "pk"],
                "constraints": [models.UniqueConstraint(fields=("panel", "person"), name="review_panel_member_once")],
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
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="assessment.reviewpanel"
                    ),
                ),
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capability_reviews",
                        to="apprentices.apprentice",
                    ),
                ),
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
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("judged_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("release_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["apprentice", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "judged")),
                        fields=["release_at"],
                        name="capability_review_to_release",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["planned", "judged"])),
                        fields=("apprentice", "point"),
                        name="capability_review_one_at_a_time",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            models.Q(("release_at__isnull", False), ("released_at__gte", models.F("release_at"))),
                            _connector="OR",
                        ),
                        name="capability_review_released_by_its_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CapabilityReviewWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("words", models.TextField()),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "statement"), name="capability_review_words_once")
                ],
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to="assessment.capabilityreview",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views",
                        to="assessment.reviewpanelmember",
                    ),
                ),
                (
                    "judgement",
                    models.CharField(choices=[("met", "At this level"), ("not_yet", "Not yet")], max_length=10),
                ),
                ("words", models.TextField()),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("signed_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["review", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "member"), name="review_panel_view_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_at__isnull", True), models.Q(("content_hash", ""), _negated=True), _connector="OR"
                        ),
                        name="review_panel_view_signed_is_hashed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChairsAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chairs_actions",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for every party's agreement"),
                            ("agreed", "Agreed by every party"),
                            ("taken", "Taken, to be reported to the next panel"),
                            ("reported", "Reported to the panel"),
                            ("refused", "Not agreed: the panel decides"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("more_days", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("reasons", models.TextField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True)),
                ("reported_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ["proposed_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "agreed"])),
                        fields=("submission",),
                        name="chairs_action_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("more_days__gte", 1), models.Q(("reasons", ""), _negated=True)),
                        name="chairs_action_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["taken", "reported"]), _negated=True),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="chairs_action_taken_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reported"), _negated=True),
                            ("reported_on__isnull", False),
                            _connector="OR",
                        ),
                        name="chairs_action_reported_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChairsActionAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="assessment.chairsaction",
                    ),
                ),
                (
                    "party",
                    models.CharField(
                        choices=[
                            ("apprentice", "Apprentice"),
                            ("educator", "Practice educator"),
                            ("tutor", "University tutor"),
                            ("employer", "Employer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField()),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("agreed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["agreed_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("action", "party"), name="chairs_action_agreed_once_a_party"),
                    models.UniqueConstraint(fields=("action", "agreed_by"), name="chairs_action_agreed_once_a_person"),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="chairs_action_agreed_in_writing"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EquityReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "university",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equity_reports",
                        to="consortium.organisation",
                    ),
                ),
                (
                    "consortium",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equity_reports",
                        to="consortium.consortium",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("figures", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-year", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consortium__isnull", True), ("university__isnull", False)),
                            models.Q(("consortium__isnull", False), ("university__isnull", True)),
                            _connector="OR",
                        ),
                        name="equity_report_of_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("university__isnull", False)),
                        fields=("university", "year"),
                        name="equity_report_of_a_university_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("consortium__isnull", False)),
                        fields=("consortium", "year"),
                        name="equity_report_of_a_consortium_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JudgementProfileRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "university",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgement_profile_rule",
                        to="consortium.organisation",
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="JudgementProfileShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "educator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "shown_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-since", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("educator", "shown_to"),
                        name="judgement_profile_shared_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("educator", models.F("shown_to")), _negated=True),
                        name="judgement_profile_shown_to_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExaminerComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="examiner_comments",
                        to="assessment.boardofexaminers",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="examiner_comments",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                ("words", models.TextField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["written_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="examiner_comment_says_something"
                    )
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
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="placements.placement",
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
                (
                    "consent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
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
            name="ObservedCapability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="ObservationFeedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "observation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="assessment.observation",
                    ),
                ),
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
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "observation feedback",
            },
        ),
        migrations.CreateModel(
            name="ObservationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observation_rules",
                        to="consortium.organisation",
                    ),
                ),
                ("placement_number", models.PositiveSmallIntegerField()),
                ("in_all", models.PositiveSmallIntegerField()),
                ("by_practice_educator", models.PositiveSmallIntegerField()),
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
            name="PanelTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_terms",
                        to="consortium.organisation",
                    ),
                ),
                ("edition", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("rules", models.JSONField(default=dict)),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "panel terms",
                "ordering": ["university", "-valid_from", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("university", "edition"), name="panel_terms_edition_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_meetings",
                        to="consortium.organisation",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("place", models.CharField(max_length=150)),
                ("read_by", models.DateField()),
                ("terms", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "In session"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("seed", models.CharField(blank=True, max_length=32)),
                ("drawn", models.JSONField(default=list)),
                ("minutes", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("packs_open_until", models.DateField(null=True)),
            ],
            options={
                "ordering": ["-starts_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("opened_at__isnull", True),
                                ("state__in", ["planned", "cancelled"]),
                            ),
                            models.Q(("closed_at__isnull", True), ("opened_at__isnull", False), ("state", "open")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                ("opened_at__isnull", False),
                                ("state", "closed"),
                            ),
                            _connector="OR",
                        ),
                        name="panel_meeting_opened_then_closed",
                    )
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
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="assessment.panelmeeting",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("chair", "Chair"), ("secretary", "Secretary"), ("member", "Member")],
                        default="member",
                        max_length=10,
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("university", "The university"),
                            ("employer", "An employer"),
                            ("independent", "Independent practitioner"),
                            ("lived_experience", "Lived experience of services"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_under_18", models.BooleanField(default=False)),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="assessment.panelmember",
                    ),
                ),
                ("declared_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("went_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["meeting", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("meeting", "person"),
                        name="panel_seat_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True), ("role", "chair")),
                        fields=("meeting",),
                        name="panel_has_one_chair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelRecommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_recommendations",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("confirm_pass", "Confirms the pass"),
                            ("more_evidence", "Asks for more evidence"),
                            ("extend_days", "Adds days to the placement"),
                            ("concur_fail", "Agrees with the fail"),
                            ("disagree", "Disagrees, and refers it to the board of examiners"),
                        ],
                        max_length=15,
                    ),
                ),
                ("repeat_allowed", models.BooleanField(null=True)),
                ("reasons", models.TextField()),
                ("due_on", models.DateField(null=True)),
                ("more_days", models.PositiveSmallIntegerField(null=True)),
                (
                    "chaired_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recommended_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("members", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["recommended_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reasons", ""), _negated=True), name="panel_recommendation_has_reasons"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "concur_fail"), ("repeat_allowed__isnull", False)),
                            models.Q(
                                models.Q(("outcome", "concur_fail"), _negated=True), ("repeat_allowed__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="panel_fail_says_whether_to_repeat",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_on__isnull", False), ("outcome__in", ["more_evidence", "extend_days"])),
                            models.Q(
                                models.Q(("outcome__in", ["more_evidence", "extend_days"]), _negated=True),
                                ("due_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="panel_asks_for_more_by_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("more_days__gte", 1), ("outcome", "extend_days")),
                            models.Q(models.Q(("outcome", "extend_days"), _negated=True), ("more_days__isnull", True)),
                            _connector="OR",
                        ),
                        name="panel_extends_by_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("own", "The portfolio is their own"),
                            ("borough", "They work for the apprentice’s employer"),
                            ("earlier_part", "They taught, supervised, managed or assessed the apprentice"),
                            ("declared", "They said so"),
                        ],
                        max_length=15,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["since", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("person", "submission", "source"),
                        name="panel_conflict_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                ("source", "declared"),
                                models.Q(("lifted_by", models.F("person")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="panel_conflict_lifted_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="assessment.panelmeeting"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_items",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                ("because", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("listed", "To come"),
                            ("decided", "Recorded"),
                            ("deferred", "Put off"),
                            ("taken_off", "Taken off the agenda"),
                        ],
                        default="listed",
                        max_length=10,
                    ),
                ),
                ("minutes", models.TextField(blank=True)),
                ("revealed_at", models.DateTimeField(null=True)),
                (
                    "recommendation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_item",
                        to="assessment.panelrecommendation",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["meeting", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "listed")), fields=("submission",), name="panel_item_on_one_agenda"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False), ("recommendation__isnull", False), ("state", "decided")
                            ),
                            models.Q(
                                models.Q(("state", "decided"), _negated=True),
                                ("decided_at__isnull", True),
                                ("recommendation__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="panel_item_decided_with_a_recommendation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelReading",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="assessment.panelitem"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="assessment.panelmember",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Being read"), ("sent", "Sent"), ("withdrawn", "Not read by them")],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "would_recommend",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("confirm_pass", "Confirms the pass"),
                            ("more_evidence", "Asks for more evidence"),
                            ("extend_days", "Adds days to the placement"),
                            ("concur_fail", "Agrees with the fail"),
                            ("disagree", "Disagrees, and refers it to the board of examiners"),
                        ],
                        max_length=15,
                    ),
                ),
                ("overall", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["item", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("item", "member"),
                        name="panel_reading_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            models.Q(
                                ("sent_at__isnull", False),
                                models.Q(("would_recommend", ""), _negated=True),
                                models.Q(("overall", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="panel_reading_sent_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelReadingComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="assessment.panelreading",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.statement"
                    ),
                ),
                ("words", models.TextField()),
            ],
            options={
                "ordering": ["statement__framework", "statement__number", "pk"],
                "constraints": [models.UniqueConstraint(fields=("reading", "statement"), name="panel_comment_once")],
            },
        ),
        migrations.CreateModel(
            name="PanelReconciliation",
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation",
                        to="assessment.panelitem",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("agreed", "Agreed by both"),
                            ("differ", "The readers differ"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "would_recommend",
                    models.CharField(
                        choices=[
                            ("confirm_pass", "Confirms the pass"),
                            ("more_evidence", "Asks for more evidence"),
                            ("extend_days", "Adds days to the placement"),
                            ("concur_fail", "Agrees with the fail"),
                            ("disagree", "Disagrees, and refers it to the board of examiners"),
                        ],
                        max_length=15,
                    ),
                ),
                ("words", models.TextField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                            ("answered_by__isnull", True),
                            models.Q(("answered_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="panel_reconciliation_by_the_other",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="assessment.panelmeeting",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="assessment.panelitem",
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(choices=[("open", "To do"), ("done", "Done")], default="open", max_length=10),
                ),
                ("outcome", models.CharField(blank=True, max_length=500)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("state", "open")),
                            models.Q(("done_at__isnull", False), ("state", "done")),
                            _connector="OR",
                        ),
                        name="panel_action_done_at_a_moment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_papers",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                ("submission_version", models.PositiveIntegerField()),
                ("read", models.JSONField(default=dict)),
                ("read_hash", models.CharField(max_length=64)),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                ("pages", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["submission", "submission_version"],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "submission_version"), name="panel_paper_read_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelPack",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="assessment.panelmember"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "pack",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.pack"
                    ),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("opened_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "revoked_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left", "The member left the panel"),
                            ("withheld", "Something in it is withheld from the member"),
                            ("newer", "A newer one was given out"),
                        ],
                        max_length=10,
                    ),
                ),
                ("submissions", models.ManyToManyField(related_name="+", to="assessment.portfoliosubmission")),
            ],
            options={
                "ordering": ["member", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "number"), name="panel_pack_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("member",),
                        name="panel_pack_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_because", "")),
                            models.Q(("revoked_at__isnull", False), models.Q(("revoked_because", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="panel_pack_revoked_because",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortfolioReader",
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
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reads_portfolios",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portfolio_readers",
                        to="consortium.organisation",
                    ),
                ),
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
                ("levels", models.JSONField(default=list)),
                ("each_panel", models.PositiveSmallIntegerField(default=2)),
                ("each_year", models.PositiveSmallIntegerField(default=6)),
                ("reaches", models.PositiveSmallIntegerField(default=33)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Waiting for their organisation"),
                            ("confirmed", "On the register"),
                            ("not_confirmed", "Not confirmed"),
                            ("ended", "No longer reading"),
                        ],
                        default="offered",
                        max_length=15,
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
                ("answered_at", models.DateTimeField(null=True)),
                ("not_because", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["person__name", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="assessment_portfolioreader_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "not_confirmed"]), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answered_by", models.F("person")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="portfolio_reader_confirmed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("each_panel__range", (1, 20)),
                            ("each_year__range", (1, 60)),
                            ("each_year__gte", models.F("each_panel")),
                        ),
                        name="portfolio_reader_load_is_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="consortium.organisation",
                    ),
                ),
                ("named", models.CharField(blank=True, max_length=254)),
                ("declared_on", models.DateField()),
            ],
            options={
                "ordering": ["-declared_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("named", ""), ("organisation__isnull", True), ("person__isnull", False)),
                            models.Q(("named", ""), ("organisation__isnull", False), ("person__isnull", True)),
                            models.Q(
                                ("organisation__isnull", True),
                                ("person__isnull", True),
                                models.Q(("named", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reading_conflict_with_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingRequest",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reading_requests",
                        to="assessment.panelitem",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="assessment.portfolioreader",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("accepted", "Reading"),
                            ("declined", "Declined"),
                            ("taken_back", "Not needed any more"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                ("why", models.JSONField(default=list)),
                ("chosen_because", models.CharField(blank=True, max_length=500)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("apart", models.BooleanField(default=False)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "accepted"])),
                        fields=("item", "reader"),
                        name="reading_request_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("given_by", models.F("taken_by")), _negated=True),
                        name="reading_request_for_another_body",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True), ("apart", True), _connector="OR"
                        ),
                        name="reading_request_read_apart",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("writing", "Being written"),
                            ("countersign", "Waiting for the second signature"),
                            ("signed", "Signed"),
                            ("sent_back", "Sent back to be written again"),
                        ],
                        default="writing",
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("pass", "Pass"), ("fail", "Fail"), ("unable", "Unable to recommend")],
                        max_length=8,
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("days", "The days of the placement are not complete"),
                            ("absence", "Too much of the placement was missed through absence"),
                        ],
                        max_length=8,
                    ),
                ),
                ("holistic", models.TextField(blank=True)),
                ("unexplained_until_now", models.TextField(blank=True)),
                ("without_report_because", models.CharField(blank=True, max_length=300)),
                ("kept_reason", models.CharField(blank=True, max_length=300)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "overseen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sent_back_because", models.TextField(blank=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["writing", "countersign"])),
                        fields=("submission",),
                        name="recommendation_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "writing"),
                            models.Q(
                                ("signed_at__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("holistic", ""), _negated=True),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recommendation_signed_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "writing"),
                            models.Q(("outcome", "unable"), models.Q(("because", ""), _negated=True)),
                            models.Q(models.Q(("outcome", "unable"), _negated=True), ("because", "")),
                            _connector="OR",
                        ),
                        name="recommendation_unable_because",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("overseen_by__isnull", True),
                            models.Q(("overseen_by", models.F("written_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recommendation_overseen_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent_back"), _negated=True),
                            models.Q(("sent_back_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recommendation_sent_back_because",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecommendedCapability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="capabilities",
                        to="assessment.recommendation",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.statement"
                    ),
                ),
                ("words", models.TextField(max_length=2000)),
            ],
            options={
                "verbose_name_plural": "recommended capabilities",
                "ordering": ["statement__framework", "statement__number", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("recommendation", "statement"), name="recommended_capability_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisorReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisor_report",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                ("report", models.TextField()),
                ("kept_reason", models.CharField(blank=True, max_length=300)),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("content_hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("report", ""), _negated=True), name="supervisor_report_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TutorQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="queries",
                        to="assessment.recommendation",
                    ),
                ),
                ("question", models.TextField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True)),
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
                "verbose_name_plural": "tutor queries",
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("recommendation",),
                        name="tutor_query_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="tutor_query_answered_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TutorReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "recommendation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tutor_review",
                        to="assessment.recommendation",
                    ),
                ),
                ("outcome", models.CharField(choices=[("concur", "Concurs"), ("dissent", "Dissents")], max_length=8)),
                ("reasons", models.TextField(blank=True)),
                ("asks_second_opinion", models.BooleanField(default=False)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reviewed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("content_hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "dissent"), _negated=True),
                            models.Q(("reasons", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="tutor_dissents_with_reasons",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_opinions",
                        to="assessment.portfoliosubmission",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_opinions",
                        to="assessment.recommendation",
                    ),
                ),
                (
                    "educator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_opinions",
                        to="placements.practiceeducator",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("declined", "Declined"),
                            ("taken_back", "Not needed any more"),
                            ("accepted", "Reading"),
                            ("given", "Given"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("apart", models.BooleanField(default=False)),
                ("supports", models.BooleanField(null=True)),
                ("reasons", models.TextField(blank=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "accepted"])),
                        fields=("submission",),
                        name="second_opinion_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "given"), _negated=True),
                            models.Q(
                                ("apart", True),
                                ("signed_at__isnull", False),
                                ("supports__isnull", False),
                                models.Q(("reasons", ""), _negated=True),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="second_opinion_given_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True), ("apart", True), _connector="OR"
                        ),
                        name="second_opinion_reads_apart",
                    ),
                ],
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
                (
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portfolio_reviews",
                        to="apprentices.apprentice",
                    ),
                ),
                ("statement", models.TextField()),
                ("covers", models.JSONField(default=list)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reviewed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("content_hash", models.CharField(blank=True, max_length=64)),
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
            name="AllowedName",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allowed_names",
                        to="apprentices.apprentice",
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("who", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [models.UniqueConstraint(fields=("apprentice", "name"), name="allowed_name_once")],
            },
        ),
        migrations.CreateModel(
            name="FileScreening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="screening", to="core.storedfile"
                    ),
                ),
                ("looked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("problem", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="FileFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="assessment.filescreening",
                    ),
                ),
                ("where", models.CharField(max_length=80)),
                ("what", models.CharField(max_length=30)),
                ("found", models.CharField(max_length=200)),
                ("before", models.CharField(blank=True, max_length=60)),
                ("after", models.CharField(blank=True, max_length=60)),
                ("why", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "ordering": ["pk"],
            },
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
                    "apprentice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_assessments",
                        to="apprentices.apprentice",
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
                (
                    "discussed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("agreed", models.TextField(blank=True)),
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
                    "self_assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to="assessment.selfassessment",
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("own", "Apprentice"), ("educator", "Practice educator")], max_length=10),
                ),
                ("overall", models.TextField(blank=True)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("kept_reason", models.CharField(blank=True, max_length=300)),
                ("locked_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
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
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="assessment.capabilityview",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.statement"
                    ),
                ),
                ("step", models.PositiveSmallIntegerField(null=True)),
                ("words", models.CharField(blank=True, max_length=600)),
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
            name="Evidence",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="apprentices.apprentice",
                    ),
                ),
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
                            ("quarantined", "Hidden: somebody’s details"),
                            ("accepted", "Accepted"),
                            ("reopened", "Opened again"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("waiting_since", models.DateTimeField(null=True)),
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
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="assessment.evidence"
                    ),
                ),
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
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="assessment.evidenceversion",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                ("kept", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("version", "file"), name="attachment_once")],
            },
        ),
        migrations.CreateModel(
            name="ReturnForMore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned",
                        to="assessment.evidenceversion",
                    ),
                ),
                ("reason", models.TextField()),
                ("enough", models.TextField()),
                ("again_by", models.DateField()),
                (
                    "returned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("returned_as", models.CharField(max_length=60)),
                ("returned_at", models.DateTimeField(default=django.utils.timezone.now)),
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
            name="ProposedSignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed_sign_offs",
                        to="assessment.evidenceversion",
                    ),
                ),
                ("judgements", models.JSONField(default=dict)),
                ("statement", models.TextField()),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_as", models.CharField(max_length=60)),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("content_hash", models.CharField(blank=True, max_length=64)),
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
            name="CountersignatureRefused",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refused",
                        to="assessment.proposedsignoff",
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "refused_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("refused_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_off",
                        to="assessment.evidenceversion",
                    ),
                ),
                ("statement", models.TextField()),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_as", models.CharField(max_length=60)),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "countersigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("countersigned_at", models.DateTimeField(null=True)),
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
        migrations.CreateModel(
            name="Breach",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaches",
                        to="apprentices.apprentice",
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("evidence", "A piece of evidence"),
                            ("observation", "The report of a direct observation"),
                            ("reflection", "A reflection on a direct observation"),
                            ("judgement", "The judgement of a direct observation"),
                            ("self-assessment", "A view in a self-assessment"),
                            ("supervisor-report", "The workplace supervisor’s report"),
                            ("educator-report", "The practice educator’s report"),
                            ("witness", "A witness statement"),
                            ("tutor-review", "The university tutor’s answer to a recommendation"),
                            ("second-opinion", "A second opinion"),
                            ("reader-sheet", "A panel reader’s sheet"),
                        ],
                        default="evidence",
                        max_length=20,
                    ),
                ),
                ("about_id", models.BigIntegerField(null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaches",
                        to="assessment.evidence",
                    ),
                ),
                (
                    "version_flagged",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaches",
                        to="assessment.evidenceversion",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("flagged", "Waiting for the tutor"),
                            ("confirmed", "Confirmed"),
                            ("lifted", "Lifted"),
                        ],
                        default="flagged",
                        max_length=10,
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "Private draft"),
                            ("submitted", "Waiting to be assessed"),
                            ("recalled", "Taken back"),
                            ("returned", "Returned for more work"),
                            ("countersign", "Waiting for countersignature"),
                            ("quarantined", "Hidden: somebody’s details"),
                            ("accepted", "Accepted"),
                            ("reopened", "Opened again"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("waited_since", models.DateTimeField(null=True)),
                ("where", models.TextField()),
                (
                    "flagged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("flagged_as", models.CharField(max_length=60)),
                ("flagged_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "severity",
                    models.CharField(blank=True, choices=[("minor", "Minor"), ("major", "Major")], max_length=10),
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
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.TextField(blank=True)),
                ("fix_by", models.DateTimeField(null=True)),
                ("resent_at", models.DateTimeField(null=True)),
                (
                    "reported",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Reported to the Information Commissioner"),
                            ("not_needed", "No report is needed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("assessment", models.TextField(blank=True)),
                (
                    "assessed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("assessed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "breaches",
                "ordering": ["-flagged_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "flagged")),
                        fields=("evidence",),
                        name="breach_flagged_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["flagged", "confirmed"])),
                        fields=("about", "about_id"),
                        name="breach_stands_once_on_a_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("about", "evidence"),
                                ("about_id__isnull", True),
                                ("evidence__isnull", False),
                                ("number__isnull", False),
                                ("version_flagged__isnull", False),
                            ),
                            models.Q(
                                models.Q(("about", "evidence"), _negated=True),
                                ("about_id__isnull", False),
                                ("evidence__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="breach_is_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "flagged")),
                            models.Q(
                                models.Q(("state", "flagged"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="breach_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(("severity", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="breach_confirmed_has_severity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assessed_at__isnull", True), ("reported", "")),
                            models.Q(
                                models.Q(("reported", ""), _negated=True),
                                ("assessed_at__isnull", False),
                                ("assessed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="breach_assessed_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreachParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="assessment.breach"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("host", "Host"), ("university", "University"), ("employer", "Employer")],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("breach", "part"), name="breach_party_once")],
            },
        ),
        migrations.CreateModel(
            name="DestructionOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "breach",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="destruction", to="assessment.breach"
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ordered_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.organisation"
                    ),
                ),
                ("reason", models.TextField()),
                ("ordered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("destroyed", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="assessment.evidenceversion",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consortium.statement"
                    ),
                ),
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
            name="Reopening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reopenings", to="assessment.evidence"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.evidenceversion"
                    ),
                ),
                ("reason", models.TextField()),
                ("until", models.DateField()),
                (
                    "reopened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reopened_as", models.CharField(max_length=60)),
                ("reopened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
            name="DraftShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="assessment.evidence"
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reader_as", models.CharField(max_length=60)),
                ("question", models.CharField(blank=True, max_length=500)),
                ("shared_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
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
            name="DraftComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="assessment.draftshare"
                    ),
                ),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
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
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="witness_statements",
                        to="assessment.evidence",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                ("kept_reason", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
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
    ]
