"""Times of the day in words, typed by hand."""

import pytest

from ivr.speech.kinds import KINDS

HOURS = [
    ("00:00", "midnight", "medianoche", "minuit"),
    ("00:05", "twelve oh five A M", "las doce y cinco de la madrugada", "zéro heure cinq"),
    ("01:00", "one A M", "la una de la madrugada", "une heure"),
    ("05:45", "five forty-five A M", "las cinco cuarenta y cinco de la madrugada", "cinq heures quarante-cinq"),
    ("06:00", "six A M", "las seis de la mañana", "six heures"),
    ("07:30", "seven thirty A M", "las siete treinta de la mañana", "sept heures trente"),
    ("11:59", "eleven fifty-nine A M", "las once cincuenta y nueve de la mañana", "onze heures cinquante-neuf"),
    ("12:00", "noon", "mediodía", "midi"),
    ("12:15", "twelve fifteen P M", "las doce quince de la tarde", "douze heures quinze"),
    ("13:00", "one P M", "la una de la tarde", "treize heures"),
    ("13:09", "one oh nine P M", "la una y nueve de la tarde", "treize heures neuf"),
    ("19:30", "seven thirty P M", "las siete treinta de la tarde", "dix-neuf heures trente"),
    ("20:00", "eight P M", "las ocho de la noche", "vingt heures"),
    ("21:00", "nine P M", "las nueve de la noche", "vingt et une heures"),
    ("23:01", "eleven oh one P M", "las once y uno de la noche", "vingt-trois heures une"),
]


@pytest.mark.parametrize(("written", "english", "spanish", "french"), HOURS)
def test_hours(written, english, spanish, french):
    assert tuple(KINDS[language]["time"](written) for language in ("en", "es", "fr")) == (english, spanish, french)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_no_two_times_sound_alike(language):
    said = {KINDS[language]["time"](f"{hour:02d}:{minute:02d}") for hour in range(24) for minute in range(60)}
    assert len(said) == 24 * 60


@pytest.mark.parametrize("written", ["7:30", "24:00", "07:60", "0730", "", "noon", 730])
def test_what_is_no_time_is_refused(written):
    with pytest.raises(ValueError, match="takes"):
        KINDS["en"]["time"](written)
