"""Addresses of the sift: of those who run it, and of those who read."""

from django.urls import path

from recruitment.views import sift, sifting

urlpatterns = [
    path("campaigns/<str:reference>/sift/", sift.plan_sift, name="plan_sift"),
    path("sifts/<str:reference>/", sift.sift, name="sift"),
    path("sifts/<str:reference>/change/", sift.change_sift, name="change_sift"),
    path("sifts/<str:reference>/criteria/new/", sift.add_criterion, name="add_sift_criterion"),
    path("sifts/<str:reference>/criteria/<int:position>/remove/", sift.remove_criterion, name="remove_sift_criterion"),
    path("sifts/<str:reference>/sifters/new/", sift.add_sifter, name="add_sifter"),
    path("sifts/<str:reference>/sifters/register/", sift.ask_from_register, name="ask_from_register"),
    path("sifts/<str:reference>/sifters/<str:sifter>/release/", sift.release_sifter, name="release_sifter"),
    path("sifts/<str:reference>/step/<str:step>/", sift.move_sift, name="move_sift"),
    path("sifts/<str:reference>/results/", sift.SiftResults.as_view(), name="sift_results"),
    path("my-sift/<str:reference>/", sifting.my_sift, name="my_sift"),
    path("my-sift/<str:reference>/stop/", sifting.stop_sifting, name="stop_sifting"),
    path("my-sift/<str:reference>/next/", sifting.next_answer, name="next_answer"),
    path("sift-answers/<str:reference>/", sifting.sift_answer, name="sift_answer"),
    path("sift-answers/<str:reference>/keep/", sifting.keep_mark, name="keep_sift_mark"),
    path("sift-answers/<str:reference>/give-back/", sifting.give_back, name="give_answer_back"),
    path("sift-readings/<str:reference>/", sifting.marks_apart, name="marks_apart"),
    path("sift-readings/<str:reference>/agree/", sifting.agree_mark, name="agree_sift_mark"),
    path("sift-readings/<str:reference>/third/", sifting.ask_a_third, name="ask_a_third"),
]
