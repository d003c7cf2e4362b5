"""The page itself: one button, no script, nothing from anywhere else."""

from html import escape
from string import Template

from integration.texting.words import Words
from ivr.bill_page.page import STYLE

_HTML = Template(
    """<!DOCTYPE html>
<html lang="$language">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>$title</title><style>$style</style></head>
<body><main><h1>$title</h1>$told</main></body></html>
"""
)


def asking(words: Words, language: str) -> str:
    """Before: whoever only looks at a link, as programs of mail do, says nothing by it."""
    ask, button = (escape(words.write(language, key, {})) for key in ("stop_ask", "stop_button"))
    return _page(words, language, f'<p>{ask}</p><form method="post"><button>{button}</button></form>')


def stopped(words: Words, language: str) -> str:
    """After."""
    return _page(words, language, f'<p role="status">{escape(words.write(language, "stop_done", {}))}</p>')


def _page(words: Words, language: str, told: str) -> str:
    title = escape(words.write(language, "stop_title", {}))
    return _HTML.substitute(language=language, title=title, style=STYLE, told=told)
