"""Quiet code: only what has a colour of its own is marked."""

from __future__ import annotations

from pygments.token import Keyword, Name, Text

from press.publish import code_lexer


def test_only_what_has_a_colour_is_marked():
    tokens = {
        text: kind for kind, text in code_lexer.QuietLexer().get_tokens("def f(x): return x + 1")
    }
    assert tokens["def"] == Keyword
    assert tokens["f"] == Name.Function
    assert {tokens[text] for text in ("x", "(", "+", " ")} == {Text}
