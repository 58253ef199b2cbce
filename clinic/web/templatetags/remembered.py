"""Pieces of a page that come again and again are rendered once, within bounds.

Limitation: each process remembers for itself, and forgets what was least lately shown.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any, Final

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST: Final = 4_096


class RememberedNode(template.Node):
    """A piece that is rendered once for each key and language; a key of None is never remembered."""

    def __init__(self, keys: list[FilterExpression], pieces: NodeList) -> None:
        self.keys = keys
        self.pieces = pieces
        self.known: OrderedDict[tuple[Any, ...], SafeString] = OrderedDict()
        self.lock = Lock()

    def render(self, context: template.Context) -> SafeString:
        """Give the piece as it was, or render it."""
        key = (get_language(), *(one.resolve(context) for one in self.keys))
        if None in key[1:]:
            return self.pieces.render(context)
        with self.lock:
            if (found := self.known.get(key)) is not None:
                self.known.move_to_end(key)
                return found
        return self._keep(key, self.pieces.render(context))

    def _keep(self, key: tuple[Any, ...], piece: SafeString) -> SafeString:
        with self.lock:
            self.known[key] = piece
            if len(self.known) > MOST:
                self.known.popitem(last=False)
        return piece


@register.tag
def remembered(parser: Parser, token: Token) -> RememberedNode:
    """Render what stands between once for each key: `{% remembered key … %}…{% endremembered %}`.

    Keys are hashable, and together they hold everything that the piece shows: nothing else may stand in it. No text
    that somebody wrote about somebody is a key; a key of None says that the piece must not be remembered.
    """
    keys = [parser.compile_filter(one) for one in token.split_contents()[1:]]
    if not keys:
        raise template.TemplateSyntaxError(
            "remembered: name at least one key that says what the piece shows."
        )
    pieces = parser.parse(("endremembered",))
    parser.delete_first_token()
    return RememberedNode(keys, pieces)
