from celery import shared_task

from assessment import operations
from assessment.operations.equity import make_reports_due


@shared_task(name="assessment.new_day")
def new_day() -> None:
    """Every hour, with work only in the first of a day: what was opened again and left alone stands as it was;
    on their day the reports of outcomes by group are made.
    """
    operations.let_stand()
    make_reports_due()
