"""A year after its campaign has closed an application goes, with all that hangs from it; the figures stay."""

import csv
import datetime
import io

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import PROTECT
from django.utils import timezone
from PIL import Image

from core import retention
from core.audit.models import Event, EventDetail
from core.audit.sealing import seal, verify
from core.workflow import StepRefused
from recruitment.models import (
    Application,
    Campaign,
    CampaignFigures,
    Deferral,
    EqualityAnswers,
    EqualityLink,
    Offer,
    OfferDecision,
    ProcedureReview,
    Score,
    ScoreSheet,
    SuitabilityReferral,
)
from recruitment.operations import campaigns, documents, equality, offers, reinvitations, selection_days
from recruitment.operations.adverse_impact import campaign_impact
from recruitment.operations.campaign_figures import reached_in
from recruitment.operations.campaign_report import campaign_report
from recruitment.privacy import WITH_AN_APPLICATION
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = Application.State
SEXES = {
    "female": {State.NOT_ELIGIBLE: 12, State.NOT_RECOMMENDED: 11, State.DECLINED: 12},
    "male": {State.NOT_ELIGIBLE: 15, State.NOT_RECOMMENDED: 12, State.DECLINED: 11},
}


def long_ago(campaign):
    """The campaign closed more than a year ago."""
    Campaign.objects.filter(pk=campaign.pk).update(
        opens_on=TODAY - 500 * DAY, closes_on=TODAY - 400 * DAY, state=Campaign.State.CLOSED
    )
    campaign.refresh_from_db()
    return campaign


@pytest.fixture
def by():
    return make.deciders()


def test_it_goes_with_scores_decisions_and_words_and_the_chain_still_verifies(by):
    day = make.live_day(of=by.campaign)
    slot = day.panels.get().candidates.get()
    make.all_scores(slot)
    selection_days.close_scoring(day=day, by=by.coordinator)
    application = slot.application
    Application.objects.filter(pk=application.pk).update(state=State.RECOMMENDED)
    application.refresh_from_db()
    offered = by.offer_to(application)
    offers.decline(offer=offered.offer, by=offered.candidate)
    make.procedure_review(
        offered,
        state="not_upheld",
        proposed_by=by.lead,
        agreed_by=by.tutor,
        agreed_at=timezone.now(),
        outcome_words="The steps were followed.",
    )
    seal()
    long_ago(by.campaign)

    went = retention.purge(on=TODAY)
    gone = (Application, Offer, OfferDecision, ScoreSheet, Score, ProcedureReview)
    assert [model.objects.count() for model in gone] == [0] * len(gone)
    assert went["recruitment.application"] == 1
    assert not EventDetail.objects.filter(event__root_kind="recruitment.application").exists()
    assert list(verify()) == []
    assert day.panels.get().members.count() == 3  # who sat on the panel stays
    assert retention.purge(on=TODAY) == {}


def test_whatever_protects_an_application_is_named_to_go_before_it():
    order = [label for label, _ in WITH_AN_APPLICATION] + ["recruitment.application"]
    for place, label in enumerate(order):
        for relation in apps.get_model(label)._meta.related_objects:
            if relation.on_delete is PROTECT:
                assert relation.related_model._meta.label_lower in order[:place], (label, relation)


def test_certificates_go_file_and_all(by, django_capture_on_commit_callbacks):
    application = make.application(by.campaign, state=State.DRAFT)
    photo = io.BytesIO()
    Image.new("RGB", (2, 2)).save(photo, "PNG")
    upload = io.BytesIO(photo.getvalue())
    kept = documents.add_document(application=application, by=application.candidate, upload=upload, name="Maths.png")
    content = kept.file.content
    assert content.storage.exists(content.name)
    long_ago(by.campaign)
    with django_capture_on_commit_callbacks(execute=True):
        retention.purge(on=TODAY)
    assert not content.storage.exists(content.name)


