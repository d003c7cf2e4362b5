"""Routes that outlive an application: compiled once a process, laid under each application that is made."""

from werkzeug.routing import Map, Rule, RuleFactory


class Routes(Map):
    """A map that does not compile again what it knows. Applications that share one must have the same routes.

    werkzeug writes and compiles two functions a rule. A replayed call has applications of its own, with the same
    routes as those of the call before: without this they are a fifth of its time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: set[tuple[str, str, frozenset[str]]] = set()

    def add(self, rulefactory: RuleFactory) -> None:
        """The rules that are not known yet. A known one keeps its place; its view is each application's own."""
        for rule in rulefactory.get_rules(self):
            name = _name(rule)
            if name not in self._known:
                super().add(rule)
                self._known.add(name)


def _name(rule: Rule) -> tuple[str, str, frozenset[str]]:
    return rule.rule, rule.endpoint, frozenset(rule.methods or ())
