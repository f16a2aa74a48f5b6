"""The timetable of a selection day, worked out without Django: dataclasses in, dataclasses out, times as whole minutes.

``problem`` says what is given, ``rules`` what must hold, ``proposing`` finds a timetable, ``replanning`` changes an
accepted one as little as it can, ``relaxing`` says what to give way in where none is possible.
"""
