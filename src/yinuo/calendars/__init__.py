"""When the branches work: zones, weekly windows, holidays, half days and make-up working days, as data.

Owns the calendars, their special days and which years are known to be complete; warns when a year is missing.
Leaves the arithmetic to `lib.worktime`, and to the packages above what is promised within these hours.
"""
