"""Addresses of the portfolio."""

from django.urls import URLPattern, path

from assessment.views import (
    answering,
    countersigning,
    evidence,
    portfolios,
    reopening,
    reviewing,
    sharing,
    witnesses,
    writing,
)

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
    path("review/<str:reference>/", reviewing.signed_review, name="signed_review"),
    path("evidence/<str:reference>/", evidence.evidence, name="evidence"),
    path("evidence/<str:reference>/versions/<int:number>/", evidence.old_version, name="old_version"),
    path("evidence/<str:reference>/write/", writing.write, name="write"),
    path("evidence/<str:reference>/files/<str:file>/remove/", writing.remove_file, name="remove_file"),
    path("evidence/<str:reference>/link/", writing.link, name="link"),
    path("evidence/<str:reference>/send/", writing.send, name="send"),
    path("evidence/<str:reference>/leave-out/", writing.leave_out, name="leave_out"),
    path("evidence/<str:reference>/take-back/", writing.take_back, name="take_back"),
    path("evidence/<str:reference>/withdraw/", writing.withdraw, name="withdraw"),
    path("evidence/<str:reference>/delete/", writing.delete, name="delete"),
    path("evidence/<str:reference>/judge/", answering.judge, name="judge"),
    path("evidence/<str:reference>/sign/", answering.sign, name="sign"),
    path("evidence/<str:reference>/return/", answering.return_for_more, name="return"),
    path("evidence/<str:reference>/countersign/", countersigning.countersign, name="countersign"),
    path("evidence/<str:reference>/countersign/refuse/", countersigning.refuse, name="refuse_countersignature"),
    path("evidence/<str:reference>/open-again/", reopening.reopen, name="reopen"),
    path("evidence/<str:reference>/open-again/ask/", reopening.ask_to_reopen, name="ask_to_reopen"),
    path("evidence/<str:reference>/share/", sharing.share, name="share"),
    path("shared/<str:reference>/", sharing.shared, name="shared_draft"),
    path("shared/<str:reference>/end/", sharing.end, name="end_sharing"),
    path("evidence/<str:reference>/witness/", witnesses.ask, name="ask_witness"),
    path("witness/<str:reference>/", witnesses.witness, name="witness"),
    path("witness/<str:reference>/sign/", witnesses.sign, name="sign_witness"),
    path("witness/<str:reference>/code/", witnesses.send_code, name="send_witness_code"),
    path("witness/<str:reference>/decline/", witnesses.decline, name="decline_witness"),
    path("witness/<str:reference>/take-back/", witnesses.take_back, name="take_back_witness"),
]
