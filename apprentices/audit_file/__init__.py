"""The audit file: what stands in it (``parts``, ``sections``), what is missing (``gaps``), how it is built (``pack``).

An app gives a section through ``parts.audit_sections``; what it shows is plain data in words, so that the same section
is read on a page, printed, hashed and compared. Nothing goes in that is shared with nobody by itself: no reason of a
change, health, adjustment, equality answer, DBS content or concern (``tests/apprentices/audit/test_never_in_it.py``).
"""
