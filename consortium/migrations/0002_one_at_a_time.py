"""Where the database is PostgreSQL, it refuses dated rows that may not share a day itself."""

from django.db import migrations

from core.periods import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("consortium", "0001_initial")]

    operations = [
        NoOverlap("consortium_membership", ["consortium_id", "organisation_id"], name="membership_one_grade_at_a_time"),
    ]
