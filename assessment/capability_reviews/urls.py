"""Addresses of capability reviews; part of the portfolio's."""

from django.urls import URLPattern, path

from assessment.views.capability_reviews import apprentice, judging, member, panels

urlpatterns: list[URLPattern] = [
    path("portfolio/<str:reference>/capability-reviews/", apprentice.capability_reviews, name="capability_reviews"),
    path("review-panels/", panels.ReviewPanels.as_view(), name="review_panels"),
    path("review-panels/convene/", panels.convene, name="convene_panel"),
    path("review-panels/convene/<str:cohort>/<str:point>/", panels.convene_for, name="convene_panel_for"),
    path("review-panels/<str:reference>/", panels.review_panel, name="review_panel"),
    path("review-panels/<str:reference>/members/", panels.add_member, name="add_review_member"),
    path("review-panels/<str:reference>/members/<str:member>/leave/", panels.take_member, name="take_review_member"),
    path("review-panels/<str:reference>/release/", panels.release, name="release_reviews"),
    path("reviews/<str:reference>/cancel/", panels.cancel, name="cancel_review"),
    path("reviews/<str:reference>/judge/", judging.judge, name="judge_review"),
    path("reviews/<str:reference>/sign/", judging.sign_judgement, name="sign_review_judgement"),
    path("review-views/<str:reference>/", member.panel_views, name="review_views"),
    path("review-views/<str:reference>/sign/", member.sign_views, name="sign_review_views"),
    path("review-views/<str:reference>/code/", member.send_code, name="send_review_views_code"),
    path("review-views/<str:reference>/<str:review>/", member.panel_view, name="review_view"),
]
