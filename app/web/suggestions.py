"""Links to possible requests in place of an impossible one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.routing import APIRoute

from ..networks.bounds import Suggestion
from ..networks.catalogue import CIFAR, IMAGENET
from .networks import PageNetwork, applicable_parameters, default_network, find_network
from .parameters import query_parameters
from .query import TraceQuery
from .urls import ORDER


@dataclass(frozen=True, slots=True)
class SuggestedLink:
    """A request that works: the network, its title with the differences from the network as published, and the URL."""

    network: str
    title: str
    url: str


def links(request: Request, name: str | None, suggestions: Iterable[Suggestion]) -> tuple[SuggestedLink, ...]:
    """The suggestions as links to the same route. `name` is an unknown network in the request.

    Suggestions that would fail too are omitted.
    """
    route = request.scope.get("route")
    found = (_link(request, route, name, each) for each in suggestions) if isinstance(route, APIRoute) else ()
    return tuple(link for link in found if link)


def _link(request: Request, route: APIRoute, name: str | None, suggestion: Suggestion) -> SuggestedLink | None:
    network = find_network(suggestion.network or request.path_params.get("network", default_network()))
    query = _changed(request, route, network, suggestion)
    if not (title := network.title_with(query)):
        return None
    path = request.url.path
    if name is not None and "networks" in request.query_params:
        query = {**dict(request.query_params), "networks": _replaced(request, name, suggestion)}
    elif "{network}" in route.path:
        path = route.path.format(network=network.name)
    elif name is not None and route.path == "/article" and network.family in (IMAGENET, CIFAR):
        query = {**query, "network": network.name}
    elif name is not None or (route.path == "/" and suggestion.network):
        path = f"/explore/{network.name}"
        query = {key: value for key, value in query.items() if key in ORDER}
    elif route.path != "/":
        return None
    return SuggestedLink(network.name, title, quote(path) + (f"?{urlencode(query, safe=',;=')}" if query else ""))


def _changed(request: Request, route: APIRoute, network: PageNetwork, suggestion: Suggestion) -> dict[str, str]:
    """The parameters of the request with the changes, but for those that the network does not have."""
    known = {*query_parameters(route.dependant)}
    query = {key: value for key, value in request.query_params.items() if key in known}
    if suggestion.network:
        keep = applicable_parameters(network)
        query = {key: value for key, value in query.items() if key in keep or key not in TraceQuery.model_fields}
    values = {**query, **suggestion.changes}
    return {key: value for key in dict.fromkeys((*ORDER, *values)) if (value := values.get(key))}


def _replaced(request: Request, name: str, suggestion: Suggestion) -> str:
    """The networks of a comparison with the suggestion in the place of the unknown one."""
    options = [f"{key}={value}" for key, value in suggestion.changes.items()]
    entry = ";".join([str(suggestion.network), *options])
    pattern = rf"(?<![^,])\s*{re.escape(name)}\s*(?=[;,]|$)"
    return re.sub(pattern, lambda _: entry, request.query_params["networks"])
