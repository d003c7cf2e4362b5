"""The words of a biller's Cayenta: no two of one message are the same, whether mapped or left as they are."""

import pytest

from integration.billers import field_checks
from integration.billers.field_names import FIELD_NAMES
from tests.integration.cayenta.boxes import biller


@pytest.fixture
def found(tmp_path):
    def of(check, **cayenta):
        return list(check(biller(tmp_path, **cayenta)))

    return of


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"ACCOUNT_NO": "REFERENCE_NO"},
            "cayenta.fields.ACCOUNT_NO: found 'REFERENCE_NO', the name of REFERENCE_NO in the request of AddARItem",
        ),
        ({"BALANCE_AMT": "PASTDUE_AMT"}, "found 'PASTDUE_AMT', the name of PASTDUE_AMT in the answer to GetAccountBal"),
        ({"BALANCE_AMT": "STATUS"}, "found 'STATUS', the name of STATUS in the answer to GetAccountBalance"),
        ({"PDF_DATA": "BILL_NO"}, "found 'BILL_NO', the name of BILL_NO in the answer to Get_StmntPdf"),
        ({"AMT": "INVOICE_TP"}, "found 'INVOICE_TP', the name of INVOICE_TP in the request of AddARItem"),
        ({"POSTED_DT": "AMT", "BALANCE_AMT": "X"}, "found 'AMT', the name of AMT in the answer to GetARItem"),
    ],
)
def test_a_name_that_another_field_keeps_is_taken(found, fields, said):
    (sentence,) = found(field_checks.fields, fields=fields)
    assert said in sentence
    assert sentence.endswith("; expected a name of its own")


def test_two_fields_with_one_name_are_told_both(found):
    told = found(field_checks.fields, fields={"BALANCE_AMT": "SUM", "PASTDUE_AMT": "SUM"})
    assert [sentence.partition(":")[0] for sentence in told] == [
        "cayenta.fields.BALANCE_AMT",
        "cayenta.fields.PASTDUE_AMT",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"ACCOUNT_NO": "REFERENCE_NO", "REFERENCE_NO": "ACCOUNT_NO"},
        {"BALANCE_AMT": "PASTDUE_AMT", "PASTDUE_AMT": "BALANCE_AMT"},
        {"BALANCE_AMT": "AMT"},  # of two messages
        {"BALANCE_AMT": "SUM", "AMT": "SUM"},
        {name: f"X_{name}" for name in FIELD_NAMES},
        {name: name for name in FIELD_NAMES},
    ],
)
def test_a_swap_and_a_name_of_another_message_are_fine(found, fields):
    assert found(field_checks.fields, fields=fields) == []


def test_a_field_that_is_none_of_ours_is_told_by_the_nearest(found):
    (sentence,) = found(field_checks.fields, fields={"BALANCE_AMOUNT": "X"})
    assert sentence == "cayenta.fields.BALANCE_AMOUNT: no such field of ours; did you mean BALANCE_AMT?"


@pytest.mark.parametrize(
    ("constants", "fields", "wrong"),
    [
        ({"USER_ID": "IVR"}, {}, []),
        ({"REFERENCE_NO": "1"}, {}, ["REFERENCE_NO"]),
        ({"ExtRef": "1"}, {"REFERENCE_NO": "ExtRef"}, ["REFERENCE_NO"]),
        ({"REFERENCE_NO": "1"}, {"REFERENCE_NO": "ExtRef"}, []),
        ({"BALANCE_AMT": "1"}, {}, []),  # which is never sent
    ],
)
def test_a_constant_is_none_of_what_is_sent(found, constants, fields, wrong):
    told = found(field_checks.constants, constants=constants, fields=fields)
    assert told == [
        f"cayenta.constants.{name}: found the name under which {ours} is sent; expected another"
        for name, ours in zip(constants, wrong, strict=False)
    ]
