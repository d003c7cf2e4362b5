import pytest

from ivr.replay.flow_examples import examples, lines_of
from ivr.replay.graph import Graph, graph_of
from ivr.replay.graph_svg import draw_svg
from ivr.replay.graph_text import draw_dot, draw_mermaid
from ivr.script import SCRIPT


@pytest.fixture(scope="module")
def graph():
    return graph_of(SCRIPT)


def branch(graph, turn, to):
    (found,) = [one for one in graph.branches if (one.turn, one.to) == (turn, to)]
    return found


def test_every_exit_of_the_table_is_a_branch(graph):
    written = {(one.turn, one.to) for one in graph.branches if one.written}
    assert written == {(turn.name, to) for turn in SCRIPT.turns for to in turn.exits()}


def test_no_branch_is_drawn_that_the_engine_would_refuse(graph):
    assert [one for one in graph.branches if one.to not in SCRIPT.all_exits(SCRIPT[one.turn]) | {one.turn}] == []


@pytest.mark.parametrize(
    ("turn", "to", "by"),
    [
        ("greeting", "ask_account", ("1", "2")),
        ("read_balance", "confirm_payment", ("1", "2")),
        ("read_balance", "ask_account", ("4", "*")),
        ("ask_zip", "find_account", ("digits",)),
        ("ask_zip", "ask_account", ("*",)),
        ("confirm_payment", "confirm_repeat", ("1", "3")),
        ("confirm_payment", "pay_card", ("1",)),
        ("confirm_payment", "bank_kind", ("3",)),
        ("authorize", "agent", ("0", "2 misses")),
        ("no_agent", "find_balance", ("1",)),
        ("no_agent", "ask_account", ("1",)),
        ("receipt", "goodbye", ("1", "3 misses")),
        ("nothing_owed", "goodbye", ("3 misses",)),
        ("declined", "agent", ("1", "0", "3 misses")),
        ("charge", "receipt", ()),
    ],
)
def test_keys_are_found_by_asking_the_table_s_own_functions(graph, turn, to, by):
    assert branch(graph, turn, to).by == by


def test_a_turn_that_does_not_give_up_to_a_person_does_not_lead_there_by_misses(graph):
    assert branch(graph, "receipt", "agent").by == ("0",)


def test_mermaid_and_dot_name_turns_and_keys(graph):
    mermaid, dot = draw_mermaid(graph), draw_dot(graph)
    assert mermaid.startswith("flowchart TD\n")
    assert '    t_read_balance -->|"4, *"| t_ask_account\n' in mermaid
    assert "    t_charge --> t_receipt\n" in mermaid
    assert '    "read_balance" -> "ask_amount" [label="3"];\n' in dot
    assert all(f"t_{turn.name}" in mermaid and f'"{turn.name}" [shape=' in dot for turn in SCRIPT.turns)
    assert dot.count("{") == dot.count("}") == 1 + len(SCRIPT.scenes)
    for scene in SCRIPT.scenes:
        assert f"    subgraph scene_{scene}[{scene}]\n" in mermaid
        assert f'subgraph "cluster_{scene}"' in dot


def test_one_scene_alone_names_the_turns_of_others_that_it_leads_to(graph):
    texting = graph.only("texting")
    assert list(texting.by_scene()) == [("texting", SCRIPT.scenes["texting"])]
    assert {one.turn for one in texting.branches} == {turn.name for turn in SCRIPT.scenes["texting"]}
    assert '    t_goodbye>"goodbye · people"]\n' in draw_mermaid(texting)
    assert '    "goodbye" [shape=plaintext, label="goodbye · people"];\n' in draw_dot(texting)
    assert "t_greeting" not in draw_mermaid(texting)
    assert "plaintext" not in draw_dot(graph)


def test_a_script_without_scenes_is_drawn_too():
    graph = Graph((SCRIPT["goodbye"],), ())
    assert list(graph.by_scene()) == [("", (SCRIPT["goodbye"],))]
    assert "subgraph" not in draw_mermaid(graph)
    assert 'id="goodbye"' in draw_svg(graph)


def test_examples_say_nothing_of_misses_where_nobody_listens():
    assert {call.why for call in examples(SCRIPT["charge"])}.isdisjoint({"silence", "wrong"})
    assert {line.key for line in lines_of(SCRIPT["charge"])} == {"charge.say", "charge.looking"}
