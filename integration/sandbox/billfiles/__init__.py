"""What a biller's SSH server holds, in a box: bill files drawn from a seed, and a server of its own process."""
