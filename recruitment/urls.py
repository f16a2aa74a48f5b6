"""Addresses of this app."""

from django.urls import path

from recruitment import urls_bank, urls_outcomes, urls_panellists, urls_selection, urls_sift
from recruitment.views import (
    applications,
    apply,
    assurances,
    campaign_planning,
    campaign_reports,
    campaigns,
    channels,
    deciding,
    documents,
    endorsements,
    enrolment,
    equality,
    funnel,
    offers,
    pathway,
    registers,
    reinvitations,
    session_feedback,
    sessions,
)

app_name = "recruitment"

open_to_everybody = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<str:reference>/", sessions.session, name="session"),
    path("sessions/<str:reference>/booked/", sessions.session_booked, name="session_booked"),
    path("sessions/<str:reference>/session.ics", sessions.session_calendar, name="session_calendar"),
    path("from/<str:code>/", channels.come_by, name="come_by"),
    path("pathway/", pathway.pathway, name="pathway"),
    path("pathway/where-you-stand/", pathway.self_check, name="self_check"),
    path("apply/", apply.apply, name="apply"),
    path("apply/fresh-link/", apply.fresh_link, name="fresh_link"),
    path("apply/link-sent/", apply.link_sent, name="link_sent"),
    path("apply/<str:reference>/", apply.begin, name="begin"),
]

by_link = [
    path("bookings/<str:reference>/", sessions.booking, name="booking"),
    path("bookings/<str:reference>/cancel/", sessions.cancel_booking, name="cancel_booking"),
    path("bookings/<str:reference>/change/", sessions.change_booking, name="change_booking"),
    path("session-feedback/<str:reference>/", session_feedback.session_feedback, name="session_feedback"),
    path("my-application/<str:reference>/", apply.my_application, name="my_application"),
    path("my-application/<str:reference>/check/", apply.check_answers, name="check_answers"),
    path("my-application/<str:reference>/submitted/", apply.submitted, name="submitted"),
    path("my-application/<str:reference>/withdraw/", apply.withdraw, name="withdraw"),
    path("my-application/<str:reference>/next-campaign/", reinvitations.invite_again, name="invite_again"),
    path("my-application/<str:reference>/line-manager/", apply.ask_manager, name="ask_manager"),
    path("my-application/<str:reference>/line-manager/again/", apply.manager_again, name="manager_again"),
    path("my-application/<str:reference>/adjustments/", apply.adjustments, name="adjustments"),
    path("my-application/<str:reference>/certificates/", documents.certificates, name="certificates"),
    path(
        "my-application/<str:reference>/certificates/<str:document>/remove/",
        documents.remove_certificate,
        name="remove_certificate",
    ),
    path("my-application/<str:reference>/equality/", equality.equality, name="equality"),
    path("my-application/<str:reference>/equality/<str:code>/", equality.equality_question, name="equality_question"),
    path("my-application/<str:reference>/offer/letter/", offers.my_letter, name="my_offer_letter"),
    path("my-application/<str:reference>/offer/accept/", offers.accept, name="accept_offer"),
    path("my-application/<str:reference>/offer/decline/", offers.decline, name="decline_offer"),
    path("my-application/<str:reference>/questions/<str:slug>/", apply.question, name="question"),
    path("endorse/<str:reference>/", endorsements.endorse, name="endorse"),
    path("endorse/<str:reference>/sign/", endorsements.sign_endorsement, name="sign_endorsement"),
    path("endorse/<str:reference>/service/", endorsements.ask_service, name="ask_service"),
    path("endorse/<str:reference>/new-code/", endorsements.new_code, name="new_code"),
]

