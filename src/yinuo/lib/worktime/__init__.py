"""Working-time arithmetic: several windows a day, half days, holidays, make-up days, pauses, zones.

Owns the question "when has so much working time passed, and why": pure functions over a frozen `Calendar`.
Leaves to `calendars` where the days come from, and to the callers which promise is reckoned from when.
"""

from yinuo.lib.worktime.calendar import DAY_WORDS, Calendar, Day, DayKind, missing_years
from yinuo.lib.worktime.days import (
    closing,
    due_after_days,
    is_working_day,
    left_today,
    opening,
    working_day_after,
)
from yinuo.lib.worktime.due import KIND_WORDS, Due, Kind, Step, from_json
from yinuo.lib.worktime.explain import explain, summary
from yinuo.lib.worktime.instants import between, is_open, last_closing, next_opening
from yinuo.lib.worktime.reckon import add, add_across, subtract
from yinuo.lib.worktime.week import (
    WEEKDAY_WORDS,
    WEEKDAYS,
    Week,
    Window,
    Windows,
    week_from_json,
    week_of,
    windows_from_text,
    windows_text,
)

__all__ = [
    "DAY_WORDS",
    "KIND_WORDS",
    "WEEKDAYS",
    "WEEKDAY_WORDS",
    "Calendar",
    "Day",
    "DayKind",
    "Due",
    "Kind",
    "Step",
    "Week",
    "Window",
    "Windows",
    "add",
    "add_across",
    "between",
    "closing",
    "due_after_days",
    "explain",
    "from_json",
    "is_open",
    "is_working_day",
    "last_closing",
    "left_today",
    "missing_years",
    "next_opening",
    "opening",
    "subtract",
    "summary",
    "week_from_json",
    "week_of",
    "windows_from_text",
    "windows_text",
    "working_day_after",
]
