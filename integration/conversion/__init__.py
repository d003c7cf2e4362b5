"""Data conversion (row F12): who was enrolled elsewhere comes in once, from the biller's system or from the biller.

The path of a file: `secrets` (what no file may carry) -> `reading` (CSV or XML to records) -> `converting`.
"""
