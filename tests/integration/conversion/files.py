"""Conversion files for the tests: CSV by rows, XML by records."""


def csv(*rows, columns="account_number,autopay,paperless,since,token,ending"):
    return "\n".join([columns, *rows, ""]).encode()


def xml(*records):
    inside = "".join(f"<ENROLMENT>{record}</ENROLMENT>\n" for record in records)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<ENROLMENTS>\n{inside}</ENROLMENTS>".encode()
