"""The return reason codes as data (rules.md 1.3; Nacha Operating Rules, Appendix Four; words after moov-io/ach).

Classes are those of Nacha's return-rate levels (Rules 2.17.2, in force since 18 September 2015; R11 counts as
unauthorised since 1 April 2020). Kinds tell who speaks: the payer's bank, our own bank that disputes such a return,
the payer's bank that contests the dispute, or an operator about entries that a telephone payment never is.
"""

from dataclasses import dataclass
from enum import StrEnum


class Rate(StrEnum):
    """Which ceiling a return counts for; every one counts for the overall ceiling too."""

    UNAUTHORISED = "unauthorised"
    ADMINISTRATIVE = "administrative"
    OTHER = "other"


class Kind(StrEnum):
    """Who says it."""

    RETURN = "return"  # the payer's bank: the money came back
    DISHONOURED = "dishonoured"  # the originator's bank refuses a return
    CONTESTED = "contested"  # the payer's bank insists on it
    FOREIGN = "foreign"  # federal enrolments and international gateways: no payment taken by telephone


@dataclass(frozen=True, slots=True)
class Reason:
    """One R-code. `may_present_again`: Nacha 2.12.4 allows a second presentment without a new word of the payer."""

    code: str
    words: str
    rate: Rate = Rate.OTHER
    kind: Kind = Kind.RETURN
    may_present_again: bool = False


_U, _A = Rate.UNAUTHORISED, Rate.ADMINISTRATIVE

_RETURNS = (
    Reason("R01", "insufficient funds", may_present_again=True),
    Reason("R02", "account closed", _A),
    Reason("R03", "no account, or it cannot be located", _A),
    Reason("R04", "account number invalid", _A),
    Reason("R05", "a corporate entry on a consumer's account, not authorised", _U),
    Reason("R06", "returned because the originator's bank asked for it"),
    Reason("R07", "authorisation revoked by the payer", _U),
    Reason("R08", "payment stopped by the payer"),
    Reason("R09", "uncollected funds", may_present_again=True),
    Reason("R10", "the payer does not know the originator, or did not authorise the debit", _U),
    Reason("R11", "not in accordance with the terms of the authorisation", _U),
    Reason("R12", "branch or account sold to another bank"),
    Reason("R13", "receiving bank not qualified to take part"),
    Reason("R14", "representative payee deceased, or no longer in that role"),
    Reason("R15", "account holder or beneficiary deceased"),
    Reason("R16", "account frozen"),
    Reason("R17", "fields cannot be processed, or questionable circumstances"),
    Reason("R18", "improper effective entry date"),
    Reason("R19", "amount field error"),
    Reason("R20", "account is not for payments"),
    Reason("R21", "company identification invalid"),
    Reason("R22", "individual identification invalid"),
    Reason("R23", "credit refused by the receiver"),
    Reason("R24", "duplicate entry"),
    Reason("R25", "addenda error"),
    Reason("R26", "mandatory field error"),
    Reason("R27", "trace number error"),
    Reason("R28", "check digit of the routing number wrong"),
    Reason("R29", "corporate payer says not authorised", _U),
    Reason("R30", "receiving bank not in the check truncation programme"),
    Reason("R31", "permissible return, agreed between the banks (corporate entries)"),
    Reason("R32", "receiving bank cannot settle"),
    Reason("R33", "return of a destroyed-check entry"),
    Reason("R34", "receiving bank's participation limited"),
    Reason("R35", "return of an improper debit"),
    Reason("R36", "return of an improper credit"),
    Reason("R37", "the source document was presented too"),
    Reason("R38", "stop payment on the source document"),
    Reason("R39", "improper source document, or it was presented too"),
    Reason("R50", "state law affects the acceptance of re-presented checks"),
    Reason("R51", "re-presented check ineligible, or not properly authorised", _U),
    Reason("R52", "stop payment on a re-presented check"),
    Reason("R53", "both the check and its re-presentment were presented"),
)

_D, _C, _F = Kind.DISHONOURED, Kind.CONTESTED, Kind.FOREIGN

_OTHERS = (
    Reason("R40", "enrolment returned by a federal agency", kind=_F),
    Reason("R41", "enrolment: transaction code invalid", kind=_F),
    Reason("R42", "enrolment: routing number or check digit wrong", kind=_F),
    Reason("R43", "enrolment: account number invalid", kind=_F),
    Reason("R44", "enrolment: individual identification invalid", kind=_F),
    Reason("R45", "enrolment: name invalid", kind=_F),
    Reason("R46", "enrolment: representative payee indicator invalid", kind=_F),
    Reason("R47", "enrolment: duplicate", kind=_F),
    Reason("R61", "misrouted return", kind=_D),
    Reason("R62", "return of an erroneous or reversing debit", kind=_D),
    Reason("R63", "the return's amount is wrong", kind=_D),
    Reason("R64", "the return's individual identification is wrong", kind=_D),
    Reason("R65", "the return's transaction code is wrong", kind=_D),
    Reason("R66", "the return's company identification is wrong", kind=_D),
    Reason("R67", "duplicate return", kind=_D),
    Reason("R68", "untimely return", kind=_D),
    Reason("R69", "errors in the return's fields", kind=_D),
    Reason("R70", "permissible return not accepted, or not asked for", kind=_D),
    Reason("R71", "misrouted dishonoured return", kind=_C),
    Reason("R72", "untimely dishonoured return", kind=_C),
    Reason("R73", "the original return was timely", kind=_C),
    Reason("R74", "corrected return", kind=_C),
    Reason("R75", "the return was no duplicate", kind=_C),
    Reason("R76", "no errors found in the return", kind=_C),
    Reason("R77", "dishonoured return not accepted: the funds are gone", kind=_C),
    Reason("R80", "international: payment coding error", kind=_F),
    Reason("R81", "international: not a participant", kind=_F),
    Reason("R82", "international: foreign bank's identification invalid", kind=_F),
    Reason("R83", "international: foreign bank cannot settle", kind=_F),
    Reason("R84", "international: not processed by the gateway", kind=_F),
    Reason("R85", "international: outbound entry coded wrongly", kind=_F),
)

REASONS = {reason.code: reason for reason in _RETURNS + _OTHERS}
DEATHS = frozenset({"R14", "R15"})  # the only codes with a date of death in their addenda record
