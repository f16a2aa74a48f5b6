"""What goes on by itself: on the way to a selection day, and from one day to the next."""

from celery import shared_task

from recruitment.operations import deferral_days, seats, substitutes


@shared_task(name="recruitment.keep_places_moving")
def keep_places_moving() -> None:
    """Every minute: places whose hold has run out go to the next substitute; silent invitations are followed up."""
    substitutes.let_holds_end()
    seats.follow_up_invitations()


@shared_task(name="recruitment.new_day")
def new_day() -> None:
    """Every hour, with work only in the first of a day: deferred candidates are asked again, or have not answered."""
    deferral_days.ask_those_due()
    deferral_days.let_unanswered_lapse()
