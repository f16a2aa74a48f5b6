"""Direct observations: consent first, the observer's own report, the apprentice's answer, the educator's signature."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.models import Apprentice, Involvement
from assessment import pack, portfolios
from assessment.content import hash_of
from assessment.models import Claim, Observation
from assessment.observing import content, permissions
from assessment.observing.counts import Asked, Counts, counted, default_for
from assessment.observing.places import needs, placement_section, record_section, reports_late
from assessment.operations import observations as operations
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications import outbox
from core.notifications.models import Message
from core.registry import Need
from core.workflow import StepRefused, move
from placements.models import Placement
from tests import make

pytestmark = pytest.mark.django_db
State = Observation.State


@pytest.fixture
def placement() -> Placement:
    return make.observed_placement(
        practice_educator=make.educator("Grace Mensah"), supervisor=make.person("Sol Campbell")
    )


@pytest.fixture
def amara(placement):
    return placement.apprentice.person


@pytest.fixture
def grace(placement):
    return placement.practice_educator.person


def refusal(step, *args, **kwargs) -> str:
    with pytest.raises(StepRefused) as refused, transaction.atomic():
        step(*args, **kwargs)
    return str(refused.value)


def counts(of: Placement) -> Counts:
    return counted(Placement.objects.filter(pk=of.pk))[0][1]


def read_of(observation) -> str:
    return hash_of(content.to_judge(observation))


def worried(apprentice, by):
    """A concern about an apprentice's practice that this person has raised."""
    raised = apprentices.RaisedConcern(about="apprentice", kind="practice", happened="Two visits were written up late.")
    return apprentices.raise_concern(apprentice, raised=raised, by=by)


# The path -----------------------------------------------------------------------------------------------------


def test_a_supervisors_observation_is_signed_by_them_and_countersigned_by_the_educator(placement, amara, grace):
    made = make.observation(placement, State.REFLECTED, observer=placement.supervisor)
    operations.take_feedback(
        made, said="She asked me first.", how="spoken", agreed_on=timezone.localdate(), by=placement.supervisor
    )
    made = make.judged_observation(made)

    assert (made.state, made.observer_as, made.signed_by) == (State.SIGNED, "supervisor", grace)
    signatures = Signature.objects.under(made)
    assert [(s.signer, s.purpose, s.signer_role) for s in signatures] == [
        (placement.supervisor, content.REPORT, "Workplace supervisor"),
        (grace, content.JUDGEMENT, "Practice educator"),
    ]
    assert made.content_hash == signatures[1].content_hash
    assert '"said":"She asked me first."' in signatures[1].content
    assert list(verify()) == []
    told = Message.objects.filter(kind="observation_news").values_list("to__name", "subject")
    assert ("Amara Johnson", "Your observation is judged and signed.") in told


def test_when_it_took_place_is_not_when_it_was_written_down(placement):
    began = timezone.now() - datetime.timedelta(days=3)
    made = make.observation(placement, State.OBSERVED, began_at=began)
    assert made.began_at == began
    assert made.recorded_at - began >= datetime.timedelta(days=3)
    assert made.report == "Asked first."


# Whoever is seen decides --------------------------------------------------------------------------------------


def test_nothing_is_recorded_before_the_person_or_family_agreed_and_the_database_says_so_too(placement, amara, grace):
    made = make.observation(placement, State.PLANNED, agreed=False)
    took_place = {"began_at": timezone.now(), "minutes": 30, "notes": "", "by": grace}
    assert "agreed" in refusal(operations.record, made, **took_place)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert "future" in refusal(operations.agree, made, how="spoken", on=tomorrow, by=amara)
    with pytest.raises(IntegrityError), transaction.atomic():
        move(made, to=State.OBSERVED, by=grace, began_at=timezone.now(), minutes=30, recorded_at=timezone.now())


@pytest.mark.parametrize("who", ["amara", "grace"])
def test_moved_or_cancelled_by_the_person_seen_is_not_a_failure_and_says_so(placement, who, request):
    by = request.getfixturevalue(who)
    made = make.observation(placement, State.PLANNED)
    made = operations.rearrange(made, planned_for=make.in_days(9), because="person", by=by)
    assert (made.planned_for, made.state) == (make.in_days(9), State.PLANNED)
    made = operations.cancel(made, because="person", by=by)
    page = make.signed_in(by).get(f"/assessment/observations/{made.reference}/").content.decode()
    assert "That is their right at any time, and no failure of anybody." in page
    assert counts(placement).held == 0
    assert "cancelled" in refusal(operations.agree, made, how="spoken", on=timezone.localdate(), by=by)


