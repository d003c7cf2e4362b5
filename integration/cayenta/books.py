"""A biller's books, kept by Cayenta: the `ports.Books` of one biller."""

from dataclasses import replace
from typing import Final

from integration.billers import Biller
from integration.cayenta import classify, methods, writing
from integration.cayenta.basic import basic_of
from integration.cayenta.blocks import block_code_of
from integration.cayenta.echo import Echo
from integration.cayenta.message import Message
from integration.cayenta.methods import NO_SUCH_ACCOUNT, Call, Names
from integration.cayenta.patience import Patience
from integration.cayenta.statement import answer_bytes_max, cut_out
from integration.cayenta.wire import Answer
from integration.cayenta.writing import method_of
from integration.changes import Change, is_change
from integration.clock import Clock
from integration.errors import Garbled, Misconfigured, Refused, Unavailable
from integration.images.document import checked
from integration.model import Applied, Balance, Item, Posting, PostingOutcome
from integration.money import ZERO
from integration.ports import ANSWER_BYTES_MAX, AnswerLost, HttpReply, HttpRequest, NothingSent, Wire

VOID: Final = "void"
RETURN: Final = "return"
ASK_AGAIN_S: Final = 0.05  # with less time than this left, a lost answer is not asked for again


class CayentaBooks:
    """Asks Cayenta for balances and tells it of payments, over any wire, as the biller's Cayenta is written to.

    `post_deadline_s` is how long the pump waits; the biller's `deadline_s` when it is not given. `patience` says when
    a balance is not even asked for.
    Raises Misconfigured at once when the biller's WSDL or field map cannot carry the calls that are made of it.
    """

    def __init__(
        self,
        biller: Biller,
        wire: Wire,
        clock: Clock,
        *,
        post_deadline_s: float | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._biller = biller
        self._wire = wire
        self._clock = clock
        self._post_deadline_s = post_deadline_s or biller.cayenta.deadline_s
        self._patience = patience or Patience(clock)
        self._names = Names(biller.cayenta.fields)
        self._writer = writing.writer_of(biller)

    def balance(self, account_number: str) -> Balance:
        """RTDR: GetAccountBalance. Raises Unavailable, Refused (its code -4: no such account), Garbled."""
        with self._patience.asking():
            answer = self._ask(methods.get_account_balance(account_number))
        echoed = answer.text(self._names("ACCOUNT_NO"))
        owed = answer.money(self._names("BALANCE_AMT"))
        if not self._echo(methods.BALANCE).is_same("ACCOUNT_NO", echoed, account_number):
            raise Garbled(f"asked for one account, answered for another: {echoed[:40]!r}", kept=answer.body)
        if owed is None:
            raise Garbled(f"{answer.method} gave no {self._names('BALANCE_AMT')}", kept=answer.body)
        return Balance(
            account_number=account_number,
            owed=owed,
            past_due=methods.past_due_of(answer, self._biller.advanced_settings, self._names) or ZERO,
            block_code=self._block_code(answer),
            due_date=answer.day(self._names("DUE_DT")),
            as_of=self._clock.now(),
        )

    def _block_code(self, answer: Answer) -> str | None:
        declared = self._writer.declared(methods.BALANCE, "BLOCK_EFT_CD")
        return block_code_of(answer, self._names("BLOCK_EFT_CD"), declared, self._biller)

    def post(self, posting: Posting) -> PostingOutcome:
        """AddARItem or one of its sisters, once. Raises nothing: every ending is an outcome."""
        try:
            call = self._call_of(posting)
            message = self._writer.write(call)
        except (ValueError, Misconfigured) as error:
            why = f"nothing was sent: a {posting.op} cannot be written for Cayenta: {error}"
            return PostingOutcome(Applied.REJECTED, why)
        try:
            reply = self._wire.exchange(self._request(message), deadline_s=self._post_deadline_s)
        except NothingSent as error:
            return PostingOutcome(Applied.NOT_APPLIED, f"nothing was sent: {error}")
        except AnswerLost as error:
            return PostingOutcome(Applied.AMBIGUOUS, f"it may have been applied: {error}")
        return classify.outcome_of(reply, posting, self._writer.answers(call.method), self._echo(call.method))

    def _call_of(self, posting: Posting) -> Call:
        """ValueError for an operation that Cayenta is not told of."""
        if is_change(posting.op):
            return methods.post_change(posting, method_of(self._biller, Change(posting.op)))
        if posting.op == VOID:
            return methods.void_ar_item(posting, self._biller.cayenta.methods.void)
        if posting.op == RETURN:
            return methods.add_returned_check(posting)
        return methods.add_ar_item(posting, self._biller.cayenta.ar_types)

    def find(self, posting: Posting) -> bool:
        """GetARItem: whether an item stands under this reference, with this amount and account.

        Raises Unavailable or Garbled when that is not certain: a failed look-up is not an absence.
        """
        answer = self._item_answer(posting)
        if answer is None:
            return False
        if answer.money(self._names("AMT")) != posting.amount:
            raise Garbled("GetARItem found another item than the one asked for", kept=answer.body)
        return True

    def item(self, posting: Posting) -> Item | None:
        """GetARItem: what stands under this reference, to be compared by whoever asks. Raises as `find` does."""
        answer = self._item_answer(posting)
        if answer is None:
            return None
        amount = answer.money(self._names("AMT"))
        if amount is None:
            raise Garbled(f"{answer.method} gave no {self._names('AMT')}", kept=answer.body)
        return Item(posting.reference, amount, answer.day(self._names("POSTED_DT")))

    def statement(self, account_number: str, invoice_number: str) -> bytes:
        """Get_StmntPdf: the bytes of the bill's PDF. Raises Unavailable, Refused (there is none), Garbled."""
        call, images = methods.get_stmnt_pdf(account_number, invoice_number), self._biller.images
        found = cut_out(self._reply_to(call, answer_bytes_max(images.pdf_mb_max)))
        answer = classify.answer_of(found.reply, self._writer.answers(call.method))
        for ours, asked in (("ACCOUNT_NO", account_number), ("BILL_NO", invoice_number)):
            if other := self._echo(call.method).wrong(answer, ours, asked):  # it may be another payer's bill
                what = f"{call.method}: {self._names(ours)}: found {other[:40]!r}; expected {asked!r}"
                raise Garbled(what, kept=answer.body)
        try:
            content = found.content(answer.text(self._names("PDF_DATA")))
        except ValueError as error:
            raise Garbled(f"{answer.method}: {self._names('PDF_DATA')} is no base64; expected a PDF in it") from error
        return checked(content, answer.method, images.pdf_bytes_max)

    def _item_answer(self, posting: Posting) -> Answer | None:
        """The answer about this very reference on this account; None: there is none."""
        if not self._biller.cayenta.lookup:
            raise Misconfigured([f"biller {self._biller.bid}: Cayenta has no GetARItem here (cayenta.lookup = false)"])
        try:
            answer = self._ask(methods.get_ar_item(posting))
        except Refused as refused:
            if refused.code == str(NO_SUCH_ACCOUNT):
                return None
            raise Garbled(f"the look-up failed, which is no answer: {refused}") from refused
        account = self._echo(methods.ITEM).wrong(answer, "ACCOUNT_NO", posting.account_number)
        if answer.text(self._names("REFERENCE_NO")) != posting.reference or account:
            raise Garbled("GetARItem found another item than the one asked for", kept=answer.body)
        return answer

    def _echo(self, method: str) -> Echo:
        """How this Cayenta repeats account and bill: as numbers by its WSDL, or by the biller's word."""
        told = {"ACCOUNT_NO"} if self._biller.cayenta.numeric_accounts else set[str]()
        typed = {ours for ours in ("ACCOUNT_NO", "BILL_NO") if self._writer.declared(method, ours).is_number}
        return Echo(self._names, frozenset(told | typed))

    def _ask(self, call: Call) -> Answer:
        return classify.answer_of(self._reply_to(call), self._writer.answers(call.method))

    def _reply_to(self, call: Call, bytes_max: int = ANSWER_BYTES_MAX) -> HttpReply:
        """A question is asked once more, on a new connection, when a kept one turns out to be dead."""
        try:
            message = self._writer.write(call)
        except ValueError as error:
            raise Refused(f"{call.method} cannot be asked: {error}") from error
        until = self._clock.tick() + self._biller.cayenta.deadline_s
        request = replace(self._request(message), fresh=False, answer_bytes_max=bytes_max)
        try:
            return self._asked(request, until)
        except (NothingSent, AnswerLost) as error:
            raise Unavailable(f"no answer to {call.method}: {error}") from error

    def _asked(self, request: HttpRequest, until: float) -> HttpReply:
        try:
            return self._wire.exchange(request, deadline_s=until - self._clock.tick())
        except AnswerLost:
            left_s = until - self._clock.tick()
            if left_s < ASK_AGAIN_S:
                raise
            return self._wire.exchange(replace(request, fresh=True), deadline_s=left_s)

    def _request(self, message: Message) -> HttpRequest:
        headers = basic_of(self._biller.cayenta)
        headers.update(message.headers)
        return HttpRequest("POST", self._biller.cayenta.url, message.body, headers)