def test_it_is_kept_while_somebody_waits_or_was_successful(by):
    declined, waits, offered = (
        make.application(by.campaign, state=state) for state in (State.DECLINED, State.DECLINED, State.OFFERED)
    )
    reinvitations.ask_to_be_invited_again(application=waits, by=waits.candidate)
    reviewed = make.application(by.campaign, state=State.NOT_OFFERED)
    make.procedure_review(reviewed)
    deferred = make.application(by.campaign, state=State.DEFERRED)
    Deferral.objects.create(application=deferred, state="agreed")
    long_ago(by.campaign)
    retention.purge(on=TODAY)
    assert set(Application.objects.all()) == {waits, offered, reviewed, deferred}
    assert not Application.objects.filter(pk=declined.pk).exists()


def test_not_before_the_year_is_over(by):
    make.application(by.campaign, state=State.DECLINED)
    long_ago(by.campaign)
    Campaign.objects.update(closes_on=TODAY - 364 * DAY)
    retention.purge(on=TODAY)
    assert Application.objects.count() == 1


def test_a_suitability_outcome_outlives_the_application(by):
    application = make.application(by.campaign, state=State.OFFER_WITHDRAWN)
    referral = make.referral(application, full=True)
    SuitabilityReferral.objects.update(
        state="not_suitable", decided_at=timezone.now(), decided_by=make.person(), outcome_words="So."
    )
    long_ago(by.campaign)
    retention.purge(on=TODAY)
    referral.refresh_from_db()
    assert (referral.application, referral.candidate) == (None, application.candidate)
    assert retention.purge(on=TODAY + 6 * 366 * DAY)["recruitment.suitabilityreferral"] == 1


# What stays -----------------------------------------------------------------------------------------------------------


def test_the_figures_are_the_same_after_the_applications_are_gone(by):
    make.applications_by_sex(by.campaign, SEXES)
    long_ago(by.campaign)
    campaigns.finish_campaign(campaign=by.campaign, by=by.coordinator)

    def told():
        impact = campaign_impact(by.campaign, by=by.tutor, on=TODAY)
        report = campaign_report(by.campaign, by=by.tutor, on=TODAY)
        return impact, report.answers, report.others, report.offered, reached_in(by.campaign)

    before = told()
    assert [found.question for found in before[0].questions if found.stages] == ["What is your sex?"]
    retention.purge(on=TODAY)
    assert (Application.objects.count(), EqualityLink.objects.count()) == (0, 0)
    assert EqualityAnswers.objects.count() == 73
    assert told() == before


def test_a_campaign_that_nobody_finished_keeps_its_figures_before_anything_goes(by):
    make.applications_by_sex(by.campaign, SEXES)
    long_ago(by.campaign)
    retention.purge(on=TODAY)
    assert CampaignFigures.objects.get().counts["submitted"] == 73
    [reached] = reached_in(by.campaign)["employer"].values()
    assert len(reached) == 73


def test_three_small_campaigns_are_put_together_after_their_links_are_cut(by):
    few = {"female": {State.NOT_ELIGIBLE: 4, State.DECLINED: 6}, "male": {State.NOT_ELIGIBLE: 7, State.DECLINED: 5}}
    cycles = [by.campaign, make.following_campaign(by.campaign), make.following_campaign(by.campaign)]
    for number, campaign in enumerate(cycles):
        make.applications_by_sex(campaign, few)
        long_ago(campaign)
        Campaign.objects.filter(pk=campaign.pk).update(opens_on=TODAY - (500 - number) * DAY)
    retention.purge(on=TODAY)
    assert not EqualityLink.objects.exists()
    impact = campaign_impact(by.campaign, by=by.tutor, on=TODAY)
    [sexes] = [found for found in impact.questions if found.stages]
    assert sexes.cycles == tuple(campaign.name for campaign in cycles)
    assert [row.people for row in sexes.stages[0][1].rows if not row.hidden] == [30, 35]


