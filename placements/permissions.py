"""Who may do what about placements, settings and the register; a no says why and who can."""

from __future__ import annotations

from django.utils import timezone

from apprentices.models import Apprentice, Involvement, PlacementDecision
from apprentices.permissions import involved_as, may_change_placement_of, of_organisation
from consortium.models import Organisation
from consortium.people import held, holds
from core.accounts.models import User
from core.permissions import YES, Answer, no
from placements.holds import reason_held
from placements.models import Placement, PlacementDay, PracticeEducator, Setting

Kind = Involvement.Kind
GIVES_UP = (PlacementDecision.Change.END, PlacementDecision.Change.NOT_GO_AHEAD)
KEEPING_ROLES = ("workforce_lead", "placement_coordinator", "practice_educator_lead")
COORDINATORS = "The university's placement coordinator or the employer's workforce lead can."


# The register ------------------------------------------------------------------------------------------------


def keeps_for(user: User) -> list[Organisation]:
    """Organisations whose entries in the register and whose settings this person keeps."""
    if not holds(user, *KEEPING_ROLES):
        return []
    reached = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=list(KEEPING_ROLES))
    return list(reached.select_related("part_of"))


def may_add_educator(user: User) -> Answer:
    if holds(user, *KEEPING_ROLES):
        return YES
    return no("The register is kept by workforce leads, placement coordinators and practice educator leads.")


def may_keep_educator(user: User, educator: PracticeEducator) -> Answer:
    """Change an entry of the register: those who keep it for the organisation, never one's own."""
    if educator.person_id == user.pk:
        return no(f"Nobody keeps their own entry. {educator.kept_by} does.")
    if educator.kept_by in keeps_for(user):
        return YES
    return no(f"This entry is kept by {educator.kept_by}. Their workforce lead or placement coordinator can change it.")


# Settings ----------------------------------------------------------------------------------------------------


def approves_settings(user: User) -> bool:
    """Placement coordinators of universities and of the consortium office answer for the quality of settings."""
    kinds = (Organisation.Kind.UNIVERSITY, Organisation.Kind.CONSORTIUM_OFFICE)
    return any(a.role.code == "placement_coordinator" and a.organisation.kind in kinds for a in held(user))


def may_add_setting(user: User) -> Answer:
    if holds(user, *KEEPING_ROLES):
        return YES
    return no("Settings are kept by workforce leads and placement coordinators.")


def may_keep_setting(user: User, setting: Setting) -> Answer:
    if approves_settings(user) or setting.organisation in keeps_for(user):
        return YES
    return no(f"This setting is kept by {setting.organisation} and by the universities' placement coordinators.")


def may_approve_setting(user: User, setting: Setting) -> Answer:
    if approves_settings(user):
        return YES
    return no("A university's placement coordinator approves settings, after an audit.")


# Placements --------------------------------------------------------------------------------------------------


def coordinates(user: User, apprentice: Apprentice) -> bool:
    """Whether this person plans placements for this apprentice, who is never themselves."""
    if user.pk == apprentice.person_id or not holds(user, "placement_coordinator", "workforce_lead"):
        return False
    return of_organisation(user, apprentice, Kind.UNIVERSITY, "placement_coordinator") or of_organisation(
        user, apprentice, Kind.EMPLOYER, "placement_coordinator", "workforce_lead"
    )


def may_propose(user: User, apprentice: Apprentice | None = None) -> Answer:
    if apprentice is None:
        allowed = holds(user, "placement_coordinator", "workforce_lead")
    else:
        allowed = coordinates(user, apprentice)
    return YES if allowed else no(f"Placements are planned by coordinators. {COORDINATORS}")


def may_coordinate(user: User, placement: Placement) -> Answer:
    """Confirm, start, tick conditions, go on with and close a placement."""
    if coordinates(user, placement.apprentice):
        return YES
    return no(f"You can see this placement, but not change it. {COORDINATORS}")


def may_change(user: User, placement: Placement, change: str) -> Answer:
    """End it early, pause it, change its dates, call it off: those who coordinate, unless somebody decides first."""
    coordinating = may_coordinate(user, placement)
    if coordinating and change in GIVES_UP and (reason := reason_held(placement)):
        return no(reason)
    return may_change_placement_of(placement.apprentice, change) if coordinating else coordinating


def may_set_hours(user: User, placement: Placement) -> Answer:
    """Say how many hours of a day are off-the-job: the university, which knows what is new learning."""
    if involved_as(user, placement.apprentice, Kind.TUTOR):
        return YES
    if holds(user, "tutor", "placement_coordinator") and of_organisation(
        user, placement.apprentice, Kind.UNIVERSITY, "tutor", "placement_coordinator"
    ):
        return YES
    return no("The university tutor says how many hours of a placement day are off-the-job.")


def may_read_restricted(user: User, placement: Placement, *, coordinates: bool) -> bool:
    """Read a restricted reason: the apprentice, those who confirm the days, those who coordinate."""
    return coordinates or user.pk == placement.apprentice.person_id or user in placement.confirmers


def may_see_conditions(user: User, placement: Placement, *, coordinates: bool) -> bool:
    """See which conditions are met: who ticks them, the tutor, and the apprentice."""
    return (
        coordinates or user.pk == placement.apprentice.person_id or involved_as(user, placement.apprentice, Kind.TUTOR)
    )


# Days --------------------------------------------------------------------------------------------------------


def may_log_days(user: User, placement: Placement) -> Answer:
    if user.pk == placement.apprentice.person_id:
        return YES
    return no(f"Only {placement.apprentice} logs the days of this placement.")


def may_confirm_days(user: User, placement: Placement) -> Answer:
    """Confirm or ask about days: practice educator, whoever oversees, workplace supervisor; never one's own."""
    if user.pk == placement.apprentice.person_id:
        return no("Nobody confirms their own placement days.")
    if placement.state not in Placement.AGREED:
        return no("This placement is over, so its days are settled. The placement coordinator can correct them.")
    if user in placement.confirmers:
        return YES
    return no("The practice educator or the workplace supervisor confirms placement days.")


def may_correct(user: User, day: PlacementDay) -> Answer:
    """Put a confirmed day right: whoever could confirm it, or a coordinator."""
    placement = day.placement
    if user.pk == placement.apprentice.person_id:
        return no("Ask your practice educator to correct a day that was confirmed.")
    if day.state != PlacementDay.State.CONFIRMED:
        return no("This day is not confirmed, so there is nothing to correct.")
    if placement.state == Placement.State.CLOSED:
        return no("This placement is closed, so its days stay as they are.")
    if may_confirm_days(user, placement):
        return YES
    return may_coordinate(user, placement)
