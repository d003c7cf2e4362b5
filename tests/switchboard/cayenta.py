"""Cayenta without its XML: the sandbox's own books and journal behind `ports.Books`, with the fates of the seed."""

from integration.errors import Unavailable
from integration.model import Applied, PostingOutcome
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.cayenta.books import Books, No
from integration.sandbox.cayenta.journal import Journal
from tests.switchboard.systems import OWED

METHODS = {"payment": "AddARItem", "void": "VoidARItem", "return": "AddReturnedCheck"}
TYPES = {"card": "CC", "bank": "ACH"}


def params_of(posting):
    """The parameters of a posting as the methods of the sandbox's books take them."""
    day = posting.effective.strftime("%Y%m%d")
    return {
        "ACCOUNT_NO": posting.account_number,
        "AR_TP": "1",
        "AMT": posting.amount.plain(),
        "EFFECTIVE_DT": day,
        "RETURN_DT": day,
        "REFERENCE_NO": posting.reference,
        "PAYMENT_TP": TYPES[posting.way],
        "BATCH_NO": posting.batch,
        "REASON": posting.comments,
        "RETURN_CD": posting.comments,
    }


class MemoryCayenta:
    """The biller's system: what it applied is in `journal`, and nothing else is believed by the judge."""

    def __init__(self, world, accounts):
        self.journal = Journal()
        self._world = world
        self._methods = Books([Account(number, OWED) for number in accounts], self.journal, world.clock).methods

    def post(self, posting):
        """One send, as the seed has it; whoever dies meanwhile may still have sent it."""
        world, fate, before_s, after_s = self._world, *self._world.fate()
        world.note("send", posting.reference, fate.kind)
        world.travel(before_s, lambda: self._apply(posting))
        no = self._apply(posting) if fate.is_applied else None
        if fate.is_late:
            world.late(lambda: self._apply(posting))
        world.travel(after_s)
        if no is not None:
            return PostingOutcome(Applied.REJECTED, no)
        return PostingOutcome(fate.said, fate.words or fate.kind)

    def find(self, posting):
        """Asked by reference: it may fail, and it may lag behind what was applied."""
        world = self._world
        world.travel(world.draw(0.05, 2.0))
        if world.is_down() or world.dice.strikes("find fails"):
            raise Unavailable("no answer within 4 s")
        items = [item for item in self.journal.items if item.reference == posting.reference]
        return any(item.account == posting.account_number and not world.is_unseen(item.at) for item in items)

    def _apply(self, posting):
        """Carry it out; Cayenta's own no in words, or None."""
        try:
            self._methods[METHODS[posting.op]](params_of(posting))
        except No as no:
            self._world.note("no", posting.reference, no.words)
            return no.words
        self._world.note("applied", posting.reference)
        return None
