"""What Twilio leaves undocumented, each as a named choice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class DialAnswer:
    """What happens at the far end of a Dial: a DialCallStatus, seconds of ringing, seconds of talk."""

    status: Literal["completed", "busy", "no-answer", "failed", "canceled"] = "completed"
    ring_s: float = 4.0
    talk_s: float = 30.0


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
    | key_interval_s             | how fast a caller types                                  | 0.25 s           |
    | keep_early_keys            | keys during a Say outside Gather, or during a request    | dropped          |
    | empty_result_digits        | `Digits` on an empty result with actionOnEmptyResult     | no such key      |
    | gather_extras              | `msg=Gather End` and `FinishedOnKey` (seen in captures)  | sent             |
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
    | dial_plan                  | how dialled numbers answer                               | all answer, 30 s |
    | place                      | FromCity and the like                                    | country US only  |
    | max_same_document          | fetches of one URL before the simulator gives up         | 100              |
    | max_turns                  | documents in one call before the simulator gives up      | 500              |
    | max_loops                  | loop="0" of Say and Play (documented: 1000)              | 1000             |
    """

    words_per_s: float = 2.5
    play_s: float = 3.0
    key_interval_s: float = 0.25
    keep_early_keys: bool = False
    empty_result_digits: str | None = None
    gather_extras: bool = True
    speech_confidence: float | None = 0.9
    late_reject: Literal["hang-up", "ignore"] = "hang-up"
    empty_redirect: Literal["fault", "current"] = "fault"
    error_result: str = "failed"
    pay_default_attempts: int = 1
    pay_extra_attempts: int = 0
    pay_when_exhausted: Literal["action", "next-verb"] = "action"
    pay_status_per_digit: bool = False
    pay_requires_https: bool = True
    pay_test_mode: bool = True
    dial_plan: Callable[[str], DialAnswer] = everyone_answers
    place: Mapping[str, str] = field(default_factory=lambda: {"City": "", "State": "", "Zip": "", "Country": "US"})
    max_same_document: int = 100
    max_turns: int = 500
    max_loops: int = 1000

    def speech_s(self, text: str) -> float:
        """Seconds that it takes to say the text."""
        return round(len(text.split()) / self.words_per_s, 3)
