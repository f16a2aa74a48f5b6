from celery import shared_task
from django.utils import timezone

from apprentices import operations


@shared_task(name="apprentices.new_day")
def new_day() -> None:
    """Every hour, with work only in the first of a day: who starts or has another employer, whose break begins, whose
    part passes on, which concern waits too long, which quarters close, and how everybody stands against plan.
    """
    operations.start_those_due()
    operations.carry_out_transfers()
    operations.reorganise_those_due()
    operations.run_breaks()
    operations.pass_on_vacancies()
    operations.run_concerns()
    operations.close_links(on=timezone.localdate())
    operations.close_quarters_due()
    operations.refresh_forecasts()
