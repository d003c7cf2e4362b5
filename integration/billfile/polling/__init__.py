"""From a biller's server into a private inbox, from there into the ledger, and what became of it back."""
