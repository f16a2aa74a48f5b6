"""The timetable of a selection day, worked out without Django: dataclasses in, dataclasses out, times as whole minutes.

``problem`` says what is given, ``rules`` what must hold. ``proposing`` finds a timetable: ``counting`` sees beforehand
that there can be none, ``sharing`` says who goes to which panel, ``model`` puts the hours to the solver, and ``work``
says how much that may do. Once one is accepted, ``rest`` is what is left of the day, ``replanning`` changes it as
little as it can, and ``by_hand`` fits one candidate in. ``relaxing`` says what to give way in where none is possible.
"""
