"""Forms of the portfolio. They collect; the operations act."""

from assessment.forms.answering import JudgeForm, ReturnForm, judge_form
from assessment.forms.reviewing import ReviewForm
from assessment.forms.writing import KindForm, LinkForm, SendForm, WriteForm, link_form

__all__ = [
    "JudgeForm",
    "KindForm",
    "LinkForm",
    "ReturnForm",
    "ReviewForm",
    "SendForm",
    "WriteForm",
    "judge_form",
    "link_form",
]
