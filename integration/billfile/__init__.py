"""Bill files: fetched, read in one pass, checked, mapped to BIF records, loaded whole or not at all.

The path of a file: `poll` -> `sftp` -> `load` -> `reading` (`stream` -> `shape` -> `standing`) -> `ledger.bill_files`.
"""
