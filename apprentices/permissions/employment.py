"""Who may read and change employment, agree to other hours and to a transfer, and move many people at once."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from apprentices.agreement import APPRENTICE, EMPLOYER, NEW_EMPLOYER, UNIVERSITY
from apprentices.models import Apprentice, HoursChange, Involvement, Reorganisation, Transfer, TransferStatement
from apprentices.models.transfers import LEADS
from apprentices.permissions.parties import leads_employer_of, speaks_for_university
from apprentices.permissions.record import UNIVERSITY_ROLES, involved_as, of_organisation
from consortium import people
from consortium.models import Organisation
from core.accounts.models import User
from core.permissions import YES, Answer, no

LEAD = LEADS[0]
LEAVING = (Apprentice.State.WITHDRAWN, Apprentice.State.NEVER_STARTED, Apprentice.State.COMPLETE)
KEEPS_COHORTS = ("admissions_tutor", "compliance_officer")
TAKES_COHORTS_OUT = ("compliance_officer",)
READS_CONTRACTS = ("principal_social_worker", "levy_lead", LEAD)


def leads(user: User, organisation: Organisation) -> bool:
    """Whether somebody is workforce lead of an organisation, or of the council that it is part of."""
    reached = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=[LEAD])
    return reached.filter(pk=organisation.pk).exists()


def may_read_employment(user: User, apprentice: Apprentice) -> Answer:
    """Contract, hours and post: the three parties. Educators, hosts, mentors and panels need none of it."""
    if user.pk == apprentice.person_id or involved_as(
        user, apprentice, Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR
    ):
        return YES
    if of_organisation(user, apprentice, Involvement.Kind.EMPLOYER, *READS_CONTRACTS) or of_organisation(
        user, apprentice, Involvement.Kind.UNIVERSITY, *KEEPS_COHORTS, "tutor", "placement_coordinator"
    ):
        return YES
    return no(f"Employment is shown to {apprentice}, the employer and the university's tutors.")


def may_read_pay(user: User, apprentice: Apprentice) -> bool:
    """The pay point: the apprentice and the employer."""
    return user.pk == apprentice.person_id or of_organisation(
        user, apprentice, Involvement.Kind.EMPLOYER, *READS_CONTRACTS
    )


def may_change_employment(user: User, apprentice: Apprentice) -> Answer:
    if not leads_employer_of(user, apprentice):
        return no("The employer's workforce lead keeps the employment.")
    if apprentice.state in LEAVING:
        return no(f"{apprentice} is no longer on the programme, so the employment stays as it is.")
    return YES


def hours_party_of(user: User, change: HoursChange) -> str:
    """For which party somebody may agree to other contract hours; empty where for none."""
    if user.pk == change.apprentice.person_id:
        return APPRENTICE
    if leads_employer_of(user, change.apprentice):
        return EMPLOYER
    return UNIVERSITY if speaks_for_university(user, change.apprentice) else ""


def may_decide_hours(user: User, change: HoursChange) -> Answer:
    """Agree or not agree: the apprentice and the university; the employer agreed by proposing it."""
    if change.state != HoursChange.State.PROPOSED:
        return no("This proposal is decided already.")
    if hours_party_of(user, change) in (APPRENTICE, UNIVERSITY):
        return YES
    return no(f"{change.apprentice} and the university answer this proposal.")


def may_take_back_hours(user: User, change: HoursChange) -> Answer:
    if change.state != HoursChange.State.PROPOSED:
        return no("This proposal is decided already.")
    if leads_employer_of(user, change.apprentice):
        return YES
    return no("The employer's workforce lead proposed this and can take it back.")


# Transfers ---------------------------------------------------------------------------------------------------


def may_propose_transfer(user: User, apprentice: Apprentice) -> Answer:
    if not leads_employer_of(user, apprentice):
        return no("The employer's workforce lead proposes a transfer.")
    if apprentice.state not in (Apprentice.State.ACTIVE, Apprentice.State.ON_BREAK):
        return no(f"{apprentice} is not learning now, so the employer stays as it is.")
    return YES


def transfer_party_of(user: User, transfer: Transfer) -> str:
    """For which party somebody may agree to a transfer; empty where for none."""
    if user.pk == transfer.apprentice.person_id:
        return APPRENTICE
    if leads(user, transfer.after):
        return NEW_EMPLOYER
    if leads(user, transfer.before):
        return EMPLOYER
    return UNIVERSITY if speaks_for_university(user, transfer.apprentice) else ""


def may_read_transfer(user: User, transfer: Transfer) -> Answer:
    if transfer_party_of(user, transfer) or may_read_employment(user, transfer.apprentice):
        return YES
    return no("A transfer is shown to both employers, the apprentice and the university.")


def may_agree_to_transfer(user: User, transfer: Transfer) -> Answer:
    """Agree, or not: the apprentice and the university. The new employer accepts on a page of its own."""
    if transfer.state != Transfer.State.PROPOSED:
        return no("This transfer is decided already.")
    if transfer_party_of(user, transfer) in (APPRENTICE, UNIVERSITY):
        return YES
    return no(f"{transfer.apprentice} and the university agree here. The new employer accepts the transfer.")


def may_accept_transfer(user: User, transfer: Transfer) -> Answer:
    if transfer.state != Transfer.State.PROPOSED:
        return no("This transfer is decided already.")
    if transfer_party_of(user, transfer) == NEW_EMPLOYER:
        return YES
    return no(f"The workforce lead of {transfer.after.short_name} accepts the transfer.")


def may_refuse_transfer(user: User, transfer: Transfer) -> Answer:
    if transfer.state != Transfer.State.PROPOSED:
        return no("This transfer is decided already.")
    if transfer_party_of(user, transfer) in (APPRENTICE, UNIVERSITY, NEW_EMPLOYER):
        return YES
    return no("The apprentice, the university and the new employer can say no to it.")


def may_take_back_transfer(user: User, transfer: Transfer) -> Answer:
    if transfer.state not in (Transfer.State.PROPOSED, Transfer.State.AGREED):
        return no("This transfer is over.")
    if leads(user, transfer.before) and user.pk != transfer.apprentice.person_id:
        return YES
    return no(f"The workforce lead of {transfer.before.short_name} proposed this and can take it back.")


# Many at once ------------------------------------------------------------------------------------------------


def may_reorganise(user: User) -> Answer:
    """Move many apprentices to a new employer on one day: a workforce lead, for the employers that they answer for."""
    if people.holds(user, LEAD):
        return YES
    return no("A workforce lead moves the apprentices of their own employer.")


def may_reorganise_from(user: User, employer: Organisation) -> Answer:
    if leads(user, employer):
        return YES
    return no(f"The workforce lead of {employer.short_name} moves its apprentices.")


def may_take_back_reorganisation(user: User, planned: Reorganisation) -> Answer:
    if planned.state != Reorganisation.State.PLANNED:
        return no("It has begun, so it can no longer be taken back.")
    return may_reorganise_from(user, planned.before)


def may_bring_cohort(user: User) -> Answer:
    """Bring a cohort as a spreadsheet: those who keep cohorts at a university."""
    if people.holds(user, *KEEPS_COHORTS):
        return YES
    return no("The university's admissions tutors and compliance officers bring a cohort in.")


def may_take_out_cohort(user: User) -> Answer:
    """Download a cohort: the compliance officer, whose role reads all of the university's apprentices."""
    if people.holds(user, *TAKES_COHORTS_OUT):
        return YES
    return no("The university's compliance officers take a cohort out.")


