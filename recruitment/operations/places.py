"""The places of a campaign: employers are asked, and the workforce lead of each says how many it offers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from consortium.models import Organisation
from core import audit
from core.accounts.models import User
from core.notifications import outbox
from core.words import capitalised, count
from core.workflow import StepRefused
from recruitment.models import Application, Campaign, CampaignPlaces, HostingTeam
from recruitment.models.campaigns import SHORTLISTING
from recruitment.operations.offer_places import promote
from recruitment.operations.telling import people_of
from recruitment.place_limits import limit_of, price_of_a_place

TAKEN = Application.HOLDS_A_PLACE
"""Applications that hold one of an employer's places."""


@transaction.atomic
def ask_employers(*, campaign: Campaign, employers: Iterable[Organisation], by: User) -> list[CampaignPlaces]:
    """Ask employers how many places they offer. Their leads are mailed; who has a row already is left in peace."""
    locked = _locked(campaign)
    asked = []
    for employer in employers:
        row, is_new = CampaignPlaces.objects.get_or_create(
            campaign=locked, employer=employer, defaults={"asked_at": timezone.now()}
        )
        if is_new:
            audit.record(campaign, "asked an employer for places", by=by, employer=employer.name)
            _tell_leads(row)
            asked.append(row)
    return asked


@transaction.atomic
def offer_places(
    *,
    campaign: Campaign,
    employer: Organisation,
    places: int,
    by: User,
    levy_pounds: int | None = None,
    teams: dict[str, int] | None = None,
    open_to: str = CampaignPlaces.OpenTo.ANYBODY,
) -> CampaignPlaces:
    """The lead's answer: so many places, never more than the levy pays for or the teams can host; 0 is a no."""
    _locked(campaign)
    teams = teams or {}
    limit = limit_of(levy_pounds=levy_pounds, price=price_of_a_place(campaign.cohort), team_places=[*teams.values()])
    if limit.most is not None and places > limit.most:
        raise StepRefused(f"{capitalised(limit.reason)}, so {count(places, 'place')} cannot be offered.")
    _require_room(campaign, employer, places)
    row, _ = CampaignPlaces.objects.update_or_create(
        campaign=campaign,
        employer=employer,
        defaults={
            "places": places,
            "open_to": open_to,
            "levy_pounds": levy_pounds,
            "answered_at": timezone.now(),
        },
    )
    row.teams.all().delete()
    HostingTeam.objects.bulk_create(HostingTeam(offered=row, name=name, places=most) for name, most in teams.items())
    audit.record(campaign, "said how many places an employer offers", by=by, employer=employer.name, places=places)
    promote(campaign=campaign, employer=employer)
    return row


@transaction.atomic
def set_places(*, campaign: Campaign, employer: Organisation, places: int, by: User) -> None:
    """For an employer that answered by other means; none takes it out, unless somebody has applied to it.

    What the lead said of levy and teams still limits the places.
    """
    _locked(campaign)
    if places:
        row = campaign.places.filter(employer=employer).first()
        limit = limit_of(
            levy_pounds=row.levy_pounds if row else None,
            price=price_of_a_place(campaign.cohort),
            team_places=[*row.teams.values_list("places", flat=True)] if row else [],
        )
        if limit.most is not None and places > limit.most:
            raise StepRefused(f"{employer.short_name} said: {limit.reason}. Its workforce lead can change that.")
        _require_room(campaign, employer, places)
        CampaignPlaces.objects.update_or_create(campaign=campaign, employer=employer, defaults={"places": places})
    else:
        if campaign.applications.filter(employer=employer).exists():
            raise StepRefused(
                f"Somebody has chosen {employer.short_name} in an application, so it stays in the campaign."
            )
        CampaignPlaces.objects.filter(campaign=campaign, employer=employer).delete()
    audit.record(campaign, "set an employer's places", by=by, employer=employer.name, places=places)
    promote(campaign=campaign, employer=employer)


def _locked(campaign: Campaign) -> Campaign:
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.state == Campaign.State.FINISHED:
        raise StepRefused("This campaign is finished, so its places cannot be changed.")
    return locked


def _require_room(campaign: Campaign, employer: Organisation, places: int) -> None:
    """Places that have been offered to somebody stay; an employer that somebody has chosen stays with one at least."""
    applications = campaign.applications.filter(employer=employer)
    taken = applications.filter(state__in=TAKEN).count()
    if places < taken:
        raise StepRefused(
            f"{count(taken, 'offer is', 'offers are')} out or accepted already, so keep at least {taken}."
        )
    if places == 0 and applications.exists():
        raise StepRefused(f"Somebody has chosen {employer.short_name} in an application, so it stays in the campaign.")


def _tell_leads(row: CampaignPlaces) -> None:
    for person in people_of(row.employer, SHORTLISTING):
        outbox.owe(
            to=person,
            template="places_asked",
            context={"campaign": row.campaign, "employer": row.employer},
            key=f"places-asked-{row.pk}-{person.pk}",
        )