campaign_pages = [
    path("campaigns/", campaigns.CampaignList.as_view(), name="campaigns"),
    path("campaigns/plan/", campaigns.plan_campaign, name="plan_campaign"),
    path("campaigns/<str:reference>/", campaigns.campaign, name="campaign"),
    path("campaigns/<str:reference>/change/", campaigns.change_campaign, name="change_campaign"),
    path("campaigns/<str:reference>/places/", campaigns.places, name="campaign_places"),
    path("campaigns/<str:reference>/dates/", campaign_planning.campaign_dates, name="campaign_dates"),
    path("campaigns/<str:reference>/ask-employers/", campaign_planning.ask_employers, name="ask_employers"),
    path("campaigns/<str:reference>/places/<str:employer>/offer/", campaign_planning.offer_places, name="offer_places"),
    path("campaigns/<str:reference>/channels/", channels.channels, name="channels"),
    path("campaigns/<str:reference>/channels/<str:channel>/remove/", channels.remove_channel, name="remove_channel"),
    path("campaigns/<str:reference>/report/", campaign_reports.report, name="campaign_report"),
    path("campaigns/<str:reference>/funnel/", funnel.funnel, name="funnel"),
    path("campaigns/<str:reference>/funnel/file/", funnel.funnel_file, name="funnel_file"),
    path("campaigns/<str:reference>/step/<str:to>/", campaigns.move_campaign, name="move_campaign"),
    path("campaigns/<str:reference>/plan-session/", registers.plan_session, name="plan_session"),
    path("sessions/<str:reference>/attenders/", registers.Attenders.as_view(), name="attenders"),
    path("sessions/<str:reference>/change/", registers.change_session, name="change_session"),
    path("sessions/<str:reference>/publish/", registers.publish_session, name="publish_session"),
    path("sessions/<str:reference>/call-off/", registers.call_off, name="call_off_session"),
    path("sessions/<str:reference>/attenders/<str:booking>/mark/", registers.mark, name="mark_attended"),
    path(
        "sessions/<str:reference>/feedback/", session_feedback.session_feedback_summary, name="session_feedback_summary"
    ),
    path("sessions/<str:reference>/close-register/", registers.close_register, name="close_register"),
]

application_pages = [
    path("applications/", applications.ApplicationList.as_view(), name="applications"),
    path("applications/<str:reference>/", applications.application, name="application"),
    path("applications/<str:reference>/adjustments/", applications.read_adjustments, name="read_adjustments"),
    path("applications/<str:reference>/entry-requirements/", deciding.eligibility, name="eligibility"),
    path("applications/<str:reference>/exception/", deciding.exception, name="exception"),
    path("applications/<str:reference>/shortlist/", deciding.shortlist, name="shortlist"),
    path("applications/<str:reference>/line-manager/", deciding.endorsement, name="endorsement"),
    path("applications/<str:reference>/line-manager/again/", deciding.endorsement_again, name="endorsement_again"),
    path("applications/<str:reference>/service/", deciding.ask_service_for, name="ask_service_for"),
    path("applications/<str:reference>/assurances/", assurances.assurances, name="assurances"),
    path(
        "applications/<str:reference>/assurances/<str:assurance>/remove/",
        assurances.remove_assurance,
        name="remove_assurance",
    ),
    path("applications/<str:reference>/decide/<str:side>/", offers.decide, name="decide"),
    path("applications/<str:reference>/offer/letter/", offers.letter, name="offer_letter"),
    path("applications/<str:reference>/offer/answer-by/", offers.answer_by, name="answer_by"),
    path("applications/<str:reference>/offer/lapse/", offers.let_lapse, name="let_lapse"),
    path("applications/<str:reference>/take-back/", offers.take_back, name="take_back"),
    path("applications/<str:reference>/conditions/<str:kind>/met/", enrolment.meet, name="meet_condition"),
    path("applications/<str:reference>/conditions/<str:kind>/reopen/", enrolment.reopen, name="reopen_condition"),
    path("applications/<str:reference>/enrol/", enrolment.enrol, name="enrol"),
]

urlpatterns = [
    *open_to_everybody,
    *by_link,
    *campaign_pages,
    *application_pages,
    *urls_outcomes.urlpatterns,
    *urls_sift.urlpatterns,
    *urls_bank.urlpatterns,
    *urls_selection.urlpatterns,
    *urls_selection.urlpatterns,
    *urls_panellists.urlpatterns,
]
