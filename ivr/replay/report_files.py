"""Reports for others to read: JUnit's XML for a build server, one HTML page for a person. Both hold all of a replay."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from lxml import etree

from ivr.replay.report import Report

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Golden calls: {title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1b1b; }}
pre {{ background: #f4f4f2; padding: 1rem; overflow-x: auto; font-size: 14px; }}
summary {{ cursor: pointer; padding: .2rem 0; }}
.passed summary::before {{ content: "\\2713  "; color: #186a3b; }}
.failed summary::before {{ content: "\\2717  "; color: #a01818; }}
</style>
</head>
<body>
<h1>Golden calls</h1>
<p>{title}</p>
{calls}
</body>
</html>
"""


def write_junit(path: Path, reports: Sequence[Report], unreadable: Sequence[str]) -> None:
    """One test suite: a case for each call, and one more with an error where files were no calls."""
    failed = sum(not report.passed for report in reports)
    suite = etree.Element(
        "testsuite",
        name="ivr replay",
        tests=str(len(reports) + bool(unreadable)),
        failures=str(failed),
        errors=str(int(bool(unreadable))),
        time=_seconds(sum(report.ms for report in reports)),
    )
    for report in reports:
        _case(suite, report)
    if unreadable:
        case = etree.SubElement(suite, "testcase", classname="ivr replay", name="files that are no calls")
        etree.SubElement(case, "error", message=unreadable[0]).text = "\n".join(unreadable)
    path.write_bytes(etree.tostring(suite, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _case(suite: etree._Element, report: Report) -> None:
    case = etree.SubElement(
        suite, "testcase", classname=str(report.path.parent), name=report.path.stem, time=_seconds(report.ms)
    )
    if not report.passed:
        message = report.failures[0] if report.failures else "a line was not reached"
        etree.SubElement(case, "failure", message=message).text = report.told()


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.3f}"


def write_html(path: Path, reports: Sequence[Report], unreadable: Sequence[str]) -> None:
    """One page without anything from elsewhere; calls that differ are open."""
    passed = sum(report.passed for report in reports)
    wrong = [f"<pre>{escape(finding)}</pre>" for finding in unreadable]
    calls = "\n".join([*wrong, *(_section(report) for report in reports)])
    path.write_text(
        PAGE.format(title=f"{passed} of {len(reports)} calls are as written", calls=calls), encoding="utf-8"
    )


def _section(report: Report) -> str:
    kind, opened = ("passed", "") if report.passed else ("failed", " open")
    name = escape(f"{report.path}  {report.title}".rstrip())
    told = escape(report.told().partition("\n")[2])
    return f'<details class="{kind}"{opened}><summary>{name}</summary><pre>{told}</pre></details>'
