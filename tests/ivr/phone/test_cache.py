"""twilio.md 3: "caching: GET only (ETag/Last-Modified); POST never cached"."""

import pytest
from werkzeug.wrappers import Response

AGAIN = '<Response><Say>hello</Say><Redirect method="{method}">/again</Redirect></Response>'
NEW = "<Response><Say>new</Say></Response>"


@pytest.fixture
def run(rig, says):
    """What is heard on a line whose second page says "not changed" to its second request, and what it was asked."""

    def run(method, **headers):
        asked = []

        def again(request):
            asked.append({name: request.headers.get(name) for name in ("If-None-Match", "If-Modified-Since")})
            if len(asked) == 1:
                return Response(AGAIN.format(method=method), content_type="text/xml", headers=headers)
            unchanged = len(asked) == 2 and any(asked[-1].values())
            return Response(status=304) if unchanged else NEW

        rigged = rig(f'<Response><Redirect method="{method}">/again</Redirect></Response>', again=again)
        return says(rigged.call().listen()), asked

    return run


@pytest.mark.rule("3.caching")
@pytest.mark.parametrize(
    ("told", "asks"),
    [({"ETag": '"a"'}, "If-None-Match"), ({"Last-Modified": "Fri, 20 Nov 2026 10:00:00 GMT"}, "If-Modified-Since")],
)
def test_a_get_is_asked_about_again_and_what_has_not_changed_is_kept(run, told, asks):
    heard, asked = run("GET", **told)
    assert heard == ["hello", "hello", "new"]
    assert [each[asks] for each in asked] == [None, *told.values(), *told.values()]


@pytest.mark.rule("3.caching")
def test_a_post_is_never_cached(run):
    heard, asked = run("POST", ETag='"a"')
    assert heard == ["hello", "new"]
    assert not any(value for each in asked for value in each.values())


def test_what_names_no_version_is_not_kept(run):
    heard, asked = run("GET")
    assert heard == ["hello", "new"]
    assert not any(value for each in asked for value in each.values())
