"""Addresses of the readers from other boroughs."""

from django.urls import URLPattern, path

from assessment.views.reciprocal import balance, choosing, register

urlpatterns: list[URLPattern] = [
    path("readers/", register.Readers.as_view(), name="readers"),
    path("readers/offer/", register.offer, name="offer_to_read"),
    path("readers/kept-apart/", register.conflicts, name="reading_conflicts"),
    path("readers/kept-apart/<int:pk>/remove/", register.remove_conflict, name="remove_reading_conflict"),
    path("readers/who-reads-for-whom/", balance.reading_ledger, name="reading_ledger"),
    path("readers/panels/<str:reference>/", choosing.propose, name="propose_readers"),
    path("readers/panels/<str:reference>/name/", choosing.name, name="name_readers"),
    path("readers/portfolios/<str:reference>/", choosing.choose, name="choose_reader"),
    path("readers/requests/<str:reference>/", choosing.answer, name="reading_request"),
    path("readers/requests/<str:reference>/give-back/", choosing.decline, name="decline_reading"),
    path("readers/requests/<str:reference>/take-back/", choosing.take_back, name="take_back_reading"),
    path("readers/<str:reference>/", register.reader, name="reader"),
    path("readers/<str:reference>/answer/", register.answer, name="answer_offer"),
    path("readers/<str:reference>/end/", register.end, name="end_reading"),
]