# Refusals -----------------------------------------------------------------------------------------------------


def test_nobody_observes_or_plans_who_is_not_of_the_placement(placement, amara, grace):
    plan = {"planned_for": make.in_days(2), "place": "A visit", "to_show": "Listening."}
    stranger = make.educator("Somebody Else").person
    assert "does not observe" in refusal(operations.plan, placement, observer=stranger, by=amara, **plan)
    assert "does not observe" in refusal(operations.plan, placement, observer=amara, by=amara, **plan)
    assert "plan the observations" in refusal(operations.plan, placement, observer=grace, by=stranger, **plan)
    late = plan | {"planned_for": make.in_days(400)}
    assert "within the placement" in refusal(operations.plan, placement, observer=grace, by=amara, **late)
    before = plan | {"planned_for": make.in_days(-1)}
    assert "still to come" in refusal(operations.plan, placement, observer=grace, by=amara, **before)
    address = plan | {"place": "12 Mill Lane, SE1 2AB"}
    assert "neutral words" in refusal(operations.plan, placement, observer=grace, by=amara, **address)


def test_a_second_educator_is_asked_only_while_a_concern_is_open_that_the_apprentice_knows_of(placement, amara, grace):
    second = make.educator("Lee Wong").person
    plan = {"observer": second, "planned_for": make.in_days(2), "place": "A visit", "to_show": "Listening."}
    assert "does not observe" in refusal(operations.plan, placement, by=grace, **plan)
    make.appointment(at=placement.apprentice.employer, as_="workforce_lead")
    concern = worried(placement.apprentice, grace)
    assert "does not observe" in refusal(operations.plan, placement, by=grace, **plan)
    apprentices.tell_apprentice(concern, words="We sat down together.", by=concern.lead)
    assert "does not observe" in refusal(operations.plan, placement, by=amara, **plan)
    made = make.observation(placement, observer=second, by=grace)
    assert made.observer_as == Observation.Part.SECOND_EDUCATOR
    assert counts(placement).sentence == "0 of 3 observed, 0 of 2 by the practice educator."


def test_each_step_is_its_own_persons_and_comes_in_order(placement, amara, grace):
    sol = placement.supervisor
    planned = make.observation(placement, State.PLANNED, observer=sol)
    took_place = {"began_at": timezone.now(), "minutes": 30, "notes": ""}
    assert "Sol Campbell observes" in refusal(operations.record, planned, by=grace, **took_place)
    early = took_place | {"began_at": make.in_days(-90)}
    assert "It took place between" in refusal(operations.record, planned, by=sol, **early)
    assert "Record first" in refusal(operations.write_report, planned, report="x", saw={}, by=sol)

    observed = make.observation(placement, State.OBSERVED, observer=sol)
    assert "Sol Campbell observes" in refusal(operations.write_report, observed, report="x", saw={}, by=grace)
    written = operations.write_report(observed, report="Short.", saw={}, by=sol)
    read = hash_of(content.reported(written))
    assert "at least one capability" in refusal(operations.sign_report, written, read=read, by=sol)
    seen = {operations.capabilities_for(written)[0].pk: "She waited."}
    written = operations.write_report(written, report="Short.", saw=seen, by=sol)
    assert "has changed since" in refusal(operations.sign_report, written, read=read, by=sol)

    reported = make.observation(placement, State.REPORTED, observer=sol)
    assert "Only Amara Johnson reflects" in refusal(operations.reflect, reported, reflection="x", by=sol)
    assert "cannot be judged yet" in refusal(
        operations.judge, reported, read="", judgements={}, judgement="x", by=grace
    )
    feedback = {"said": "Good.", "how": "spoken", "agreed_on": timezone.localdate()}
    assert "not the apprentice" in refusal(operations.take_feedback, reported, by=amara, **feedback)

    reflected = make.observation(placement, State.REFLECTED, observer=sol)
    for who, words in ((sol, "Grace Mensah, the practice educator"), (amara, "Nobody judges an observation of")):
        answer = refusal(operations.judge, reflected, read="", judgements={}, judgement="x", by=who)
        assert words in answer
    answer = {"judgements": {}, "judgement": "x", "by": grace}
    assert "has changed since" in refusal(operations.judge, reflected, read="other", **answer)
    assert "Judge" in refusal(operations.judge, reflected, read=read_of(reflected), **answer)


