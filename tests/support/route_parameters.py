"""All routes, and the names of their query parameters."""

from collections.abc import Iterator

from fastapi.routing import APIRoute

from app.networks.option_table import OPTIONS
from app.web import api, assets
from app.web.advice import routes as advice
from app.web.article import routes as article
from app.web.compare import routes as compare
from app.web.docs import routes as docs
from app.web.embed import routes as embed
from app.web.explorer import routes as explorer
from app.web.gradients import routes as gradients
from app.web.table import routes as table

ROUTERS = [module.router for module in (api, advice, article, assets, compare, docs, embed, explorer, gradients, table)]
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]

ONE_OF_EACH_TYPE = ("classes", "stem", "strides")
"""Options for all rows of their types: a row is parsed, and its error worded, by its type."""
EVERY_OPTION = ("/api/trace/{network}", "/explore/{network}")
"""Routes on which every option is tested."""


def parameters(route: APIRoute) -> Iterator[str]:
    """Yield the names of a route's query parameters, including the fields of parameter models."""
    for field in route.dependant.query_params:
        model = getattr(field.field_info.annotation, "model_fields", None)
        yield from model if model else [field.alias]


def sample(route: APIRoute) -> list[str]:
    """The names of a route's query parameters, and of its options one of each type."""
    names = parameters(route)
    every = route.path in EVERY_OPTION
    return [name for name in names if every or name not in OPTIONS or name in ONE_OF_EACH_TYPE]
