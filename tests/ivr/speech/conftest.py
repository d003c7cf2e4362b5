import pytest

from ivr.speech import Speech

VOICES = {
    "en": '[voice]\nlanguage = "en-US"\nname = "Polly.Joanna"\n',
    "es": '[voice]\nlanguage = "es-US"\nname = "Polly.Lupe"\n',
    "fr": '[voice]\nlanguage = "fr-CA"\nname = "Polly.Gabrielle"\n',
}


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def write(folder):
    """write("en", '[ask]...') makes a prompt file with a voice; write(..., voice=None) one without."""

    def write_file(language, blocks, voice=VOICES):
        top = voice[language] if voice else ""
        (folder / f"{language}.toml").write_text(top + blocks, encoding="utf-8")

    return write_file


@pytest.fixture(scope="session")
def say(tmp_path_factory):
    """say("es", "money", 100) is what a prompt that is only a variable says."""
    folder = tmp_path_factory.mktemp("prompts")
    kinds = ("money", "credit", "date", "date_year", "weekday", "number", "groups", "digits", "money_keys", "text")
    blocks = "[only]\n" + "".join(f'{kind} = "{{it:{kind}}}"\n' for kind in kinds)
    for language, voice in VOICES.items():
        (folder / f"{language}.toml").write_text(voice + blocks, encoding="utf-8")
    speech = Speech.load(folder, VOICES)
    return lambda language, kind, value: speech.words(language, f"only.{kind}", {"it": value})
