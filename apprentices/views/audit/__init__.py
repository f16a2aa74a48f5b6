"""Audit files, the learner record beside the portal, and visits of auditors, inspectors and examiners."""
