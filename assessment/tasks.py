from celery import shared_task

from assessment import operations


@shared_task(name="assessment.new_day")
def new_day() -> None:
    """Every hour, with work only in the first of a day: what was opened again and left alone stands as it was."""
    operations.let_stand()
