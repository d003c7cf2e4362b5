"""Applications share the map of their routes: each must have a view for every route, whatever its billers offer."""

import pytest

from tests.ivr.line import open_line


@pytest.mark.parametrize("terms", [{}, {"languages": ["fr"]}, {"payments": {"ways": ["card"], "charge": "connector"}}])
def test_every_route_has_its_view(clock, terms):
    with open_line(clock, terms=terms) as line:
        endpoints = {rule.endpoint for rule in line.app.url_map.iter_rules()}
        assert endpoints == set(line.app.view_functions)


def test_a_second_application_compiles_no_route_again(clock):
    with open_line(clock) as line:
        rules = list(line.app.url_map.iter_rules())
    with open_line(clock) as line:
        again = list(line.app.url_map.iter_rules())
    assert [id(rule) for rule in rules] == [id(rule) for rule in again]


def test_without_bill_images_there_is_no_page(clock):
    with open_line(clock) as line:
        client = line.app.test_client()
        assert client.get("/b/anything").status_code == 404
        assert client.post("/b/anything", data={"zip": "30236"}).status_code == 404
