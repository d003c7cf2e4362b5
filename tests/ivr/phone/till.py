"""A Pay in a document: what the tests of it share."""

import json

from werkzeug.wrappers import Response

PAID = "<Response><Say>thanks</Say></Response>"
PROMPTS = "".join(
    f'<Prompt for="{step}"><Say>{step}</Say></Prompt>'
    for step in (
        "payment-card-number",
        "expiration-date",
        "security-code",
        "postal-code",
        "bank-routing-number",
        "bank-account-number",
        "payment-processing",
    )
)
GOOD = ("card:visa", "expiry", "cvv", "30236#")


def pay(attributes="", inside=PROMPTS):
    return f'<Response><Pay action="/paid" {attributes}>{inside}</Pay><Say>after</Say></Response>'


def answered(**reply):
    told = {"charge_id": None, "token_id": None, "error_code": None, "error_message": None, "parameters": {}} | reply
    return Response(json.dumps(told), content_type="application/json")


def result(rigged):
    """The form that the action of the last call was told, once."""
    rigged.last.listen()
    (form,) = rigged.app.at("/paid")
    return form
