"""Bill files: fetched, read in one pass, checked, mapped to BIF records (`integration.model.Bill`), loaded whole or not.

The path of a file: `poll` -> `sftp` -> `load` -> `reading` (`stream` -> `shape` -> `standing`) -> `ledger.bill_files`.
"""
