"""Text for Plotly, which renders a subset of HTML in labels and tooltips."""

from html import escape


def plain_text(text: str) -> str:
    """The text without markup: names of modules may have any characters."""
    return escape(text, quote=False)
