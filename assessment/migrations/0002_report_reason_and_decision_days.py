import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.records


class Migration(migrations.Migration):
    """The rule of a university could not be set by anybody before: there is none to keep."""

    dependencies = [
        ("assessment", "0001_initial"),
        ("consortium", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="supervisorreport",
            name="kept_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.DeleteModel(name="DecisionRule"),
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
                ("valid_from", models.DateField()),
                ("hand_in_days", models.PositiveSmallIntegerField()),
                ("appeal_working_days", models.PositiveSmallIntegerField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision_rules",
                        to="consortium.organisation",
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
    ]
