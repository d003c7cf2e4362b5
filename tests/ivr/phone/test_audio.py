"""twilio.md 5 and 6: Say, Play and Pause."""

import pytest
from werkzeug.wrappers import Response

from ivr.phone import Options


@pytest.mark.rule("5.text")
@pytest.mark.parametrize(
    ("twiml", "text"),
    [
        ("<Say>hello</Say>", "hello"),
        ("<Say>\n  hello \t there\n</Say>", "hello there"),
        ("<Say>You owe <emphasis>forty <w>two</w></emphasis> dollars</Say>", "You owe forty two dollars"),
        ("<Say>&lt;b&gt; &amp; caf\u00e9</Say>", "<b> & caf\u00e9"),
        ("<Say/>", ""),
    ],
)
def test_text_is_all_text_content_whitespace_collapsed(rig, twiml, text):
    """Interpreter: "text = all text content incl. text inside SSML tags and tails (xml itertext)"."""
    (heard,) = rig(f"<Response>{twiml}</Response>").call().listen()
    assert (heard.kind, heard.text) == ("say", text)


@pytest.mark.rule("5.attributes")
def test_language_and_voice_are_kept(rig):
    """ "language (en-US)" by default."""
    heard = rig('<Response><Say language="es-MX" voice="Polly.Mia">Hola</Say><Say>Hi</Say></Response>').call().listen()
    assert [(one.language, one.voice) for one in heard] == [("es-MX", "Polly.Mia"), ("en-US", "")]


@pytest.mark.rule("5.loop")
def test_loop_repeats(rig):
    heard = rig('<Response><Say loop="3">again</Say></Response>').call().listen()
    assert [one.text for one in heard] == ["again"] * 3


@pytest.mark.rule("5.loop")
def test_loop_0_is_until_hangup_or_1000_iterations(rig):
    heard = rig('<Response><Say loop="0">again</Say></Response>').call().listen()
    assert len(heard) == 1000


def test_speaking_takes_time(rig):
    rigged = rig("<Response><Say>one two three four five</Say></Response>", options=Options(words_per_s=2.5))
    (heard,) = rigged.call().listen()
    assert heard.seconds == rigged.clock.tick() == 2.0


@pytest.mark.rule("5.length")
@pytest.mark.parametrize(
    ("voice", "length", "warned"),
    [
        ("", 4096, False),
        ("", 4097, True),  # "Basic 4096"
        ("Polly.Joanna", 3000, False),
        ("Polly.Joanna", 3001, True),  # "Polly 3000": "the 4096 rule of thumb is wrong for Polly"
        ("Google.en-US-Standard-A", 5000, False),
        ("Google.en-US-Standard-A", 5001, True),  # "Google 5000"
    ],
)
def test_13521_say_too_long_is_a_warning(rig, voice, length, warned):
    call = rig(f'<Response><Say voice="{voice}">{"x" * length}</Say></Response>').call()
    assert len(call.listen()[0].text) == length
    assert [finding.code for finding in call.findings] == [13521] * warned


@pytest.mark.rule("5.length.counted")
def test_polly_does_not_count_tags_and_google_does(rig):
    """ "Polly 3000 (SSML tags excluded), Google 5000 (tags, spaces and newlines count)"."""
    words = f"<s>{'x' * 2990}</s>"
    polly = rig(f'<Response><Say voice="Polly.Joanna">{words}</Say></Response>').call()
    polly.listen()
    google = rig(f'<Response><Say voice="Google.en-US-Standard-A">{words}{" " * 2010}</Say></Response>').call()
    google.listen()
    assert ([one.code for one in polly.findings], [one.code for one in google.findings]) == ([], [13521])


@pytest.mark.rule("5.length.encoded")
@pytest.mark.parametrize(("text", "codes"), [("é" * 750, []), ("é" * 751, [13521])])
def test_text_may_not_be_longer_than_4500_when_url_encoded(rig, text, codes):
    """ "URL-encoded text <= 4500": an é is six characters, %C3%A9."""
    call = rig(f"<Response><Say>{text}</Say></Response>").call()
    call.listen()
    assert [finding.code for finding in call.findings] == codes


