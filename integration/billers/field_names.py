"""The names that a biller's field map may translate: ours, of every message (the Cayenta contract, section 3).

A name that is not here would be translated for nobody: the map's owner meant another one.
"""

from collections.abc import Mapping

_STATUS = frozenset({"STATUS", "STATUS_DESC"})  # of every answer, and never translated
_CHANGE = frozenset({"ACCOUNT_NO", "ALERT_CD", "ACTIVE_YN", "EFFECTIVE_DT"})
_POSTED = frozenset({"ACCOUNT_NO", "AMT", "REFERENCE_NO"}) | _STATUS  # what a posting's answer may repeat

REQUESTS: Mapping[str, frozenset[str]] = {
    "the request of GetAccountBalance": frozenset({"ACCOUNT_NO"}),
    "the request of AddARItem": frozenset(
        {
            "ACCOUNT_NO",
            "AR_TP",
            "AMT",
            "EFFECTIVE_DT",
            "REFERENCE_NO",
            "PAYMENT_TP",
            "BATCH_NO",
            "COMMENTS",
            "INVOICE_TP",
        }
    ),
    "the request of AddReturnedCheck": frozenset({"ACCOUNT_NO", "AMT", "RETURN_CD", "RETURN_DT", "REFERENCE_NO"}),
    "the request of a void": frozenset({"ACCOUNT_NO", "AMT", "REFERENCE_NO", "REASON"}),
    "the request of a change": _CHANGE,
    "the request of Get_StmntPdf": frozenset({"ACCOUNT_NO", "BILL_NO"}),
    "the request of GetARItem": frozenset({"ACCOUNT_NO", "REFERENCE_NO"}),
}
ANSWERS: Mapping[str, frozenset[str]] = {
    "the answer to GetAccountBalance": frozenset(
        {"ACCOUNT_NO", "BALANCE_AMT", "PASTDUE_AMT", "DUE_DT", "BLOCK_EFT_CD"} | _STATUS
    ),
    "the answer to a posting": _POSTED,
    "the answer to Get_StmntPdf": frozenset({"ACCOUNT_NO", "BILL_NO", "PDF_DATA", "PDF_NAME"}) | _STATUS,
    "the answer to GetARItem": _POSTED | {"POSTED_DT"},
}
FIELD_NAMES = frozenset[str]().union(*REQUESTS.values(), *ANSWERS.values()) - _STATUS
