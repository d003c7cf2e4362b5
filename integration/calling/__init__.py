"""Calls that we start: the law as data, the facts of a number, and one pure answer to "may we ring?"."""
