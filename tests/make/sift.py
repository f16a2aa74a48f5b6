"""Sifts in any stage: criteria, sifters, applications shared out, marks."""

from core.accounts.models import User
from recruitment.models import Application, Campaign, Sift, SiftCriterion, Sifter, SiftMark
from recruitment.operations import sift as operations
from recruitment.operations import sift_reading
from tests.make.consortium import appointment
from tests.make.people import person
from tests.make.recruitment import application, campaign
from tests.make.selection import ANCHORS

READS = ("why", "work", "learning", "manager")


def sift(of: Campaign | None = None, *, criteria: int = 2, **fields) -> Sift:
    """A sift that is planned, with what is looked for."""
    made = Sift.objects.create(campaign=of or campaign(), **({"second_share": 0, "seed": 7} | fields))
    for number in range(1, criteria + 1):
        SiftCriterion.objects.create(
            sift=made, position=number, reads=READS[(number - 1) % 4], name=f"Quality {number}", anchors=ANCHORS
        )
    return made


def sifter(of: Sift, who: User | None = None) -> Sifter:
    """Somebody who sifts: where nobody is given, a line manager of the first employer."""
    if who is None:
        who = appointment(at=of.campaign.places.first().employer, as_="line_manager").person
    return Sifter.objects.create(sift=of, person=who)


def sifted_campaign(*, applications: int = 2, sifters: int = 1, of: Campaign | None = None, **fields) -> Sift:
    """A sift that is open, its eligible applications shared out."""
    made = sift(of, **fields)
    for _ in range(sifters):
        sifter(made)
    for _ in range(applications):
        application(made.campaign, state=Application.State.ELIGIBLE)
    operations.open_sift(sift=made, by=person())
    return made


def mark_everything(of: Sifter, value: int = 3, reasons: tuple[str, ...] = ()) -> None:
    """Every answer that this sifter was given, marked."""
    for mark in SiftMark.objects.of_person(of.person).filter(reading__sifter=of).in_order():
        sift_reading.save_mark(mark=mark, value=value, reasons=reasons, by=of.person)
