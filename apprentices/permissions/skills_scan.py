"""Who fills in, reads, discusses a skills scan, and who decides on prior learning; a no says why and who can."""

from __future__ import annotations

from apprentices.models import Apprentice, Party, PriorLearning, ScanView, SkillsScan
from apprentices.permissions.parties import parties_of, party_of
from core.accounts.models import User
from core.permissions import YES, Answer, no

THREE = "The apprentice, the employer and the university fill in and read the skills scan."


def may_read_scans(user: User, apprentice: Apprentice) -> Answer:
    return YES if parties_of(user, apprentice) else no(THREE)


def may_begin_scan(user: User, apprentice: Apprentice) -> Answer:
    """Any of the three, where none is open."""
    if not parties_of(user, apprentice):
        return no(THREE)
    if apprentice.state not in Apprentice.ON_PROGRAMME:
        return no(f"{apprentice} is not on the programme now.")
    if apprentice.skills_scans.filter(state=SkillsScan.State.OPEN).exists():
        return no("A skills scan is being filled in already.")
    return YES


def may_fill_in(user: User, scan: SkillsScan) -> Answer:
    """Write one's own party's view, until it is sent or the scan was discussed."""
    party = party_of(user, scan.apprentice)
    if party is None:
        return no(THREE)
    if not scan.is_open:
        return no("This scan was discussed, so it stays as it is.")
    view = scan.views.filter(party=party).first()
    if view is not None and view.sent_at:
        return no("Your view was sent, so it stays as it is.")
    return YES


def sees_views(user: User, scan: SkillsScan, views: list[ScanView]) -> bool:
    """Whether what was sent is shown side by side: after the discussion, or to a party that has sent its own."""
    if not scan.is_open:
        return True
    party = party_of(user, scan.apprentice)
    return any(view.party == party and view.sent_at for view in views)


def may_discuss_scan(user: User, scan: SkillsScan) -> Answer:
    """Record the talk: employer or university, once the apprentice and one of them have sent their view."""
    if party_of(user, scan.apprentice) not in (Party.EMPLOYER, Party.UNIVERSITY):
        return no("The line manager or the tutor records that the scan was discussed.")
    if not scan.is_open:
        return no("This scan was discussed already.")
    sent = set(scan.views.filter(sent_at__isnull=False).values_list("party", flat=True))
    if Party.APPRENTICE not in sent or len(sent) < 2:
        return no("First the apprentice, and the line manager or the tutor, send their view.")
    return YES


def may_put_prior_learning_forward(user: User, scan: SkillsScan) -> Answer:
    if not parties_of(user, scan.apprentice):
        return no(THREE)
    if not scan.is_first:
        return no("Prior learning is recognised from the scan at the start.")
    if not scan.is_open:
        return no("This scan was discussed, so nothing more is put forward.")
    return YES


def may_decide_prior_learning(user: User, line: PriorLearning) -> Answer:
    if Party.UNIVERSITY not in parties_of(user, line.scan.apprentice):
        return no("The university decides on prior learning.")
    if line.scan.is_open:
        return no("First the scan is discussed.")
    if line.state != PriorLearning.State.PROPOSED:
        return no("This is decided already.")
    return YES


def may_propose_recognised(user: User, scan: SkillsScan) -> Answer:
    """Propose the recognised hours for the training plan: the university."""
    if Party.UNIVERSITY in parties_of(user, scan.apprentice):
        return YES
    return no("The university proposes recognised hours for the training plan.")
