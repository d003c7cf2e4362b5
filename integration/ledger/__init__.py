"""The ledger: accounts, bills, payments, outbox, calls and audit in SQL: the truth. Everything else is a hint."""
