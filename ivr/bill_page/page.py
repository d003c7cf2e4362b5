"""The page itself: one form, no script, nothing from anywhere else, and headers that keep it out of every cache."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from string import Template

from integration.texting.words import Words

STYLE = (
    "body{font:1.2rem/1.5 system-ui,sans-serif;margin:10vh auto;max-width:22rem;padding:0 1rem}"
    "input,button{box-sizing:border-box;font:inherit;margin:.4rem 0;padding:.7rem;width:100%}"
)
_HTML = Template(
    """<!DOCTYPE html>
<html lang="$language">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>$title</title><style>$style</style></head>
<body><main><h1>$title</h1>$told
<form method="post"><label>$ask
<input name="zip" inputmode="text" autocomplete="postal-code" maxlength="10" required autofocus></label>
<button>$show</button></form></main></body></html>
"""
)
_ALONE = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
PAGE_POLICY = f"{_ALONE}; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
PDF_POLICY = f"{_ALONE}; style-src 'unsafe-inline'; object-src 'self'"  # browsers' own viewers need both


def page_of(words: Words, language: str, told: str = "") -> str:
    """The form, below a sentence where there is one to tell."""
    said = {key: escape(words.write(language, key, {})) for key in ("title", "ask", "show")}
    above = f'<p role="alert">{escape(told)}</p>' if told else ""
    return _HTML.substitute(said, language=language, style=STYLE, told=above)