@pytest.mark.rule("5.voice")
@pytest.mark.parametrize(
    ("voice", "language", "said"),
    [
        ("Polly.Joanna-Neural", "en-US", True),
        ("Polly.Joanna-Neural", "", True),
        ("Polly.Joanna-Neural", "fr-CA", False),
        ("Polly.Chantal", "fr-CA", True),
        ("Polly.Aditi", "hi-IN", True),
        ("Polly.Nobody", "xx-XX", True),  # a voice that is not in our table
        ("Google.es-US-Standard-A", "es-US", True),
        ("Google.es-US-Standard-A", "en-US", False),
        ("man", "fr-FR", True),
    ],
)
def test_a_voice_that_does_not_speak_the_language_is_skipped(rig, says, voice, language, said):
    """ "Bad voice/language combination => the Say FAILS (error, instruction skipped)"."""
    attributes = f'voice="{voice}"' + (f' language="{language}"' if language else "")
    call = rig(f"<Response><Say {attributes}>bonjour</Say><Say>next</Say></Response>").call()
    assert says(call.listen()) == (["bonjour", "next"] if said else ["next"])
    assert [(finding.code, finding.level) for finding in call.findings] == ([] if said else [(13512, "error")])


@pytest.mark.rule("6.play", "3.relative")
def test_play_resolves_its_url_against_the_document(rig):
    (heard,) = rig("<Response><Play>sounds/bell.mp3</Play></Response>").call().listen()
    assert (heard.kind, heard.text) == ("play", "https://line.example/sounds/bell.mp3")


@pytest.mark.rule("2.play", "6.play.types")
@pytest.mark.parametrize(
    ("status", "mime", "code"),
    [(200, "audio/mpeg", 0), (200, "audio/x-wav; rate=8000", 0), (404, "audio/mpeg", 11200), (200, "text/html", 12300)],
)
def test_a_file_is_fetched_without_parameters_and_must_be_audio(rig, status, mime, code):
    """ "Requests to <Play> URLs do NOT carry the standard params"; "MIME: audio/mpeg wav wave x-wav …"."""
    file = Response(b"RIFF", status=status, content_type=mime)
    page = "<Response><Play>/bell</Play><Say>after</Say></Response>"
    rigged = rig(page, options=Options(fetch_audio=True), bell=file)
    call = rigged.call()
    heard = [one.text for one in call.listen()]
    assert heard == (["after"] if code else ["https://line.example/bell", "after"])
    assert [finding.code for finding in call.findings] == ([code] if code else [])
    asked = rigged.app.seen[1]
    assert (asked.method, asked.url, asked.form, asked.body) == ("GET", "https://line.example/bell", {}, b"")


@pytest.mark.rule("6.play.first")
def test_in_a_gather_all_files_are_fetched_before_the_first_starts(rig):
    sound = Response(b"RIFF", content_type="audio/wav")
    page = "<Response><Gather><Play>/one</Play><Play>/two</Play></Gather></Response>"
    rigged = rig(page, options=Options(fetch_audio=True), one=sound, two=sound)
    call = rigged.call()
    call.interrupt("1", after_s=0.5)
    assert [seen.url for seen in rigged.app.seen[1:3]] == ["https://line.example/one", "https://line.example/two"]
    assert [one.text for one in call.listen()][:1] == ["https://line.example/one"]


@pytest.mark.rule("6.play.digits")
def test_play_digits_are_tones_of_half_a_second(rig):
    """ "digits (0-9 A-D w=0.5 s W=1 s # *)"."""
    (heard,) = rig('<Response><Play digits="1wW#"/></Response>').call().listen()
    assert (heard.kind, heard.text, heard.seconds) == ("tones", "1wW#", 2.5)


@pytest.mark.rule("6.pause")
@pytest.mark.parametrize(("attribute", "seconds"), [("", 1.0), ('length="4"', 4.0), ('length="0"', 1.0)])
def test_pause_length_is_a_positive_integer_of_1_by_default(rig, attribute, seconds):
    heard = rig(f"<Response><Say>a</Say><Pause {attribute}/></Response>").call().listen()
    assert (heard[1].kind, heard[1].seconds) == ("pause", seconds)


@pytest.mark.rule("6.pause.first")
def test_a_pause_only_document_ends_as_no_answer(rig):
    """ "As FIRST verb on an unanswered inbound call it delays pickup"."""
    call = rig('<Response><Pause length="3"/></Response>').call()
    call.listen()
    assert call.result == "no-answer"


@pytest.mark.rule("6.pause.first")
def test_a_pause_before_words_only_delays_them(rig):
    call = rig("<Response><Pause/><Say>late</Say></Response>").call()
    call.listen()
    assert call.result == "completed"


@pytest.mark.rule("6.play.long")
@pytest.mark.parametrize(("seconds", "warned"), [(2_400, 0), (2_401, 1)])
def test_a_file_of_over_40_minutes_is_warned_of(rig, seconds, warned):
    """ ">40 min may drop the call"."""
    call = rig("<Response><Play>a.mp3</Play></Response>", options=Options(play_s=seconds)).call()
    call.listen()
    assert [finding.code for finding in call.findings] == [0] * warned
