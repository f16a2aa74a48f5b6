"""Addresses of the register of panel members, of substitutes, and of people's own pages about both."""

from django.urls import path

from recruitment.views import claims, panellists, payment_runs, payments, register, substitutes

urlpatterns = [
    path("panellists/", panellists.Panellists.as_view(), name="panellists"),
    path("panellists/new/", panellists.add_panellist, name="add_panellist"),
    path("panellists/<str:reference>/", panellists.panellist, name="panellist"),
    path("panellists/<str:reference>/change/", panellists.change_panellist, name="change_panellist"),
    path("panellists/<str:reference>/under-18/", panellists.young_panellist, name="young_panellist"),
    path("panellists/<str:reference>/supporter/", panellists.paid_supporter, name="paid_supporter"),
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
    path("panel-payments/", payments.PanelClaims.as_view(), name="panel_claims"),
    path("panel-payments/runs/", payment_runs.payment_runs, name="payment_runs"),
    path("panel-payments/runs/<str:reference>/", payment_runs.payment_run, name="payment_run"),
    path("panel-payments/runs/<str:reference>/file/", payment_runs.payment_file, name="payment_file"),
    path("panel-payments/rates/", payments.rate_cards, name="rate_cards"),
    path("panel-payments/<str:reference>/", payments.panel_claim, name="panel_claim"),
    path("panel-payments/<str:reference>/step/", payments.claim_step, name="claim_step"),
    path("panel-payments/<str:reference>/ask/", payments.ask_about_claim, name="ask_about_claim"),
    path("panel-payments/<str:reference>/take-back/", payments.take_payment_back, name="take_payment_back"),
    path("selection/days/<str:reference>/afterwards/", payments.debriefs, name="debriefs"),
    path(
        "selection/days/<str:reference>/afterwards/<str:debrief>/talked/",
        payments.record_debrief_talk,
        name="record_debrief_talk",
    ),
    path("my-claims/<str:reference>/", claims.my_claim, name="my_claim"),
    path("my-claims/<str:reference>/expenses/", claims.add_expense, name="add_expense"),
    path("my-claims/<str:reference>/expenses/<str:expense>/remove/", claims.remove_expense, name="remove_expense"),
    path("my-claims/<str:reference>/send/", claims.send_claim, name="send_claim"),
    path("my-panels/<str:reference>/afterwards/", claims.debrief, name="debrief"),
]