def test_who_is_on_a_break_is_asked_for_nothing(placement, amara, grace):
    make.observation(placement, State.REPORTED)
    reflected = make.observation(placement, State.REFLECTED)
    move(placement.apprentice, to=Apprentice.State.ON_BREAK, by=grace)
    assert [*needs(amara, timezone.localdate()), *needs(grace, timezone.localdate())] == []
    reflected.placement.apprentice.refresh_from_db()
    assert not permissions.may_judge(grace, reflected)
    assert not permissions.may_plan(amara, reflected.placement)


def test_what_looks_like_personal_details_goes_or_is_explained(placement, amara):
    made = make.observation(placement, State.REPORTED)
    assert "personal details" in refusal(operations.reflect, made, reflection="Ring 020 7946 0958.", by=amara)
    browser = make.signed_in(amara)
    url = f"/assessment/observations/{made.reference}/reflect/"
    page = browser.post(url, {"reflection": "Ring 020 7946 0958."}).content.decode()
    assert "Take out what looks like a phone number (“020 7946 0958”), or say why it may stay" in page
    browser.post(url, {"reflection": "Ring 020 7946 0958.", "kept_reason": "A public helpline"})
    made.refresh_from_db()
    assert (made.state, made.reflection_kept_reason) == (State.REFLECTED, "A public helpline")


# For good -----------------------------------------------------------------------------------------------------


