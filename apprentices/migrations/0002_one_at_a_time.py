"""Where the database is PostgreSQL, it refuses dated rows that may not share a day itself."""

from django.db import migrations

from core.periods import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("apprentices", "0001_initial")]

    operations = [
        NoOverlap("apprentices_employment", ["apprentice_id"], name="employment_one_at_a_time"),
        NoOverlap("apprentices_temporaryrole", ["apprentice_id"], name="temporary_role_one_at_a_time"),
        NoOverlap(
            "apprentices_breakinlearning",
            ["apprentice_id"],
            name="break_one_on_a_day",
            where="state NOT IN ('refused', 'taken_back')",
        ),
    ]
