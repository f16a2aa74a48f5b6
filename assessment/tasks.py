from celery import shared_task

from assessment import operations
from assessment.operations import appeals, boards
from assessment.operations.equity import make_reports_due


@shared_task(name="assessment.new_day")
def new_day() -> None:
    """Every hour, with work only in the first of a day: what was opened again and left alone stands as it was;
    what was not passed, and can no longer change, ends its placement; on their day reports of outcomes are made.
    """
    operations.let_stand()
    appeals.settle_results()
    make_reports_due()


@shared_task(name="assessment.release_results")
def release_results() -> None:
    """Every minute: the results of boards whose moment has come, each board's all at once."""
    boards.release_due()
