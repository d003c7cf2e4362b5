"""The law of hours once more, by other means: no code, no data and no zone library of the engine's.

Clocks are offsets written by hand and the dates on which they change; a year is one byte a minute, open or not.
"""

from datetime import date, timedelta

YEAR = 2026
DAY = 1440
FIRST = date(YEAR, 1, 1)
DAYS = 365
SPRING, AUTUMN = date(YEAR, 3, 8), date(YEAR, 11, 1)  # second Sunday of March, first of November, at 2:00 on the wall

# Hours behind UTC in winter, and whether an hour is gained in summer; in 2026 some gained it for good.
FOR_GOOD = "for good"
CLOCKS = {
    "America/New_York": (5, True),
    "America/Chicago": (6, True),
    "America/Denver": (7, True),
    "America/Phoenix": (7, False),
    "America/Los_Angeles": (8, True),
    "America/Anchorage": (9, True),
    "America/Adak": (10, True),
    "America/Boise": (7, True),
    "America/Juneau": (9, True),
    "America/North_Dakota/Center": (6, True),
    "Pacific/Honolulu": (10, False),
    "America/Puerto_Rico": (4, False),
    "America/St_Thomas": (4, False),
    "Pacific/Pago_Pago": (11, False),
    "Pacific/Guam": (-10, False),
    "Pacific/Saipan": (-10, False),
    "America/St_Johns": (3.5, True),
    "America/Goose_Bay": (4, True),
    "America/Halifax": (4, True),
    "America/Moncton": (4, True),
    "America/Blanc-Sablon": (4, False),
    "America/Toronto": (5, True),
    "America/Iqaluit": (5, True),
    "America/Atikokan": (5, False),
    "America/Winnipeg": (6, FOR_GOOD),
    "America/Rankin_Inlet": (6, True),
    "America/Resolute": (6, True),
    "America/Regina": (6, False),
    "America/Edmonton": (7, FOR_GOOD),
    "America/Cambridge_Bay": (7, True),
    "America/Yellowknife": (7, FOR_GOOD),
    "America/Inuvik": (7, FOR_GOOD),
    "America/Creston": (7, False),
    "America/Dawson_Creek": (7, False),
    "America/Fort_Nelson": (7, False),
    "America/Whitehorse": (7, False),
    "America/Vancouver": (8, FOR_GOOD),
}
US, CANADA = (8, 21), {5: (10, 18), 6: (10, 18)}
STATES = {
    "AL": (8, 20), "CA": (9, 21), "CT": (9, 20), "FL": (8, 20), "KY": (10, 21), "LA": (8, 20), "MD": (8, 20),
    "MA": (8, 20), "MI": (9, 21), "MN": (9, 21), "MS": (8, 20), "NV": (9, 20), "NM": (9, 21), "OK": (8, 20),
    "PA": (8, 21), "RI": (9, 18), "TX": (9, 21), "WA": (8, 20), "WY": (8, 20),
}  # fmt: skip
NO_SUNDAYS = ("AL", "LA", "MS", "PA")  # of Pennsylvania nothing is printed: shut until somebody says
US_HOLIDAYS = "0101 0119 0216 0525 0619 0703 0704 0907 1012 1111 1126 1225"
STATE_HOLIDAYS = {"AL": "0427 0601", "LA": "0217 0403 1103", "PA": "1127"}
CANADA_HOLIDAYS = "0101 0403 0701 0907 1225"
PROVINCE_HOLIDAYS = {"ON": "0216 0518 1012", "QC": "0518 0624 1012", "AB": "0216 0518 1012", "NU": "0709 0930 1111"}


def hours_on(region, weekday, *, usual):
    """(first, last) hour of a weekday, Monday 0, in a region like `US-GA`; (0, 0) when it is shut all day."""
    country, state = region.split("-")
    spans = [US if country == "US" else CANADA.get(weekday, (9, 21.5))]
    spans.append(STATES.get(state, (0, 24)) if country == "US" else (0, 24))
    if country == "US" and state == "PA" and weekday == 5:
        spans.append((8, 12))
    if country == "US" and state == "TX" and weekday == 6:
        spans.append((12, 21))
    if usual:
        spans.append((9, 20) if weekday < 5 else (10, 18))
    shut = weekday == 6 and (usual or (country == "US" and state in NO_SUNDAYS))
    return (0, 0) if shut else (max(first for first, _ in spans), min(last for _, last in spans))


def is_holiday(region, day):
    country, state = region.split("-")
    nation, parts = (US_HOLIDAYS, STATE_HOLIDAYS) if country == "US" else (CANADA_HOLIDAYS, PROVINCE_HOLIDAYS)
    return f"{day:%m%d}" in f"{nation} {parts.get(state, '')}".split()


def on_the_wall(region, *, usual=True):
    """A byte for each minute of the wall, from a day before the year to a day after it."""
    days = (FIRST + timedelta(days=passed) for passed in range(-1, DAYS + 1))
    return b"".join(_day(region, day, usual=usual) for day in days)


def _day(region, day, *, usual):
    first, last = hours_on(region, day.weekday(), usual=usual)
    if usual and is_holiday(region, day):
        first, last = 0, 0
    opens, shuts = int(first * 60), int(last * 60)
    return bytes(opens) + b"\1" * (shuts - opens) + bytes(DAY - shuts)


def in_utc(wall, zone):
    """The same for each minute of the year in UTC: the wall's minutes moved by the zone's three offsets."""
    behind, has_summer = CLOCKS[zone]
    winter, summer = int(behind * 60), int(behind * 60) - 60
    if not has_summer:
        return _moved(wall, 0, DAYS * DAY, winter)
    spring = (SPRING - FIRST).days * DAY + 120 + winter
    autumn = (AUTUMN - FIRST).days * DAY + 120 + summer
    after = summer if has_summer == FOR_GOOD else winter
    parts = ((0, spring, winter), (spring, autumn, summer), (autumn, DAYS * DAY, after))
    return b"".join(_moved(wall, *part) for part in parts)


def _moved(wall, first, last, behind):
    return wall[first + DAY - behind : last + DAY - behind]
