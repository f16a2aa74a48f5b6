"""The one record of an apprentice: who they are to whom, their off-the-job time, calendar, standing and milestones."""
