"""What goes on by itself on the way to a selection day."""

from celery import shared_task

from recruitment.operations import seats, substitutes


@shared_task(name="recruitment.keep_places_moving")
def keep_places_moving() -> None:
    """Every minute: places whose hold has run out go to the next substitute; silent invitations are followed up."""
    substitutes.let_holds_end()
    seats.follow_up_invitations()
