from celery import shared_task

from assessment import operations
from assessment.operations import capability_reviews


@shared_task(name="assessment.new_day")
def new_day() -> None:
    """Every hour, with work only in the first of a day: what was opened again and left alone stands as it was."""
    operations.let_stand()


@shared_task(name="assessment.release_capability_reviews")
def release_capability_reviews() -> None:
    """Every minute: outcomes of review panels whose moment has come."""
    capability_reviews.release_due()
