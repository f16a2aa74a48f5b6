"""Addresses of this app."""

from django.urls import path

from placements.views import days, lists, planning, records, register

app_name = "placements"

urlpatterns = [
    path("", lists.PlacementList.as_view(), name="placements"),
    path("mine/", days.mine, name="mine"),
    path("propose/", planning.plan, name="plan"),
    path("propose/<str:reference>/", planning.choose_educator, name="choose_educator"),
    path("own-team/", register.university_rule, name="university_rule"),
    path("practice-educators/", lists.EducatorList.as_view(), name="educators"),
    path("practice-educators/new/", register.new_educator, name="new_educator"),
    path("practice-educators/<str:reference>/", register.educator, name="educator"),
    path("practice-educators/<str:reference>/change/", register.change_educator, name="change_educator"),
    path("practice-educators/<str:reference>/stage/", register.designate, name="designate"),
    path("settings/", lists.SettingList.as_view(), name="settings"),
    path("settings/new/", register.new_setting, name="new_setting"),
    path("settings/<str:reference>/", register.setting, name="setting"),
    path("settings/<str:reference>/change/", register.change_setting, name="change_setting"),
    path("settings/<str:reference>/approve/", register.approve_setting, name="approve_setting"),
    path("<str:reference>/", records.placement, name="placement"),
    path("<str:reference>/confirm/", records.confirm, name="confirm"),
    path("<str:reference>/decline/", records.decline, name="decline"),
    path("<str:reference>/conditions/<slug:kind>/", records.tick, name="tick"),
    path("<str:reference>/conditions/<slug:kind>/back/", records.untick, name="untick"),
    path("<str:reference>/start/", records.start, name="start"),
    path("<str:reference>/hours/", records.set_hours, name="set_hours"),
    path("<str:reference>/dates/", records.change_dates, name="change_dates"),
    path("<str:reference>/pause/", records.pause, name="pause"),
    path("<str:reference>/resume/", records.resume, name="resume"),
    path("<str:reference>/end/", records.end_early, name="end_early"),
    path("<str:reference>/close/", records.close, name="close"),
    path("<str:reference>/days/", days.ledger, name="days"),
    path("<str:reference>/days/today/", days.log_today, name="log_today"),
    path("<str:reference>/days/week/<slug:monday>/", days.log_week, name="log_week"),
    path("<str:reference>/days/confirm/", days.confirm, name="confirm_days"),
    path("<str:reference>/days/<int:pk>/ask/", days.ask, name="ask_about_day"),
    path("<str:reference>/days/<int:pk>/correct/", days.correct, name="correct_day"),
]
