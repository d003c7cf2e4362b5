"""What Twilio leaves undocumented, each as a named choice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ivr.phone.pay.trouble import Trouble


@dataclass(frozen=True)
class DialAnswer:
    """What happens at the far end of a Dial: a DialCallStatus, seconds of ringing, seconds of talk.

    `keys` are what the far end presses while it hears the document of its noun (`<Number url>`).
    """

    status: Literal["completed", "busy", "no-answer", "failed", "canceled"] = "completed"
    ring_s: float = 4.0
    talk_s: float = 30.0
    keys: str = ""


@dataclass(frozen=True)
class Callee:
    """Who is at the far end of an outbound call (REST).

    `detect_s` is what machine detection takes to know; `greeting_s` how long a machine's greeting is, and what is
    heard at its end.
    """

    status: Literal["completed", "busy", "no-answer", "failed"] = "completed"
    ring_s: float = 4.0
    answered_by: Literal["human", "machine", "fax", "unknown"] = "human"
    detect_s: float = 2.0
    greeting_s: float = 12.0
    greeting_end: Literal["beep", "silence", "other"] = "beep"


@dataclass(frozen=True)
class Wait:
    """What becomes of a caller in a queue (Enqueue): a QueueResult, seconds of waiting, seconds of talk if bridged."""

    result: Literal["bridged", "queue-full", "system-error", "error"] = "bridged"
    wait_s: float = 20.0
    talk_s: float = 30.0
    position: int = 1
    size: int = 1


@dataclass(frozen=True)
class TextFate:
    """What becomes of a text. `refused` is a REST error at once (21614: a landline), 0 for none.

    `code` goes with `undelivered` or `failed`: 30003 unreachable, 30005 unknown, 30006 landline or unreachable carrier.
    """

    status: Literal["delivered", "undelivered", "failed"] = "delivered"
    code: int = 0
    refused: int = 0
    sent_s: float = 0.5
    settled_s: float = 2.0


def a_person_answers(number: str) -> Callee:  # noqa: ARG001 - other plans look at the number
    """The default plan of outbound calls."""
    return Callee()


def everyone_waits_a_little(queue: str) -> Wait:  # noqa: ARG001 - other plans look at the queue
    """The default plan of queues."""
    return Wait()


def every_text_arrives(number: str) -> TextFate:  # noqa: ARG001 - other plans look at the number
    """The default plan of texts."""
    return TextFate()


def once_and_at_once(event: str, sequence: int) -> tuple[float, ...]:  # noqa: ARG001 - other plans look at both
    """The default plan of status callbacks: one copy, without delay."""
    return (0.0,)


def no_trouble(caller: str) -> Trouble:  # noqa: ARG001 - other plans look at the caller
    """The default plan of payments."""
    return ""


def everyone_answers(number: str) -> DialAnswer:  # noqa: ARG001 - other plans look at the number
    """The default answer plan."""
    return DialAnswer()


@dataclass(frozen=True)
class Options:
    """The choices, with the reason of each default.

    | field                      | question that the documentation leaves open              | default          |
    |----------------------------|----------------------------------------------------------|------------------|
    | words_per_s                | how fast speech is                                       | 2.5              |
    | play_s                     | how long an audio file is (files are not fetched)        | 3 s              |
    | fetch_audio                | whether files of Play are asked for, and their type seen | no               |
    | key_interval_s             | how fast a caller types                                  | 0.25 s           |
    | keep_early_keys            | keys during a Say outside Gather, or during a request    | dropped          |
    | empty_result_digits        | `Digits` on an empty result with actionOnEmptyResult     | no such key      |
    | gather_extras              | `msg=Gather End` and `FinishedOnKey` (seen in captures)  | sent             |
    | bad_voice_code             | error of a Say whose voice does not speak its language   | 13512            |
    | speech_auto_s              | the silence that speechTimeout="auto" waits for          | 1 s              |
    | speech_confidence          | `Confidence` of a SpeechResult; None sends none          | 0.9              |
    | late_reject                | Reject after the call was answered                       | hang-up          |
    | empty_redirect             | Redirect without a URL                                   | fault 11100      |
    | error_result               | CallStatus after an application error                    | failed           |
    | pay_default_attempts       | Pay without maxAttempts                                  | 1                |
    | pay_extra_attempts         | prose says maxAttempts=1 is one RETRY; 1 reads it so     | 0                |
    | pay_when_exhausted         | action with too-many-failed-attempts, or the next verb   | action           |
    | pay_status_per_digit       | status callbacks during entry (a live observation)       | no               |
    | pay_requires_https         | refuse an http action, as documented                     | yes              |
    | pay_test_mode              | only Twilio's test cards pass; others are 64022          | yes              |
    | pay_trouble                | session-in-progress, internal-error, …-cancelled, by From | none            |
    | dial_plan                  | how dialled numbers answer                               | all answer, 30 s |
    | dial_plan, beyond numbers  | `sip:`, `client:`, `conference:`, `queue:` and a name    | as numbers       |
    | screened_out               | DialCallStatus where the far end declines the call       | no-answer        |
    | callee_plan                | who answers outbound calls, and after how long           | a person, 4 s    |
    | callback_plan              | delays of the copies of a status callback; () loses it   | one, at once     |
    | calls_per_s                | outbound calls that an account may begin in a second     | 1                |
    | queue_plan                 | what becomes of callers in a queue                       | bridged, 20 s    |
    | text_plan                  | what becomes of texts                                    | delivered        |
    | stop_is_forwarded          | the application gets a text of STOP too                  | yes              |
    | inline_pay                 | Pay in a twiml parameter (a live observation: silent)    | works            |
    | recording_ready_s          | until a recording's callback, from its end               | 2 s              |
    | longest_call_s             | a call as long as this never ends: an error              | 14,400 s         |
    | unsigned_params            | names sent but not signed (CallToken, says one project)  | none             |
    | sorts_query                | a report: the query is sent sorted, and signed unsorted  | no               |
    | place                      | FromCity and the like                                    | country US only  |
    | max_same_document          | fetches of one URL before the simulator gives up         | 100              |
    | max_turns                  | documents in one call before the simulator gives up      | 500              |
    | max_loops                  | loop="0" of Say and Play (documented: 1000)              | 1000             |
    """

    words_per_s: float = 2.5
    play_s: float = 3.0
    fetch_audio: bool = False
    key_interval_s: float = 0.25
    keep_early_keys: bool = False
    empty_result_digits: str | None = None
    gather_extras: bool = True
    speech_auto_s: float = 1.0
    speech_confidence: float | None = 0.9
    bad_voice_code: int = 13512
    late_reject: Literal["hang-up", "ignore"] = "hang-up"
    empty_redirect: Literal["fault", "current"] = "fault"
    error_result: str = "failed"
    pay_default_attempts: int = 1
    pay_extra_attempts: int = 0
    pay_when_exhausted: Literal["action", "next-verb"] = "action"
    pay_status_per_digit: bool = False
    pay_requires_https: bool = True
    pay_test_mode: bool = True
    pay_trouble: Callable[[str], Trouble] = no_trouble
    dial_plan: Callable[[str], DialAnswer] = everyone_answers
    screened_out: str = "no-answer"
    callee_plan: Callable[[str], Callee] = a_person_answers
    callback_plan: Callable[[str, int], tuple[float, ...]] = once_and_at_once
    calls_per_s: float = 1.0
    queue_plan: Callable[[str], Wait] = everyone_waits_a_little
    text_plan: Callable[[str], TextFate] = every_text_arrives
    stop_is_forwarded: bool = True
    inline_pay: Literal["works", "silent"] = "works"
    recording_ready_s: float = 2.0
    longest_call_s: float = 14_400.0
    unsigned_params: frozenset[str] = frozenset()
    sorts_query: bool = False
    place: Mapping[str, str] = field(default_factory=lambda: {"City": "", "State": "", "Zip": "", "Country": "US"})
    max_same_document: int = 100
    max_turns: int = 500
    max_loops: int = 1000

    def speech_s(self, text: str) -> float:
        """Seconds that it takes to say the text."""
        return round(len(text.split()) / self.words_per_s, 3)
