"""The register of panel members: people who may be asked, and what they said."""

import datetime

from django.utils import timezone

from consortium.models import Organisation
from core.accounts.models import User
from recruitment.models import Availability, Group, Panellist, SelectionDay, SubstituteOffer
from recruitment.operations import panels
from tests.make.consortium import service, university
from tests.make.people import person
from tests.make.selection import full_panel, selection_day


def panellist(
    kept_by: Organisation, group: str = Group.LIVED_EXPERIENCE, who: User | None = None, **fields
) -> Panellist:
    """Somebody on a register, trained lately, from an organisation that fits the view they bring."""
    organisations = {Group.EMPLOYER: service, Group.UNIVERSITY: university}
    if "organisation" not in fields and group in organisations:
        fields["organisation"] = organisations[group]()
    defaults = {
        "trained_on": timezone.localdate() - datetime.timedelta(days=60),
        "is_paid": group == Group.LIVED_EXPERIENCE,
    }
    return Panellist.objects.create(kept_by=kept_by, person=who or person(), group=group, **(defaults | fields))


def can_come(one: Panellist, day: SelectionDay, answer: str = "yes") -> Panellist:
    """They were asked about a day and answered."""
    stamp = timezone.now() if answer else None
    Availability.objects.create(panellist=one, day=day, answer=answer, answered_at=stamp)
    return one


def day_with_substitutes(number: int = 2, **fields) -> tuple[SelectionDay, list[Panellist]]:
    """A staffed day with one full panel, and people with lived experience who said yes, in the order of their turn."""
    day = selection_day(**fields)
    full_panel(day)
    register = [panellist(day.campaign.run_by, reference=f"bbbbbbbbbbb{place + 2}") for place in range(number)]
    return day, [can_come(one, day) for one in register]


def held_offer(**fields) -> SubstituteOffer:
    """The member with lived experience has left: the place is held for the first substitute."""
    day, _ = day_with_substitutes(**fields)
    leaver = day.panels.get().members.get(group=Group.LIVED_EXPERIENCE)
    panels.decline(member=leaver, by=leaver.person)
    return SubstituteOffer.objects.select_related("vacancy__panel__day", "panellist__person").get(state="held")
