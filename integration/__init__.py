"""The biller: its books and its systems."""
