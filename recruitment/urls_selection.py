"""Addresses of selection days, panels, scoring, and the pages of panel members and candidates."""

from django.urls import path

from recruitment.views import fairness, outcomes, panels, paper_sheets, scoring, seats, selection_days, slots

SEAT = "my-panels/<str:reference>/"
SHEET = f"{SEAT}candidates/<str:candidate>/"

urlpatterns = [
    path("selection/", selection_days.SelectionDays.as_view(), name="selection_days"),
    path("selection/plan/<str:reference>/", selection_days.plan_day, name="plan_selection_day"),
    path("selection/days/<str:reference>/", selection_days.selection_day, name="selection_day"),
    path("selection/days/<str:reference>/step/", selection_days.take_step, name="selection_day_step"),
    path(
        "selection/days/<str:reference>/step/<str:step>/",
        selection_days.take_step_with_reason,
        name="selection_day_step_with_reason",
    ),
    path("selection/days/<str:reference>/new-date/", selection_days.new_date, name="selection_day_new_date"),
    path("selection/days/<str:reference>/weights/", selection_days.change_weights, name="selection_day_weights"),
    path("selection/days/<str:reference>/exercises/new/", selection_days.add_exercise, name="add_exercise"),
    path("selection/days/<str:reference>/criteria/new/", selection_days.add_criterion, name="add_criterion"),
    path("selection/days/<str:reference>/panels/new/", selection_days.add_panel, name="add_panel"),
    path("selection/days/<str:reference>/outcomes/", outcomes.outcomes, name="outcomes"),
    path("selection/days/<str:reference>/fairness/", fairness.day, name="day_fairness"),
    path("selection/campaigns/<str:reference>/fairness/", fairness.campaign, name="campaign_fairness"),
    path("selection/panels/<str:reference>/", panels.panel, name="panel"),
    path("selection/panels/<str:reference>/invite/", panels.invite_member, name="invite_panel_member"),
    path("selection/panels/<str:reference>/slots/new/", panels.allot, name="allot_slot"),
    path("selection/panels/<str:reference>/papers/", panels.ask_for_papers, name="ask_for_panel_papers"),
    path("selection/members/<str:reference>/step/", panels.take_member_step, name="panel_member_step"),
    path("selection/members/<str:reference>/support/", panels.record_support, name="panel_member_support"),
    path("selection/members/<str:reference>/helped/", panels.answer_help, name="panel_member_helped"),
    path(
        "selection/members/<str:reference>/paper/<str:candidate>/",
        paper_sheets.enter_from_paper,
        name="enter_from_paper",
    ),
    path("selection/candidates/<str:reference>/attendance/", panels.record_attendance, name="record_attendance"),
    path("selection/candidates/<str:reference>/move/", panels.move_candidate, name="move_candidate"),
    path("selection/candidates/<str:reference>/agreed-score/", outcomes.agree_score, name="agree_score"),
    path("selection/candidates/<str:reference>/recommendation/", outcomes.recommend, name="recommend"),
    path("my-panels/", seats.my_panels, name="my_panels"),
    path(SEAT, seats.my_panel, name="my_panel"),
    path(f"{SEAT}answer/", seats.answer_invitation, name="answer_panel_invitation"),
    path(f"{SEAT}avoid/", seats.people_to_avoid, name="people_to_avoid"),
    path(f"{SEAT}help/", seats.ask_for_help, name="ask_for_help"),
    path(f"{SEAT}papers/", seats.my_papers, name="my_panel_papers"),
    path(SHEET, scoring.score_sheet, name="score_sheet"),
    path(f"{SHEET}questions/<int:number>/", scoring.score_question, name="score_question"),
    path(f"{SHEET}questions/<int:number>/draft/", scoring.keep_score, name="keep_score"),
    path(f"{SHEET}check/", scoring.send_scores, name="send_scores"),
    path(f"{SHEET}take-back/", scoring.take_back, name="take_scores_back"),
    path(f"{SHEET}paper/", paper_sheets.confirm, name="confirm_paper"),
    path(f"{SHEET}paper/not-right/", paper_sheets.query, name="query_paper"),
    path(f"{SHEET}paper/photo/", paper_sheets.photo, name="paper_photo"),
    path(f"{SHEET}step-out/", scoring.step_out, name="step_out"),
    path(f"{SHEET}colleagues/", scoring.colleagues_scores, name="colleagues_scores"),
    path("my-selection-day/<str:reference>/", slots.my_selection_day, name="my_selection_day"),
    path("my-selection-day/<str:reference>/another-panel/", slots.ask_for_another_panel, name="ask_for_another_panel"),
]
