"""The query parameters of a trace as the Markdown table of README.md.

`python -m app.web.parameter_table` prints it; a test compares it with README.md.
"""

from ..networks.bounds import MAX_SIDE
from ..networks.option_table import OPTIONS
from ..networks.option_types import Choice, Integer, Option, option_text
from .query import TraceQuery


def parameter_table() -> str:
    """The size and the rows of all options: name, values, networks, description."""
    size = str(TraceQuery.model_fields["size"].description)
    rows = [("size", f"`224`, `160x224`; up to {MAX_SIDE:,} a side", "all", size)]
    rows += [(name, _values(option), _scope(option), option.description) for name, option in OPTIONS.items()]
    lines = [f"| `{name}` | {values} | {scope} | {description} |" for name, values, scope, description in rows]
    return "\n".join(["| parameter | values | networks | description |", "| --- | --- | --- | --- |", *lines])


def _values(option: Option) -> str:
    if isinstance(option.type, Choice):
        return ", ".join(f"`{option_text(value)}`" for value in option.type.examples)
    if isinstance(option.type, Integer):
        return f"{option.type.least:,} to {option.type.most:,}"
    fewest, most = option.type.count
    return f"{fewest} to {most} numbers, as `{option.type.examples[0]}`"


def _scope(option: Option) -> str:
    return option.conditions[-1].scope if option.conditions else "all"


if __name__ == "__main__":
    print(parameter_table())
