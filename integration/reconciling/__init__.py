"""Reconciliation: the gateway, the ledger and the biller's books are laid side by side, and each difference is named.

`charges`, `items` and `balances` compare and are pure; `asking` asks the systems outside; `day` puts a day together.
It never moves money and never settles a payment: what it finds is told, and looked up again by the usual way.
"""
