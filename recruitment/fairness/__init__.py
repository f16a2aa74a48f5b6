"""Whether a selection was fair: pure functions on marks and counts. Advice only; no score changes by it.

``agreement`` says how far members agree, ``pattern`` who marks lower or higher than colleagues, ``line`` whose place
depends on it, ``impact`` whether a stage lets some groups through less often.
"""
