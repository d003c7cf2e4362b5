"""How a command ends badly: in a sentence on standard error, with the exit code that scripts rely on."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from integration.errors import Trouble, Unavailable

REFUSED_EXIT = 1
UNAVAILABLE_EXIT = 3

P = ParamSpec("P")
R = TypeVar("R")


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Ends with 3 when something outside is unavailable and with 1 for every other trouble, said why."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Trouble as trouble:
            click.echo(str(trouble), err=True)
            code = UNAVAILABLE_EXIT if isinstance(trouble, Unavailable) else REFUSED_EXIT
            raise click.exceptions.Exit(code) from trouble

    return wrapped
