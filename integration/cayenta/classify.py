"""What came back, and what that means: pure. The table is reliability.md 2.3, the levels are cayenta.md 1."""

from integration.cayenta.echo import Echo
from integration.cayenta.wire import Answer, SoapFault, read
from integration.errors import Garbled, Refused, Unavailable
from integration.model import Applied, Posting, PostingOutcome
from integration.ports import HttpReply

OK = 200
AUTH_REFUSED = {
    401: "Cayenta refused our user and password (HTTP 401)",
    403: "Cayenta let us not in (HTTP 403): our address may not be on its firewall's allow-list, or a right is missing",
}
SERVER_ERRORS_FROM = 500
# WS-Security 1.1, 12: a message with these codes was refused before anything in it was looked at.
AUTH_FAULTS = frozenset({"FailedAuthentication", "InvalidSecurity", "InvalidSecurityToken"})


def answer_of(reply: HttpReply, expected: frozenset[str]) -> Answer:
    """The answer to a question that may be asked again.

    Raises Unavailable when the question was not run, Refused with Cayenta's code when it said no, Garbled.
    """
    if reply.status in AUTH_REFUSED:
        raise Unavailable(AUTH_REFUSED[reply.status])
    if reply.status >= SERVER_ERRORS_FROM:
        raise Unavailable(f"Cayenta answered HTTP {reply.status}")
    if reply.status != OK:
        raise Garbled(f"Cayenta answered HTTP {reply.status}; expected 200", kept=reply.body)
    found = read(reply.body, expected)
    if isinstance(found, SoapFault):
        raise Unavailable(f"Cayenta answered with a SOAP Fault: {found.code} {found.text}")
    return _run(found)


def _run(answer: Answer) -> Answer:
    if answer.system is None:
        raise Garbled(f"{answer.method} answered without its system STATUS", kept=answer.body)
    if answer.system != 0:
        raise Unavailable(f"Cayenta did not run {answer.method}: {answer.system} {answer.said.description}")
    if answer.function is not None and answer.function < 0:
        sentence = f"{answer.method} said no: {answer.function} {answer.said.description}"
        raise Refused(sentence, code=str(answer.function))
    if answer.function:
        raise Garbled(f"{answer.method} answered STATUS {answer.function}; expected 0 or below", kept=answer.body)
    return answer


def outcome_of(reply: HttpReply, posting: Posting, expected: frozenset[str], echo: Echo) -> PostingOutcome:
    """What a posting came to. A request that adds money is never sent again on anything but certainty."""
    if reply.status in AUTH_REFUSED:
        return PostingOutcome(Applied.LOCKED_OUT, AUTH_REFUSED[reply.status])
    try:
        found = read(reply.body, expected)
        if isinstance(found, SoapFault):
            return _faulted(found)
        if reply.status != OK:
            return _unsure(f"HTTP {reply.status}", found)
        return _answered(found, posting, echo)
    except Garbled as garbled:
        return PostingOutcome(Applied.AMBIGUOUS, f"HTTP {reply.status}: {garbled}")


def _faulted(fault: SoapFault) -> PostingOutcome:
    applied = Applied.LOCKED_OUT if fault.code in AUTH_FAULTS else Applied.AMBIGUOUS
    return PostingOutcome(applied, f"SOAP Fault {fault.code}: {fault.text}")


def _answered(answer: Answer, posting: Posting, echo: Echo) -> PostingOutcome:
    if answer.system is None:
        return _unsure("no system STATUS", answer)
    if answer.system != 0:
        why = f"Cayenta did not run {answer.method}: {answer.system} {answer.said.description}"
        return PostingOutcome(Applied.REJECTED, why, answer.said)
    if answer.function is not None and answer.function < 0:
        return _refused(answer)
    if answer.function:
        return _unsure(f"STATUS {answer.function}", answer)
    wrong = _wrong_echo(answer, posting, echo)
    if wrong:
        return PostingOutcome(Applied.MISMATCH, wrong, answer.said)
    return PostingOutcome(Applied.POSTED, said=answer.said)


def _refused(answer: Answer) -> PostingOutcome:
    why = f"{answer.method} said no: {answer.function} {answer.said.description}"
    # "Duplicate reference" means that an item is already there: only a look at it can tell whether it is ours.
    duplicate = "duplicate" in answer.said.description.lower()
    return PostingOutcome(Applied.AMBIGUOUS if duplicate else Applied.REJECTED, why, answer.said)


def _unsure(what: str, answer: Answer) -> PostingOutcome:
    why = f"{answer.method} answered with {what}: it may have been applied"
    return PostingOutcome(Applied.AMBIGUOUS, why, answer.said)


def _wrong_echo(answer: Answer, posting: Posting, echo: Echo) -> str:
    """What a success says of another posting than ours, or ''. An echo is not promised: what is absent is not wrong."""
    for ours, sent in (("REFERENCE_NO", posting.reference), ("ACCOUNT_NO", posting.account_number)):
        echoed = echo.wrong(answer, ours, sent)
        if echoed:
            return f"posted, but under {ours} {echoed[:40]!r}; expected {sent!r}"
    amount = answer.money(echo.names("AMT"))
    if amount is not None and amount != posting.amount:
        return f"posted, but AMT is {amount.plain()}; expected {posting.amount.plain()}"
    return ""
