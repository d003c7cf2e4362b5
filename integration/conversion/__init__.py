"""Data conversion (row F12): who was enrolled elsewhere comes in once, from the biller's system or from the biller.

The path of a file: `csv_rows` or `xml_rows` -> `reading` (records) -> `converting`; `secrets` is what none may carry.
"""
