"""What the database itself refuses to change of a panel: declared once, installed after migrations."""

from __future__ import annotations

from assessment.models import (
    PanelConflict,
    PanelItem,
    PanelMeeting,
    PanelPaper,
    PanelReading,
    PanelReadingComment,
)
from core.audit.guards import Guard, declare

ITS_SHEET_IS_SENT = (
    'EXISTS (SELECT 1 FROM assessment_panelreading sent WHERE sent.id = OLD."reading_id" AND sent.sent_at IS NOT NULL)'
)
ITS_MEETING_IS_CLOSED = (
    "EXISTS (SELECT 1 FROM assessment_panelmeeting closed "
    "WHERE closed.id = OLD.\"meeting_id\" AND closed.state = 'closed')"
)


def declare_all() -> None:
    """Sheets once sent; minutes once confirmed; what was read of a portfolio from the first moment; conflicts."""
    declare(
        Guard(
            PanelReading,
            name="panel_sheet_sent",
            when='OLD."sent_at" IS NOT NULL',
            unless_frozen=("state", "version"),
            erasable=("overall",),
        ),
        Guard(PanelReadingComment, name="panel_comment_sent", when=ITS_SHEET_IS_SENT, erasable=("words",)),
        Guard(PanelMeeting, name="panel_minutes_confirmed", when="OLD.\"state\" = 'closed'", erasable=("minutes",)),
        Guard(PanelItem, name="panel_item_confirmed", when=ITS_MEETING_IS_CLOSED, erasable=("minutes",)),
        Guard(
            PanelPaper,
            name="panel_paper_read",
            when="1 = 1",
            columns=("submission_id", "submission_version", "read", "read_hash"),
            may_delete=True,
        ),
        Guard(
            PanelConflict,
            name="panel_conflict_for_good",
            when="1 = 1",
            columns=("person_id", "submission_id", "source", "since"),
        ),
    )
