"""Addresses of the bank, of its use on a selection day, and of practice before it."""

from django.urls import path

from recruitment.views import bank, calibration

urlpatterns = [
    path("bank/", bank.Bank.as_view(), name="bank"),
    path("bank/new/", bank.add_item, name="add_bank_item"),
    path("bank/<str:reference>/", bank.bank_item, name="bank_item"),
    path("bank/<str:reference>/change/", bank.change_item, name="change_bank_item"),
    path("bank/<str:reference>/write/", bank.write_version, name="write_bank_version"),
    path("bank/<str:reference>/retire/", bank.retire_item, name="retire_bank_item"),
    path("bank/<str:reference>/return/", bank.return_item, name="return_bank_item"),
    path("bank-versions/<str:reference>/change/", bank.change_version, name="change_bank_version"),
    path("bank-versions/<str:reference>/criteria/new/", bank.add_criterion, name="add_bank_criterion"),
    path(
        "bank-versions/<str:reference>/criteria/<int:position>/remove/",
        bank.remove_criterion,
        name="remove_bank_criterion",
    ),
    path("bank-versions/<str:reference>/check/", bank.check_version, name="check_bank_version"),
    path("bank-versions/<str:reference>/cases/new/", bank.write_case, name="write_calibration_case"),
    path("selection/days/<str:reference>/exercises/from-bank/", bank.use_on_day, name="use_from_bank"),
    path("selection/days/<str:reference>/practice/", calibration.day_calibration, name="day_calibration"),
    path(
        "selection/days/<str:reference>/practice/<str:member>/excuse/", calibration.excuse_member, name="excuse_member"
    ),
    path("my-panels/<str:reference>/practice/", calibration.practise, name="practise"),
]
