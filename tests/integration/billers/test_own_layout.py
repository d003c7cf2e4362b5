"""A layout that a biller's file writes down itself: every way in which it cannot be, said by its key."""

import pytest

from integration.billers.biller import Biller
from integration.billers.load import load_all
from integration.errors import Misconfigured

FIELDS = (
    'Acct = "account_number", "Doc/No" = "invoice_number", "Doc/Day" = "bill_date", "Doc/Due" = "due_date", '
    'Sum = "balance_due"'
)
OWN = {
    "root": '"Export"',
    "biller": '"utility"',
    "created": '"on"',
    "bill": '"Rec"',
    "dates": '"yyyy-MM-dd"',
    "money": '"implied"',
    "unkept": '["Route"]',
    "fields": f"{{ {FIELDS} }}",
    "lines": '{ group = "Parts", row = "Part", fields = { What = "description", Sum = "amount" } }',
    "trailer": '{ element = "End", count = "N", total = "All" }',
}
MISTAKES = [
    # (what differs, what the only sentence says after billfile.own_layout)
    ({"fields": f'{{ {FIELDS.replace("account_number", "acct_number")}, A = "account_number" }}'},
     ".fields: found 'acct_number'; expected one of account_number, account_number_custom, "),
    ({"fields": f'{{ {FIELDS}, "Doc/Who" = "payer" }}'}, ".fields: found 'payer'; expected one of account_number, "),
    ({"fields": f'{{ {FIELDS}, Sum2 = "balance_due" }}'}, ".fields: found 'balance_due' for 2 elements; expected it"),
    ({"fields": f'{{ {FIELDS.rpartition(",")[0]} }}'}, ".fields: found nothing for balance_due; expected an element"),
    ({"fields": '{ Acct = "account_number" }'},
     ".fields: found nothing for invoice_number, bill_date, due_date, balance_due; expected an element for each"),
    ({"fields": f'{{ {FIELDS}, Doc = "block_code" }}'}, ": found 'Doc' and 'Doc/Day', 'Doc/Due', 'Doc/No'; expected"),
    ({"fields": f'{{ {FIELDS}, "Do c" = "message" }}'}, ".fields: found 'Do c'; expected names of XML elements joined"),
    ({"unkept": '["Route", "Acct"]'}, ": found 'Acct' twice; expected one meaning of an element"),
    ({"unkept": '["Doc"]'}, ": found 'Doc' and 'Doc/Day', 'Doc/Due', 'Doc/No'; expected text or elements inside, not"),
    ({"lines": '{ group = "Parts", row = "Part", fields = { What = "words" } }'}, ".lines.fields: found 'words'; ex"),
    ({"lines": '{ group = "Parts", row = "Part" }'}, ".lines.fields: found nothing; expected it to be there"),
    ({"lines": '{ group = "Sum", row = "Part", fields = {} }'}, ": found 'Sum' twice; expected one meaning"),
    ({"meters": '{ group = "M", row = "R", fields = { No = "serial", Id = "serial" } }'},
     ".meters.fields: found 'serial' for 2 elements; expected it for one"),
    ({"meters": '{ group = "Parts", row = "Meter", fields = { No = "serial" } }'}, ": found 'Parts' twice; expected"),
    ({"dates": '"d.M.y"'}, ".dates: found 'd.M.y'; expected 'yyyyMMdd', 'MM/dd/yyyy' or 'yyyy-MM-dd'"),
    ({"root": ""}, ".root: found nothing; expected it to be there"),
    ({"bill": '"Export"'}, ".bill: found 'Export', which is the root; expected another element, inside it"),
    ({"created": '"utility"'}, ".created: found 'utility', which is the biller; expected another attribute"),
    ({"trailer": '{ element = "Rec", count = "N", total = "All" }'},
     ".trailer.element: found 'Rec', which is a bill; expected an element of its own"),
    ({"trailer": '{ element = "Export", count = "N", total = "All" }'},
     ".trailer.element: found 'Export', which is the root; expected an element of its own"),
    ({"trailer": '{ element = "End", count = "N", total = "N" }'},
     ".trailer.total: found 'N', which is the count; expected another element"),
]  # fmt: skip


@pytest.fixture
def own(changed):
    """The example in a layout of its own, with these of its lines otherwise; '' takes one away."""

    def text(**differing):
        lines = "".join(f"{key} = {value}\n" for key, value in (OWN | differing).items() if value)
        return changed("layout = ", 'layout = "own"') + f"\n[billfile.own_layout]\n{lines}"

    return text


def test_one_that_can_be_is_read(desk, own):
    layout = desk.biller(own()).billfile.layout_of_files()
    assert (layout.root, layout.path_of("bill_date"), layout.trailer.total) == ("Export", "Doc/Day", "All")


@pytest.mark.parametrize(("differing", "sentence"), MISTAKES)
def test_one_that_cannot_be_is_refused_by_its_key(desk, own, differing, sentence):
    (found,) = desk.findings(own(**differing))
    assert found.startswith(f"1368.toml: billfile.own_layout{sentence}")


def test_all_its_mistakes_are_told_at_once_with_those_of_other_billers(desk, own, example):
    fields = f"{{ {FIELDS.replace('account_number', 'acct_number')} }}"
    wrong = own(fields=fields, unkept='["Route", "Sum"]', bill='"Export"', dates='"d.M.y"', biller="")
    desk.write(wrong)
    desk.write(example.replace('"1368"', '"1369"').replace("+17705550100", "+17705550101") + "[oddly]\n", "1369.toml")
    with pytest.raises(Misconfigured) as trouble:
        load_all(desk.folder, desk.environment, sandbox=True)
    assert [sentence.partition("; expected")[0] for sentence in trouble.value.findings] == [
        "1368.toml: billfile.own_layout.biller: found nothing",
        "1368.toml: billfile.own_layout.dates: found 'd.M.y'",
        "1368.toml: billfile.own_layout.fields: found 'acct_number'",
        "1368.toml: billfile.own_layout.fields: found nothing for account_number",
        "1368.toml: billfile.own_layout: found 'Sum' twice",
        "1368.toml: billfile.own_layout.bill: found 'Export', which is the root",
        "1369.toml: oddly: no such key",
    ]


def test_no_table_has_a_rule_that_only_the_whole_of_it_shows():
    """Tables are read key by key: such a rule would be met last, by nobody who tells it."""
    met = [Biller]
    for shape in met:
        assert not shape.__pydantic_decorators__.model_validators
        for field in shape.model_fields.values():
            kinds = getattr(field.annotation, "__args__", (field.annotation,))
            met += [kind for kind in kinds if hasattr(kind, "model_fields") and kind not in met]
    assert len(met) > 20