def may_pass_on_many(user: User) -> Answer:
    """Give the part of one person to another for many apprentices: those who may name that part."""
    if people.holds(user, LEAD, "tutor", "placement_coordinator", "compliance_officer"):
        return YES
    return no("The employer's workforce lead and the university's tutors pass parts on.")


def kinds_to_pass_on(user: User) -> tuple[str, ...]:
    """The parts that somebody may pass on for many: line managers for the employer, tutors for the university."""
    kinds = (Involvement.Kind.LINE_MANAGER,) if people.holds(user, LEAD) else ()
    return (*kinds, Involvement.Kind.TUTOR) if people.holds(user, *UNIVERSITY_ROLES) else kinds


def those_to_name_for(user: User, kind: str) -> QuerySet[Apprentice]:
    """Apprentices for whom somebody may name people of a kind, as ``may_name`` asks for one; never themselves."""
    employer = kind == Involvement.Kind.LINE_MANAGER
    roles = [LEAD] if employer else list(UNIVERSITY_ROLES)
    by = Involvement.Kind.EMPLOYER if employer else Involvement.Kind.UNIVERSITY
    today = timezone.localdate()
    held = Involvement.objects.on(today).filter(
        kind=by, organisation__in=Organisation.objects.reached_by(user, on=today, roles=roles).values("pk")
    )
    there = Apprentice.objects.visible_to(user).filter(pk__in=held.values("apprentice"))
    return there.filter(state__in=Apprentice.ON_PROGRAMME).exclude(person=user)


def may_receive_statement(user: User, statement: TransferStatement) -> Answer:
    if leads(user, statement.employer) and user.pk != statement.apprentice.person_id:
        return YES
    return no(f"The workforce lead of {statement.employer.short_name} signs this as received.")
