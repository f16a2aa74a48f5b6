"""Forms of the portfolio. They collect; the operations act."""

from assessment.forms.answering import JudgeForm, ReturnForm, judge_form
from assessment.forms.reopening import AskToReopenForm, NotCountersignedForm, ReopenForm
from assessment.forms.reviewing import ReviewForm
from assessment.forms.sharing import CommentForm, ShareForm
from assessment.forms.witnesses import AskWitnessForm, WitnessForm
from assessment.forms.writing import KindForm, LinkForm, SendForm, WriteForm, link_form

__all__ = [
    "AskToReopenForm",
    "AskWitnessForm",
    "CommentForm",
    "JudgeForm",
    "KindForm",
    "LinkForm",
    "NotCountersignedForm",
    "ReopenForm",
    "ReturnForm",
    "ReviewForm",
    "SendForm",
    "ShareForm",
    "WitnessForm",
    "WriteForm",
    "judge_form",
    "link_form",
]
