"""Bill files: fetched, read in one pass, checked, mapped to BIF records, loaded whole or not at all.

The path of a file: `polling` -> `load` -> `reading` (`stream` -> `plain`, `shape` -> `standing`) -> `ledger.staging` ->
`judging`; of a large one: `load` -> `halves` -> a process of `half` for each `part` -> `joined`.
"""
