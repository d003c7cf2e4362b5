"""Callers, the payers' banks and the biller's people: they do what the conversation does, through the real desk."""

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from integration.errors import Refused, Unavailable
from integration.ledger import authorizations, notices, orders, payments, review, undos
from integration.ledger.authorizations import Authorization
from integration.ledger.notices import LETTER
from integration.ledger.review import Decision
from integration.model import PostingState, Way
from integration.money import Money
from integration.timings import HOUR_S, MINUTE_S
from ivr import till
from ivr.call import Call, Owed
from ivr.desk import Desk
from ivr.questions import Questions
from tests.switchboard.baton import Died
from tests.switchboard.systems import ACCOUNTS
from tests.switchboard.world import BID, BOUND_S, LATE_S_MAX, SAFETY_S

AMOUNTS = (1_000, 4_250, 4_250, 9_999, 12_345)  # the same amount on the same account happens, and is no repeat
ENDING = "1111"
TRIES_MAX = 3  # of one turn while the database is away
RETURN_TRIES_MAX = 30
WHO = Decision("ann", "seen in Cayenta")


class Caller:
    """One caller who pays once."""

    def __init__(self, world, number):
        self._world = world
        chance = world.dice.stream(f"caller {number}")
        owed = Owed(chance.choice(ACCOUNTS), f"B-{number}", 100_000, 0, "", "")
        self._is_bank = chance.random() < 0.4
        self._keys_s = chance.uniform(5, 60) if chance.random() < 0.8 else chance.uniform(60, 15 * MINUTE_S)
        self._call = Call(
            f"CA{number:032d}",
            "+14045550100",
            "+17705550100",
            "en",
            "charge",
            world.clock.now().isoformat(),
            owed=owed,
            pays="all",
            amount=chance.choice(AMOUNTS),
            attempt=1,
            biller=world.biller,
        )
        self.name = f"caller {number}"
        self.payment_id = UUID(self._call.payment_id())
        world.baton.start(self.name, self._pays, after_s=chance.uniform(0, SAFETY_S - HOUR_S / 4))

    def _pays(self):
        world = self._world
        intent = till.intent_of(self._call)
        intent = replace(intent, way=Way.BANK) if self._is_bank else intent
        opened = self._turn(lambda connection: payments.open_intent(connection, intent, world.clock.now()))
        if not opened or world.dice.strikes("hung up"):
            return
        world.baton.pause(self._keys_s)
        self._turn(self._agrees)
        if world.dice.strikes("turn repeated"):
            world.baton.start(f"{self.name} again", self._charge, after_s=world.dice.within("turn repeated", 0.0, 30.0))
        self._charge()
        self._afterwards()

    def _agrees(self, connection):
        """The token; of a bank account its spoken yes and the notice of it too, without which nothing is charged."""
        payments.keep_token(connection, self.payment_id, self._world.systems.token, ENDING)
        if self._is_bank and not authorizations.is_proved(connection, self.payment_id):
            given = self._spoken_yes()
            authorizations.write(connection, given)
            notices.queue(connection, given, LETTER, "1 Main Street")

    def _spoken_yes(self):
        call, now = self._call, self._world.clock.now()
        return Authorization(
            payment_id=str(self.payment_id),
            bid=BID,
            call_sid=call.call_sid,
            language=call.language,
            words="You authorise one debit.",
            payer="Alexandra Longfellow",
            account_kind="checking",
            ending=ENDING,
            total_cents=call.amount,
            debit_on=now.date(),
            phone=call.line,
            answer="yes",
            confidence=None,
            at=now,
        )

    def _charge(self):
        """The turn that charges; its process may die at its beginning or its end."""
        world = self._world
        call = replace(self._call, at=world.clock.now().isoformat())
        with suppress(Unavailable):
            self._may_be_lost()
            done = Desk(world.site).charge(call, Questions(world.clock))
            self._may_be_lost()
            if done.record is not None:
                self._turn(done.record)
            world.note(self.name, done.finished.word)
            world.queue.ring(BID)

    def _may_be_lost(self):
        if self._world.dice.strikes("caller lost"):
            self._world.note(self.name, "lost")
            raise Died(self.name)

    def _turn(self, work):
        """One transaction of the web's; the phone company asks again while the database is away."""
        for _try in range(TRIES_MAX):
            try:
                with self._world.database.write() as connection:
                    work(connection)
            except Unavailable:
                continue
            return True
        return False

    def _afterwards(self):
        world, dice = self._world, self._world.dice
        if dice.strikes("given back"):
            world.baton.start(f"{self.name} back", self._wants_back, after_s=dice.within("given back", 0.0, HOUR_S))
        if self._is_bank and dice.strikes("returned"):
            world.baton.start(f"{self.name} bank", self._bank_returns, after_s=dice.within("returned", 0.0, HOUR_S))

    def _wants_back(self):
        def want(connection):
            with suppress(Refused):
                undos.want(connection, self.payment_id, who="ann", reason="paid twice", now=self._world.clock.now())

        self._turn(want)

    def _bank_returns(self):
        """The bank's file names it; while its posting is not in the books, it is decided again later."""
        told = []

        def send_back(connection):
            day = self._world.clock.now().date()
            words = {"trace": f"{self._call.call_sid[-15:]}", "code": "R01", "day": day, "now": self._world.clock.now()}
            told.append(orders.send_back(connection, self.payment_id, **words))

        for _try in range(RETURN_TRIES_MAX):
            if self._turn(send_back) and told[-1]:
                return
            self._world.baton.pause(HOUR_S / 4)


def people_decide(world):
    """The review queue is worked on by somebody who looks into Cayenta, and waits until nothing can arrive any more."""
    with suppress(Unavailable), world.database.write() as connection:
        for item in review.board(connection, BID):
            if item.state is PostingState.REVIEW:
                with suppress(Refused):
                    _decide(world, connection, item)


def _decide(world, connection, item):
    now = world.clock.now()
    bound_s = (BOUND_S if world.biller.cayenta.resend_after_s else LATE_S_MAX) + 2 * MINUTE_S
    if any(held.reference == item.reference for held in world.systems.items):
        review.mark_posted(connection, item.reference, "AR item", WHO, now)
    elif item.sent_at is not None and (now - item.sent_at).total_seconds() < bound_s + abs(world.clock.skew_s):
        review.ask_again(connection, item.reference, WHO, now)
    elif world.biller.cayenta.resend_after_s and item.amount != Money(AMOUNTS[0]):
        review.send_again(connection, item.reference, WHO, now)
    else:
        review.cancel(connection, item.reference, WHO, now)
    world.note("ann", "decided", item.reference)
