"""The work behind Do turns: all that asks the world outside, each with a deadline and a word for every ending."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from integration.errors import Trouble, Unavailable
from integration.ledger import authorizations, guesses, payments
from integration.ledger.beside import is_paid_beside
from integration.ledger.guesses import Guesser
from integration.ledger.payments import Agreed
from integration.model import Captured, Declined, PaymentState, Way
from integration.site import Site
from ivr import balances, enrolments, plans, proofs
from ivr.call import Call, Finished
from ivr.questions import Questions, record
from ivr.scenes.people.known import known
from ivr.till import RECEIPT_TOPIC

LOOK_AGAIN_S = 60  # first look after an unknown charge
Record = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What the work found, and what must be written in the same transaction as the turn that speaks of it."""

    finished: Finished
    record: Record | None = None


class Desk:
    """Works by the name that the script's Do turns use."""

    def __init__(self, site: Site) -> None:
        self._site = site
        if any(biller.texts.on for biller in site.billers.values()):
            import integration.texting.asking  # noqa: F401, PLC0415 - now, or half a second of the first caller's time
        self._works: dict[str, Callable[[Call, Questions], Done]] = {
            "search": self.search,
            "balance_of": self.balance_of,
            "charge": self.charge,
            "book": self.book,
            "cancel_plan": self.cancel_plan,
            "may_text": self.may_text,
            "enrolment_of": self.enrolment_of,
            "pop_screen": self.pop_screen,
        }

    def do(self, work: str, call: Call) -> Done:
        """Do one work for this call. Raises Unavailable only when our own database is away."""
        questions = Questions(self._site.clock)
        done = self._works[work](call, questions)
        if _has_a_text(call, done.finished) and self._may_text(call, call.caller):
            done = replace(done, finished=replace(done.finished, may_text=True))
        return Done(done.finished, _with_questions(done.record, call, questions)) if questions.put else done

    def search(self, call: Call, _questions: Questions) -> Done:
        """Found | not_found | locked. What does not exist and what is not proved take the same steps."""
        now = call.now()
        guesser = self._guesser(call)
        with self._site.database.write() as connection:
            if guesses.locked(connection, guesser, now):
                return Done(Finished("locked"))
            found = balances.find(connection, call)
            proved = proofs.proves(call, proofs.expected(connection, call, found.bill if found else None))
            if found is not None and proved:
                return Done(Finished("found"))
            guesses.failed(connection, guesser, now)
            return Done(Finished("not_found"))

    def _guesser(self, call: Call) -> Guesser:
        vault = self._site.vault
        return Guesser(
            bid=call.biller.bid,
            caller=vault.fingerprint("caller", call.caller),
            account=vault.fingerprint("account", f"{call.biller.bid}:{call.keyed}"),
            line=vault.fingerprint("line", call.line),
            anonymous=not call.caller,
        )

    def balance_of(self, call: Call, questions: Questions) -> Done:
        """Told | flags_unknown, with what is owed."""
        return Done(balances.ask(self._site, call, questions))

    def may_text(self, call: Call, _questions: Questions) -> Done:
        """Yes | no: whether the number that was keyed can have a text."""
        return Done(Finished("yes" if self._may_text(call, call.text_to) else "no"))

    def _may_text(self, call: Call, number: str) -> bool:
        """Asked of our own ledger only; where it is away, nothing is promised: a charge's answer is not lost for it."""
        if not call.biller.texts.on or not number:
            return False
        from integration.texting.asking import may_be_sent_on_request  # noqa: PLC0415 - only where texts are on

        try:
            with self._site.database.read() as connection:
                return may_be_sent_on_request(connection, call.biller, number, RECEIPT_TOPIC, call.now()).yes
        except Unavailable:
            return False

    def enrolment_of(self, call: Call, _questions: Questions) -> Done:
        """Told, with how the account stands."""
        return Done(enrolments.look_up(self._site, call))

    def pop_screen(self, call: Call, questions: Questions) -> Done:
        """Done, whatever became of it: the agents' system may be away, the caller is put through all the same."""
        with suppress(Trouble):
            screen = self._site.screen(call.biller.bid)
            now = self._site.clock.now()
            questions.ask("agents' screen", lambda: screen.pop(call.call_sid, known(call), now))
        return Done(Finished("done"))

    def charge(self, call: Call, questions: Questions) -> Done:
        """Captured | declined | unreachable | unknown | beside. The token is used once; after that only look-ups.

        Beside: somebody else pays on this account, or has since its balance was told. Nothing is charged then.
        """
        payment_id = UUID(call.payment_id())
        now = call.now()
        with self._site.database.write() as connection:
            sealed = payments.start_charge(connection, payment_id, now)
            agreed = payments.agreed(connection, payment_id)
            if agreed is None:
                raise ValueError(f"call {call.call_sid} charges payment {payment_id}, which has no intent")
            if agreed.way is Way.BANK and not authorizations.is_proved(connection, payment_id):
                raise ValueError(f"payment {payment_id} has no spoken yes and no notice: no bank account is charged")
        if sealed is None:
            return self._somebody_was_here(call, payment_id, agreed, questions)
        if self._is_paid_beside(call, payment_id):
            return self._unsent(payment_id, "beside")
        gateway, token = self._site.gateway(call.biller.bid), self._site.vault.open(sealed)
        try:
            outcome = questions.ask(
                "gateway charge", lambda: gateway.charge(payment_id, token, agreed.total, call.biller.name)
            )
        except Unavailable:
            return self._unsent(payment_id, "unreachable")
        if isinstance(outcome, Captured):
            return self._captured(call, payment_id, outcome.charge_id, agreed.confirmation)
        if isinstance(outcome, Declined):
            return self._declined(payment_id, outcome.code)
        return self._unknown(payment_id, agreed.confirmation)

    def book(self, call: Call, _questions: Questions) -> Done:
        """Booked: a payment on a later day, with its reference number."""
        return Done(*plans.book(self._site, call))

    def cancel_plan(self, call: Call, _questions: Questions) -> Done:
        """Cancelled | too_late."""
        return Done(plans.cancel(self._site, call))

    def _somebody_was_here(self, call: Call, payment_id: UUID, agreed: Agreed, questions: Questions) -> Done:
        """A charge was begun before us, perhaps by a process that died: look, never charge again.

        A charge of another amount than was agreed is nothing to post: it stays unknown, and the look-ups tell a person.
        """
        if agreed.state is PaymentState.CAPTURED:
            return Done(Finished("captured", confirmation=agreed.confirmation))
        if agreed.state in {PaymentState.DECLINED, PaymentState.ABANDONED}:
            return Done(Finished("declined"))
        try:
            gateway = self._site.gateway(call.biller.bid)
            charge = questions.ask("gateway look-up", lambda: gateway.look_up(payment_id))
        except Trouble:
            return self._unknown(payment_id, agreed.confirmation)
        if charge is not None and charge.status == "captured" and charge.amount == agreed.total:
            return self._captured(call, payment_id, charge.charge_id, agreed.confirmation)
        return self._unknown(payment_id, agreed.confirmation)

    def _captured(self, call: Call, payment_id: UUID, charge_id: str, confirmation: str) -> Done:
        now = self._site.clock.now()

        def record(connection: Connection) -> None:
            payments.capture(connection, payment_id, charge_id, call.biller, now)

        return Done(Finished("captured", confirmation=confirmation), record)

    def _declined(self, payment_id: UUID, code: str) -> Done:
        now = self._site.clock.now()
        return Done(Finished("declined"), lambda connection: payments.decline(connection, payment_id, code, now))

    def _is_paid_beside(self, call: Call, payment_id: UUID) -> bool:
        owed = call.owed
        if owed is None:
            return False
        told_at = datetime.fromisoformat(owed.told_at) if owed.told_at else call.now()
        with self._site.database.read() as connection:
            return is_paid_beside(connection, call.biller.bid, owed.account_number, payment_id, told_at)

    def _unsent(self, payment_id: UUID, word: str) -> Done:
        """No request has left, or none has arrived: no money moved."""
        now = self._site.clock.now()
        return Done(Finished(word), lambda connection: payments.abandon(connection, payment_id, now))

    def _unknown(self, payment_id: UUID, confirmation: str) -> Done:
        look = self._site.clock.now() + timedelta(seconds=LOOK_AGAIN_S)
        finished = Finished("unknown", confirmation=confirmation)
        return Done(finished, lambda connection: payments.lose_sight(connection, payment_id, look))


def _has_a_text(call: Call, finished: Finished) -> bool:
    """Whether what is told now may be had by text too, where the number that calls may have one."""
    texts = call.biller.texts
    if call.turn == "find_balance":
        return texts.pay_link is not None and call.knows_account()
    is_link = call.turn == "find_enrolment" and (texts.autopay_bank_link is not None or finished.bill_image)
    return is_link or bool(finished.confirmation)


def _with_questions(first: Record | None, call: Call, questions: Questions) -> Record:
    """What the work writes, and beside it what it asked."""

    def write(connection: Connection) -> None:
        if first is not None:
            first(connection)
        record(connection, call.call_sid, call.number, questions.put)

    return write
