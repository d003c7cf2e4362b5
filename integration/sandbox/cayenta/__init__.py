"""A Cayenta in a box: SOAP by a WSDL of its own, form and body, accounts, faults by a plan, and a journal.

The journal is the judge.
"""

from integration.sandbox.cayenta.accounts import Account, load_accounts
from integration.sandbox.cayenta.app import CayentaApp
from integration.sandbox.cayenta.faults import Fault, Kind, Plan
from integration.sandbox.cayenta.journal import Item, Journal
from integration.sandbox.cayenta.server import serve
from integration.sandbox.cayenta.wsdl import write_wsdl

__all__ = [
    "Account",
    "CayentaApp",
    "Fault",
    "Item",
    "Journal",
    "Kind",
    "Plan",
    "load_accounts",
    "serve",
    "write_wsdl",
]