def frozen(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except Exception as refusal:  # the two databases raise each their own
        assert "this row is frozen" in str(refusal)
        return True
    return False


def test_the_database_freezes_each_part_when_it_is_signed_or_sent(placement):
    table, seen = "UPDATE assessment_observation SET ", "UPDATE assessment_observedcapability SET "
    made = make.observation(placement, State.OBSERVED)
    assert not frozen(table + "report = 'other'")
    made.delete()

    made = make.observation(placement, State.REFLECTED)
    for change in ("report = 'other'", "began_at = NULL", "consent_on = '2020-01-01'", "reflection = 'other'"):
        assert frozen(table + change), change
    assert frozen(seen + "saw = 'other'")
    assert not frozen(seen + "judgement = 'not_yet'")
    operations.take_feedback(made, said="Kind.", how="spoken", agreed_on=timezone.localdate(), by=made.observer)
    make.judged_observation(made)
    for change in ("judgement = 'other'", "signed_by_id = NULL", "state = 'reflected'", "place = 'other'"):
        assert frozen(table + change), change
    assert frozen(seen + "judgement = 'not_yet'")
    assert frozen("UPDATE assessment_observationfeedback SET said = 'other'")
    assert frozen("DELETE FROM assessment_observationfeedback")
    assert not frozen(table + "report = 'erased by order 7'")


# Who reads, and what counts -----------------------------------------------------------------------------------


def test_line_managers_and_hosts_see_how_many_and_a_panel_what_is_signed(placement, amara, grace):
    tutor, manager = make.tutor(placement.apprentice), make.person("Mia Manager")
    make.involvement(placement.apprentice, Involvement.Kind.LINE_MANAGER, person=manager)
    panel = make.involvement(
        placement.apprentice, Involvement.Kind.PANEL_READER, person=make.person("Pat Panel")
    ).person
    signed, planned = make.observation(placement), make.observation(placement, State.PLANNED)
    other = make.observation(placement, State.OBSERVED, observer=placement.supervisor)

    def seen(user):
        return set(Observation.objects.visible_to(user))

    assert seen(amara) == seen(grace) == seen(tutor) == {signed, planned, other}
    assert (seen(panel), seen(placement.supervisor), seen(manager)) == ({signed}, {other}, set())
    section = record_section(manager, placement.apprentice, timezone.localdate())
    assert section.url == ""
    assert section.context["shown"][0][1].held == 2
    assert "waited for the answer" not in str(section.context)
    for reader in (amara, grace):
        page = make.signed_in(reader).get(f"/assessment/observations/{other.reference}/").content.decode()
        assert "Asked first." not in page
    Placement.objects.filter(pk=placement.pk).update(state=Placement.State.ENDED_EARLY)
    assert seen(placement.supervisor) == set()


def test_the_counts_are_said_against_what_the_university_asks_for(placement, grace):
    assert default_for(1) == Asked(3, 2)
    assert default_for(7) == default_for(2) == Asked(4, 2)
    make.observation(placement)
    make.observation(placement, State.OBSERVED, observer=placement.supervisor)
    ahead = make.observation(placement, State.PLANNED)
    date = timezone.localtime(ahead.planned_for)
    assert counts(placement).sentence == (
        f"2 of 3 observed, 1 of 2 by the practice educator; 1 signed; next on {date:%-d %B %Y}."
    )
    coordinator = make.placement_coordinator(placement.apprentice)
    browser = make.signed_in(coordinator)
    answers = {"in_all_1": 5, "by_1": 6, "in_all_2": 4, "by_2": 2}
    assert "There cannot be more" in browser.post("/assessment/observations/asked-for/", answers).content.decode()
    browser.post("/assessment/observations/asked-for/", answers | {"by_1": 3})
    assert counts(placement).sentence.startswith("2 of 5 observed, 1 of 3 by")
    assert placement_section(coordinator, placement).context["university"] == placement.apprentice.cohort.university


def test_a_trainee_educators_overseer_is_counted_by_name():
    overseer = make.educator("Ola Ade")
    trainee = make.educator("Tia Nee", stage="working_towards_stage_2")
    placement = make.observed_placement(practice_educator=trainee, overseen_by=overseer)
    assert "none yet by Ola Ade, who oversees" in counts(placement).sentence
    made = make.observation(placement, State.OBSERVED, observer=overseer.person)
    assert made.observer_as == Observation.Part.OVERSEER
    assert "1 by Ola Ade, who oversees" in counts(placement).sentence


def test_what_is_signed_stands_in_the_coverage_and_in_the_pack(placement):
    make.observation(placement, State.REFLECTED)
    assert portfolios.coverage_of(placement.apprentice)[0].is_empty
    made = make.observation(placement)
    not_yet = make.judged_observation(make.observation(placement, State.REFLECTED), judgement=Claim.Judgement.NOT_YET)
    covered = portfolios.coverage_of(placement.apprentice)[0]
    assert sum(sum(counts) for _, counts in covered.rows) == 1
    read = pack.snapshot(placement.apprentice.pk)
    assert {one["hash"] for one in read["observations"]} == {made.content_hash, not_yet.content_hash}
    titles = [section.title for section in pack.sections(read)]
    assert [title[:14] for title in titles if title.startswith("O")] == ["O1 Observation", "O2 Observation"]


# What needs a person ------------------------------------------------------------------------------------------


def test_the_home_page_asks_each_person_for_the_next_step(placement, amara, grace):
    today = timezone.localdate()

    def said(user):
        return [(item.text, item.need_on(today)) for item in needs(user, today)]

    make.observation(placement, State.PLANNED, planned_for=make.in_days(4))
    assert said(amara) == said(grace) == []
    make.observation(placement, State.PLANNED, planned_for=make.in_days(3))
    assert said(amara) == [("You are observed at work by Grace Mensah", Need.WAITING)]
    assert said(grace) == [("Observe Amara Johnson at work", Need.DUE)]
    Observation.objects.all().delete()
    make.observation(placement, State.OBSERVED, observer=placement.supervisor)
    make.observation(placement, State.REPORTED)
    make.observation(placement, State.REFLECTED)
    assert said(placement.supervisor) == [("Write the report of an observation of Amara Johnson", Need.DUE)]
    assert said(amara) == [("Write your reflection on an observation", Need.DUE)]
    assert said(grace) == [("Judge and sign an observation of Amara Johnson", Need.DUE)]


def test_a_report_not_signed_after_five_working_days_is_reminded_of_once(placement, grace):
    began = timezone.now() - datetime.timedelta(days=14)
    made = make.observation(placement, State.OBSERVED, began_at=began)
    assert [item.need_on(timezone.localdate()) for item in needs(grace, timezone.localdate())] == [Need.OVERDUE]
    assert [reminder.to for reminder in reports_late(began + datetime.timedelta(days=3))] == []
    assert outbox.owe_reminders(reports_late(timezone.now())) == 1
    assert outbox.owe_reminders(reports_late(timezone.now())) == 0
    seen = {operations.capabilities_for(made)[0].pk: "She waited."}
    made = operations.write_report(made, report="Whole.", saw=seen, by=grace)
    operations.sign_report(made, read=hash_of(content.reported(made)), by=grace)
    assert list(reports_late(timezone.now())) == []
