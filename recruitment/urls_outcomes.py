"""Addresses of what comes after a decision: later start, feedback, review of procedure, suitability."""

from django.urls import path

from recruitment.views import deferrals, feedback, procedure_reviews, suitability

MINE = "my-application/<str:reference>/"
REVIEW = "reviews/<str:reference>/"
REFERRAL = "suitability/<str:reference>/"

urlpatterns = [
    path(f"{MINE}later/", deferrals.ask_for_later, name="ask_for_later"),
    path(f"{MINE}later/confirm/", deferrals.confirm_later, name="confirm_later"),
    path(f"{MINE}review/", procedure_reviews.ask_for_review, name="ask_for_review"),
    path(f"{MINE}question/", suitability.my_suitability, name="my_suitability"),
    path("later-starts/<str:reference>/employer/", deferrals.find_employer, name="find_employer"),
    path("later-starts/<str:reference>/answer/<str:side>/", deferrals.answer_deferral, name="answer_deferral"),
    path("applications/<str:reference>/feedback/", feedback.write_feedback, name="write_feedback"),
    path("applications/<str:reference>/refer/", suitability.refer, name="refer_suitability"),
    path("reviews/", procedure_reviews.ProcedureReviews.as_view(), name="procedure_reviews"),
    path(REVIEW, procedure_reviews.procedure_review, name="procedure_review"),
    path(f"{REVIEW}reviewers/", procedure_reviews.name_reviewers, name="name_reviewers"),
    path(f"{REVIEW}outcome/", procedure_reviews.write_review_outcome, name="write_review_outcome"),
    path(f"{REVIEW}agree/", procedure_reviews.agree_to_review_outcome, name="agree_to_review_outcome"),
    path("suitability/", suitability.suitability_referrals, name="suitability_referrals"),
    path(REFERRAL, suitability.suitability_referral, name="suitability_referral"),
    path(f"{REFERRAL}members/", suitability.add_suitability_member, name="add_suitability_member"),
    path(f"{REFERRAL}notes/", suitability.note_suitability, name="note_suitability"),
    path(f"{REFERRAL}tell/", suitability.tell_candidate_of_suitability, name="tell_candidate_of_suitability"),
    path(f"{REFERRAL}outcome/", suitability.decide_suitability, name="decide_suitability"),
]
