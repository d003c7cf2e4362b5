"""[agent]: the way in which an agent learns who comes, and what each way needs."""

import pytest

NUMBER = 'number = "+17705550199"'


@pytest.mark.parametrize(
    "more",
    [
        "",
        'way = "whisper"',
        'way = "whisper"\npress_to_take = true',
        'way = "sip"\nsip = "sip:line@pbx.example:5060"',
        'way = "screen_pop"\nscreen_pop = { url = "http://127.0.0.1:9/pop", key = { env = "IVR_1368_GATEWAY_KEY" } }',
    ],
)
def test_every_way(desk, changed, more):
    assert desk.findings(changed(NUMBER, f"{NUMBER}\n{more}")) == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('way = "sip"', "agent.sip: found none with way 'sip'; expected one with way 'sip', and only there"),
        ('sip = "sip:line@pbx.example"', "agent.sip: found one with way 'none'; expected one with way 'sip'"),
        ('way = "screen_pop"', "agent.screen_pop: found none with way 'screen_pop'"),
        ("press_to_take = true", "agent.press_to_take: found true with way 'none'; expected it with way \"whisper\""),
        ('way = "sip"\nsip = "line@pbx"', "agent.sip: found 'line@pbx'; expected an address like sip:line@pbx.example"),
        ('way = "pigeon"', "agent.way: "),
    ],
)
def test_what_cannot_work_is_told(desk, changed, more, sentence):
    findings = desk.findings(changed(NUMBER, f"{NUMBER}\n{more}"))
    assert any(sentence in finding for finding in findings), findings


def test_the_key_of_a_screen_is_no_text_in_the_file(desk, changed):
    clear = 'way = "screen_pop"\nscreen_pop = { url = "http://127.0.0.1:9/pop", key = "in clear" }'
    findings = desk.findings(changed(NUMBER, f"{NUMBER}\n{clear}"))
    assert any("found a secret in clear, not shown here" in finding for finding in findings)
    assert 'in clear"' not in "".join(findings)
