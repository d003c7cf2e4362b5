"""The names that a biller's field map may translate: ours, of every method (the Cayenta contract, section 3).

A name that is not here would be translated for nobody: the map's owner meant another one.
"""

FIELD_NAMES = frozenset(
    {
        "ACCOUNT_NO",
        "ACTIVE_YN",
        "ALERT_CD",
        "AMT",
        "AR_TP",
        "BALANCE_AMT",
        "BATCH_NO",
        "BILL_NO",
        "BLOCK_EFT_CD",
        "COMMENTS",
        "DUE_DT",
        "EFFECTIVE_DT",
        "INVOICE_TP",
        "PASTDUE_AMT",
        "PAYMENT_TP",
        "PDF_DATA",
        "PDF_NAME",
        "POSTED_DT",
        "REASON",
        "REFERENCE_NO",
        "RETURN_CD",
        "RETURN_DT",
    }
)