def test_an_apprentices_link_is_kept_longer(by):
    application = make.equality_answered(make.application(by.campaign), sex="female")
    apprentice = make.apprentice(person=application.candidate, at=application.employer, cohort=by.campaign.cohort)
    Application.objects.filter(pk=application.pk).update(state=State.ENROLLED, apprentice=apprentice)
    long_ago(by.campaign)
    retention.purge(on=TODAY)
    assert EqualityLink.objects.count() == 1
    retention.purge(on=TODAY + 10 * 366 * DAY)
    assert (EqualityLink.objects.count(), Application.objects.count()) == (0, 1)


def test_counts_are_read_by_one_door_and_each_reading_leaves_an_event(by):
    make.applications_by_sex(by.campaign, SEXES)
    long_ago(by.campaign)
    retention.purge(on=TODAY)
    counted = equality.kept_counts([by.campaign], by=by.tutor)
    assert counted[by.campaign.pk][""]["sex"]["Female"] == [12, 0, 11, 0, 12]
    event = Event.objects.filter(step="read figures by equality question").latest("pk")
    assert event.actor == by.tutor


def test_a_campaign_is_not_finished_while_somebody_waits(by):
    make.application(by.campaign, state=State.RECOMMENDED)
    long_ago(by.campaign)
    with pytest.raises(StepRefused, match="1 application has no outcome yet"):
        campaigns.finish_campaign(campaign=by.campaign, by=by.coordinator)
    assert not CampaignFigures.objects.exists()


# The report -----------------------------------------------------------------------------------------------------------


def test_the_return_always_shows_what_a_share_is_made_of(by):
    for state in (State.DECLINED, State.ACCEPTED, State.LAPSED):
        answered = timezone.now() if state != State.LAPSED else None
        make.offer(make.application(by.campaign, state=state), answered_at=answered)
    answers = {answer.item.id: answer for answer in campaign_report(by.campaign, by=by.tutor, on=TODAY).answers}
    assert {key: (one.value, one.numerator, one.denominator) for key, one in answers.items()} == {
        "UG-S2": ("3", 3, None),
        "UG-S3": ("3", 3, None),
        "UG-S4": ("33.3%", 1, 3),
        "UG-E3": ("0", 0, 3),
    }


def test_a_share_of_nothing_is_not_held_and_not_zero(by):
    answers = {answer.item.id: answer.value for answer in campaign_report(by.campaign, by=by.tutor, on=TODAY).answers}
    assert (answers["UG-S3"], answers["UG-S4"]) == ("0", "not held")


def test_the_report_is_a_page_a_pdf_and_a_file(by):
    make.applications_by_sex(by.campaign, SEXES)
    long_ago(by.campaign)
    browser, page = make.signed_in(by.tutor), f"/recruitment/campaigns/{by.campaign.reference}/report/"
    assert "Applications received" in browser.get(page).content.decode()
    assert browser.get(page, {"format": "pdf"}).content[:5] == b"%PDF-"
    heads, *lines = csv.reader(browser.get(page, {"format": "csv"}).content.decode("utf-8-sig").splitlines())
    assert heads[:6] == ["Item", "Asks for", "Unit", "Value", "Numerator", "Denominator"]
    assert [line[0] for line in lines[:4]] == ["UG-S2", "UG-S3", "UG-S4", "UG-E3"]
    assert [int(line[3]) for line in lines if "What is your sex?" in line[1]] == [10, 10]
    fairness = f"/recruitment/selection/campaigns/{by.campaign.reference}/fairness/"
    assert browser.get(fairness, {"format": "pdf"}).content[:5] == b"%PDF-"


def test_before_the_figures_are_kept_nobody_deletes_a_decision_or_a_score(by):
    application = make.application(by.campaign, state=State.RECOMMENDED)
    offers.decide(application=application, side="employer", by=by.lead, says_yes=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        OfferDecision.objects.all().delete()
    CampaignFigures.objects.create(campaign=by.campaign)
    OfferDecision.objects.all().delete()
    assert not OfferDecision.objects.exists()
