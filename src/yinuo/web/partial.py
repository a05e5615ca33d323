"""Answers of a view: the whole page, or for htmx one block of it; where to go next; what to say there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template import loader
from django.template.context import make_context
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode, ExtendsNode
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from django.template import Context, Template

    from yinuo.lib.words import Words


def is_partial(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page; going back in history asks for the whole."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `template`; when htmx asks and `part` is named, only `{% block part %}` of it."""
    values = dict(context or {})
    if part is not None and is_partial(request):
        text = render_block(request, template, part, values)
    else:
        text = loader.render_to_string(template, values, request)
    response = HttpResponse(text, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def render_block(request: HttpRequest, template: str, name: str, values: Mapping[str, Any]) -> str:
    """Return what `{% block name %}` gives, overridden as inheritance says. KeyError if absent."""
    backend = cast("Any", loader.get_template(template))
    compiled: Template = backend.template
    context = make_context(dict(values), request, autoescape=True)
    with context.bind_template(compiled), context.render_context.push_state(compiled):
        blocks = _blocks(compiled, context)
        context.render_context[BLOCK_CONTEXT_KEY] = blocks
        block = blocks.get_block(name)
        if block is None:
            raise KeyError(f"{template} has no block {name}")
        return str(block.render(context))


def _blocks(template: Template, context: Context) -> BlockContext:
    blocks = BlockContext()
    level: Template | None = template
    while level is not None:
        found = level.nodelist.get_nodes_by_type(BlockNode)
        blocks.add_blocks({block.name: block for block in found if isinstance(block, BlockNode)})
        parents = [node for node in level.nodelist if isinstance(node, ExtendsNode)]
        level = parents[0].get_parent(context) if parents else None
    return blocks


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser on to `url` after a deed: 303, or `HX-Redirect` when htmx asked."""
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=303)


def said(request: HttpRequest, words: Words) -> None:
    """Let the next page say `words` in a toast; only for what happened elsewhere than on that page."""
    messages.info(request, str(words))
