"""The writer's words: what may stand in [<turn>.heard], and that every language has them."""

import pytest

from integration.errors import Misconfigured
from ivr.speech import Speech

VOICES = {
    "en": '[voice]\nlanguage = "en-US"\nname = "Polly.Joanna"\n',
    "es": '[voice]\nlanguage = "es-US"\nname = "Polly.Lupe"\n',
}
FAULTS = {
    '1 = "yes"': 'menu.heard.1: found \'yes\', expected 1 to 30 phrases, like ["yes", "that is right"]',
    "1 = []": 'menu.heard.1: found [], expected 1 to 30 phrases, like ["yes", "that is right"]',
    "1 = [7]": "menu.heard.1: found 7, expected words in quotes",
    '1 = ["..."]': "menu.heard.1: found '...', expected words in quotes",
    '1 = ["yes, please"]': "menu.heard.1: found 'yes, please', expected 100 characters at most, without a comma",
    '1 = ["Yes"]\n2 = ["yes!"]': "menu.heard.2: found 'yes!', expected words that 1 does not have",
}


@pytest.fixture
def load(tmp_path):
    """load(en="...", es="...") reads the languages with these [menu.heard] blocks."""

    def of(**blocks):
        for language, block in blocks.items():
            text = f'{VOICES[language]}[menu]\nsay = "x"\n[menu.heard]\n{block}\n'
            (tmp_path / f"{language}.toml").write_text(text, encoding="utf-8")
        return Speech.load(tmp_path, blocks)

    return of


def test_the_writers_words_are_kept_as_they_stand(load):
    speech = load(en='1 = ["Pay everything", "all of it"]\n"*" = ["back"]', es='1 = ["todo"]\n"*" = ["atrás"]')
    assert speech.heard("en", "menu") == {"1": ("Pay everything", "all of it"), "*": ("back",)}
    assert speech.heard("es", "menu") == {"1": ("todo",), "*": ("atrás",)}
    assert speech.heard("en", "nowhere") == {}
    assert speech.keys("en") == {"menu.say"}


@pytest.mark.parametrize(("block", "finding"), FAULTS.items(), ids=range(len(FAULTS)))
def test_a_faulty_block(load, block, finding):
    with pytest.raises(Misconfigured) as trouble:
        load(en=block)
    (found,) = trouble.value.findings
    assert found.endswith(f"en.toml: {finding}")


def test_a_phrase_longer_than_a_hint_may_be(load):
    with pytest.raises(Misconfigured, match="100 characters at most"):
        load(en=f'1 = ["{"very " * 20}much"]')


def test_each_language_has_words_for_the_same_keys(load):
    with pytest.raises(Misconfigured) as trouble:
        load(en='1 = ["yes"]\n2 = ["no"]', es='1 = ["sí"]')
    (found,) = trouble.value.findings
    assert found.endswith("es.toml: menu.heard.2: found nothing, expected phrases for this key, as en.toml has them")


def test_heard_as_text_is_a_sentence_like_any_other(tmp_path):
    (tmp_path / "en.toml").write_text(f'{VOICES["en"]}[menu]\nheard = "I heard you."\n', encoding="utf-8")
    assert Speech.load(tmp_path, ["en"]).words("en", "menu.heard", {}) == "I heard you."
