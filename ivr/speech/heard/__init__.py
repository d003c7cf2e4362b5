"""What a caller says becomes the keys that he would have pressed, before the table of turns is asked.

    "double oh one two three"        -> 00123
    "forty two fifty"                -> 4250, where an amount is asked for
    "I want to pay everything"       -> 1, where 1 is that in this turn

`hearing.py` is the door. Numbers and amounts are read by `numbers.py` and `amounts.py` with what `english.py`,
`spanish.py` and `french.py` know; the words of each menu stand in `prompts/` and are looked for by `phrases.py`.
Whatever is not understood without a doubt is unsure: he is asked for keys, and nothing of it is kept.
"""
