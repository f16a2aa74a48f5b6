"""Where the database is PostgreSQL, it refuses dated rows that may not share a day itself."""

from django.db import migrations

from core.periods import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("placements", "0001_initial")]

    operations = [
        NoOverlap("placements_designation", ["educator_id"], name="designation_one_stage_at_a_time"),
        NoOverlap(
            "placements_placement",
            ["apprentice_id"],
            name="placement_one_at_a_time",
            where="state IN ('proposed', 'confirmed', 'live', 'suspended', 'days_complete')",
        ),
    ]
