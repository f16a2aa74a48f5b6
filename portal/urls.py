"""Addresses of what a person meets across the apps."""

from django.urls import path

from portal.views import account, demo, home, pages, search

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("account/", account.account, name="account"),
    path("account/name/", account.name, name="name"),
    path("account/calendar/", account.new_calendar_address, name="new_calendar_address"),
    path("calendar/<str:token>/", account.calendar_feed, name="calendar_feed"),
    path("help/", pages.help_page, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("robots.txt", pages.robots, name="robots"),
    path("demo/sign-in-as/", demo.sign_in_as, name="sign_in_as"),
    path("demo/mails/", demo.Outbox.as_view(), name="outbox"),
    path("demo/mails/<str:reference>/", demo.mail, name="outbox_mail"),
]
