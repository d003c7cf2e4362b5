"""Biller's SSH servers, by paramiko (reliability.md 3.3): the way onto one, its folder, and every answer looked at."""
