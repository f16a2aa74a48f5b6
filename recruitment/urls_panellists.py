"""Addresses of the register of panel members, of substitutes, and of people's own pages about both."""

from django.urls import path

from recruitment.views import panellists, register, substitutes

urlpatterns = [
    path("panellists/", panellists.Panellists.as_view(), name="panellists"),
    path("panellists/new/", panellists.add_panellist, name="add_panellist"),
    path("panellists/<str:reference>/", panellists.panellist, name="panellist"),
    path("panellists/<str:reference>/change/", panellists.change_panellist, name="change_panellist"),
    path("panellists/<str:reference>/under-18/", panellists.young_panellist, name="young_panellist"),
    path("panellists/<str:reference>/step/", panellists.panellist_step, name="panellist_step"),
    path("selection/days/<str:reference>/who-can-come/", panellists.who_can_come, name="who_can_come"),
    path("selection/days/<str:reference>/who-can-come/ask/", panellists.ask_who_can_come, name="ask_who_can_come"),
    path("selection/days/<str:reference>/substitutes/", substitutes.order_of_substitutes, name="order_of_substitutes"),
    path("selection/panels/<str:reference>/register/", substitutes.invite_from_register, name="invite_from_register"),
    path("selection/panels/<str:reference>/substitutes/", substitutes.substitutes, name="substitutes"),
    path("selection/vacancies/<str:reference>/step/", substitutes.search_step, name="search_step"),
    path("stand-in/<str:reference>/", substitutes.stand_in, name="stand_in"),
    path("stand-in/<str:reference>/answer/", substitutes.answer_stand_in, name="answer_stand_in"),
    path("my-register/<str:reference>/", register.my_register, name="my_register"),
    path("my-register/<str:reference>/days/", register.my_days, name="my_days"),
    path("my-register/<str:reference>/about-me/", register.about_me, name="about_me"),
    path("my-register/<str:reference>/never-meet/", register.never_to_meet, name="never_to_meet"),
    path("my-register/<str:reference>/limit/", register.my_limit, name="my_limit"),
]
