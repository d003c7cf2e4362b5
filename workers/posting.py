"""What a posting's ending means for its row: pure rules, after the table of reliability.md 2.3.

The one sentence they all serve: a send that may have arrived is never repeated blind.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from integration.billers import Biller
from integration.changes import is_change
from integration.ledger.outbox import FOREVER, Claimed, Settlement
from integration.model import Applied, PostingOutcome, PostingState
from integration.timings import Timings, step

CHANGE_SENDS_MAX = 8  # of one change without an answer, a quiet period apart; then a person looks


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one biller."""

    timings: Timings
    lookup: bool  # GetARItem exists here
    resend_after_s: float  # the biller's written bound on late apply; 0: never resend

    @classmethod
    def of(cls, biller: Biller, timings: Timings) -> "Rules":
        """As the biller's file says."""
        return cls(timings, lookup=biller.cayenta.lookup, resend_after_s=biller.cayenta.resend_after_s)

    def after_send(self, row: Claimed, outcome: PostingOutcome, *, sent_at: datetime, now: datetime) -> Settlement:
        """Where a row goes after one send, begun at `sent_at`."""
        state, why, said = PostingState, outcome.why, outcome.said
        match outcome.applied:
            case Applied.POSTED:
                return Settlement(state.POSTED, FOREVER, why, sent_at, said)
            case Applied.NOT_APPLIED:
                wait = timedelta(seconds=step(self.timings.backoff_s, row.attempts - 1))
                return Settlement(state.READY, now + wait, why, row.sent_at, said)
            case Applied.LOCKED_OUT:
                return Settlement(state.READY, now, why, row.sent_at, said, spent=False, hold=f"locked out: {why}")
            case Applied.REJECTED:
                return Settlement(state.REVIEW, FOREVER, why, sent_at, said)
            case Applied.MISMATCH:
                hold = f"{row.posting.reference} was contradicted: {why}"
                return Settlement(state.REVIEW, FOREVER, why, sent_at, said, hold=hold)
            case Applied.AMBIGUOUS:
                until = self._gone_by(sent_at) if is_change(row.posting.op) else self._quiet_until(sent_at)
                return Settlement(state.AMBIGUOUS, until, why, sent_at, said)

    def after_stall(self, row: Claimed, now: datetime) -> Settlement:
        """The intent grew too old before a byte left: as if it had never been."""
        why = f"stalled over {self.timings.stall_s:g} s between the intent and the send; nothing was sent"
        return Settlement(PostingState.READY, now, why, row.sent_at, spent=False)

    def before_asking(self, row: Claimed, sent_at: datetime, now: datetime) -> Settlement | None:
        """A row with a send that may have arrived: wait, give it to a person, or None: ask the biller's system now.

        A row in review stays a person's, also where that person has it asked for too early.
        """
        if now < self._quiet_until(sent_at):
            if row.state is PostingState.REVIEW:
                why = f"it is asked for once {self.timings.quiet_s:g} s have passed since it was sent"
                return Settlement(PostingState.REVIEW, self._quiet_until(sent_at), why, sent_at)
            why = "a worker stopped between the intent and its settlement; it may have been sent"
            return Settlement(PostingState.AMBIGUOUS, self._quiet_until(sent_at), why, sent_at)
        if not self.lookup:
            why = f"sent {sent_at:%Y-%m-%d %H:%M} UTC, no answer came, and this biller's system cannot be asked"
            return Settlement(PostingState.REVIEW, FOREVER, why, sent_at)
        return None

    def before_repeating(self, row: Claimed, sent_at: datetime, now: datetime) -> Settlement:
        """A change that may have arrived: there is nothing to ask for, and nothing is doubled by saying it again.

        It is sent again once the first send cannot arrive any more, so that it never overtakes a newer one.
        """
        if now < self._gone_by(sent_at):
            why = "a worker stopped between the intent and its settlement; it may have been sent"
            return Settlement(PostingState.AMBIGUOUS, self._gone_by(sent_at), why, sent_at)
        if row.attempts > CHANGE_SENDS_MAX:
            why = f"sent {CHANGE_SENDS_MAX} times and no answer came; see in the biller's system whether it stands"
            return Settlement(PostingState.REVIEW, FOREVER, why, sent_at)
        why = "no answer came; it says the same when it is said again"
        return Settlement(PostingState.READY, now, why, None, spent=False)

    def after_found(self, sent_at: datetime) -> Settlement:
        """The biller's system holds the item: it had arrived."""
        return Settlement(PostingState.POSTED, FOREVER, "found by its reference", sent_at)

    def after_no_answer(self, row: Claimed, sent_at: datetime, now: datetime, why: str) -> Settlement:
        """The question failed, which is not absence: ask again later, and in the end give it to a person."""
        next_at = self._next_ask(sent_at, now)
        ended = next_at == FOREVER or row.state is PostingState.REVIEW
        state = PostingState.REVIEW if ended else PostingState.AMBIGUOUS
        return Settlement(state, next_at, f"could not be asked for: {why}", sent_at)

    def after_absent(self, row: Claimed, sent_at: datetime, now: datetime) -> Settlement | None:
        """The biller's system does not hold the item: None where its bound lets it be sent again now.

        A row in review goes on being asked about, and closes itself when it is found; it is never sent again from
        here, for a person may have posted it by hand.
        """
        if not self.resend_after_s or row.state is PostingState.REVIEW:
            why = f"sent {sent_at:%Y-%m-%d %H:%M} UTC, no answer came, and the biller's system does not hold it"
            return Settlement(PostingState.REVIEW, self._next_ask(sent_at, now), why, sent_at)
        bound = self._bound(sent_at)
        if now >= bound:
            return None
        return Settlement(PostingState.AMBIGUOUS, bound, "absent so far; the biller's bound has not passed", sent_at)

    def _quiet_until(self, sent_at: datetime) -> datetime:
        return sent_at + timedelta(seconds=self.timings.quiet_s)

    def _gone_by(self, sent_at: datetime) -> datetime:
        """When a send that was not answered cannot arrive any more: the quiet period, or the biller's longer bound."""
        quiet = self._quiet_until(sent_at)
        return max(quiet, self._bound(sent_at)) if self.resend_after_s else quiet

    def _bound(self, sent_at: datetime) -> datetime:
        """When the biller's bound has passed and a look-up shows it; it counts from when his system has the request."""
        has_it = self.timings.on_the_way_s + self.resend_after_s
        return sent_at + timedelta(seconds=has_it + self.timings.late_margin_s)

    def _next_ask(self, sent_at: datetime, now: datetime) -> datetime:
        """The cadence counts from the end of the quiet period, so that it needs no counter; FOREVER after the last."""
        asks = (self._quiet_until(sent_at) + timedelta(seconds=wait) for wait in self.timings.ask_after_s)
        return next((ask for ask in asks if ask > now), FOREVER)
