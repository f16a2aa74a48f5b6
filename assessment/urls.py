"""Addresses of the portfolio."""

from django.urls import URLPattern, path

from assessment.views import answering, evidence, portfolios, reviewing, self_assessments, writing
from assessment.views.observing import arranging, judging, lists, reporting

app_name = "assessment"

urlpatterns: list[URLPattern] = [
    path("", portfolios.start, name="start"),
    path("queue/", portfolios.Queue.as_view(), name="queue"),
    path("portfolios/", portfolios.Portfolios.as_view(), name="portfolios"),
    path("portfolio/<str:reference>/", portfolios.Portfolio.as_view(), name="portfolio"),
    path("portfolio/<str:reference>/begin/", writing.begin, name="begin"),
    path("portfolio/<str:reference>/coverage/", portfolios.coverage, name="coverage"),
    path("portfolio/<str:reference>/review/", reviewing.review, name="review"),
    path("portfolio/<str:reference>/review/sign/", reviewing.sign_review, name="sign_review"),
    path("portfolio/<str:reference>/pack/", reviewing.ask_for_pack, name="ask_for_pack"),
    path("portfolio/<str:reference>/self-assessment/", self_assessments.self_assessments, name="self_assessments"),
    path(
        "portfolio/<str:reference>/self-assessment/<str:placement>/<slug:point>/",
        self_assessments.write_view,
        name="write_view",
    ),
    path("self-assessment/views/<str:reference>/lock/", self_assessments.lock_view, name="lock_view"),
    path("self-assessment/<str:reference>/", self_assessments.self_assessment, name="self_assessment"),
    path("review/<str:reference>/", reviewing.signed_review, name="signed_review"),
    path("evidence/<str:reference>/", evidence.evidence, name="evidence"),
    path("evidence/<str:reference>/versions/<int:number>/", evidence.old_version, name="old_version"),
    path("evidence/<str:reference>/write/", writing.write, name="write"),
    path("evidence/<str:reference>/files/<str:file>/remove/", writing.remove_file, name="remove_file"),
    path("evidence/<str:reference>/link/", writing.link, name="link"),
    path("evidence/<str:reference>/send/", writing.send, name="send"),
    path("evidence/<str:reference>/take-back/", writing.take_back, name="take_back"),
    path("evidence/<str:reference>/withdraw/", writing.withdraw, name="withdraw"),
    path("evidence/<str:reference>/delete/", writing.delete, name="delete"),
    path("evidence/<str:reference>/judge/", answering.judge, name="judge"),
    path("evidence/<str:reference>/sign/", answering.sign, name="sign"),
    path("evidence/<str:reference>/return/", answering.return_for_more, name="return"),
    path("portfolio/<str:reference>/observations/", lists.of_apprentice, name="observations_of"),
    path("portfolio/<str:reference>/observations/plan/", arranging.plan, name="plan_observation"),
    path("observations/", lists.Observations.as_view(), name="observations"),
    path("observations/asked-for/", arranging.rules, name="observation_rules"),
    path("observations/<str:reference>/", lists.observation, name="observation"),
    path("observations/<str:reference>/agreed/", arranging.agree, name="agree_observation"),
    path("observations/<str:reference>/move/", arranging.rearrange, name="move_observation"),
    path("observations/<str:reference>/cancel/", arranging.cancel, name="cancel_observation"),
    path("observations/<str:reference>/took-place/", reporting.record, name="record_observation"),
    path("observations/<str:reference>/report/", reporting.report, name="report_observation"),
    path("observations/<str:reference>/report/sign/", reporting.sign_report, name="sign_observation_report"),
    path("observations/<str:reference>/reflect/", reporting.reflect, name="reflect_on_observation"),
    path("observations/<str:reference>/feedback/", reporting.feedback, name="observation_feedback"),
    path("observations/<str:reference>/judge/", judging.judge, name="judge_observation"),
    path("observations/<str:reference>/sign/", judging.sign, name="sign_observation"),
]
