"""Table 1 as Markdown, as LaTeX with plain `tabular`, and as CSV."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...studies.table_one import ArchitectureTable, TableCell, TableRow
from .cells import cell_label, cell_lines, size_label
from .csv_format import csv_text
from .footer import NONE, FooterRow

WHY = "printed and computed"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its column heads, its footer, and an explanation for every published number."""

    table: ArchitectureTable
    heads: tuple[str, ...]
    footer: tuple[FooterRow, ...]
    explanations: tuple[str, ...]

    @property
    def explained(self) -> list[tuple[str, str]]:
        """The column heads that have an explanation, each with it."""
        return [(head, text) for head, text in zip(self.heads, self.explanations, strict=True) if text]


def as_markdown(sheet: Sheet) -> str:
    """Return a pipe table; the lines of a bracket are separated by `<br>`."""
    rows: list[Sequence[str]] = [("layer", "output", *sheet.heads), ["---"] * (len(sheet.heads) + 2)]
    rows += [(row.name, size_label(row.output), *map(_markdown, row.cells)) for row in sheet.table.rows]
    rows += [(row.full_name, "", *row.texts) for row in sheet.footer]
    rows += [(WHY, "", *(sentence or NONE for sentence in sheet.explanations))] if sheet.explained else []
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _markdown(cell: TableCell) -> str:
    return cell_label(cell).replace("; ", "<br>")


def as_csv(sheet: Sheet) -> str:
    """Return a line per row, with sizes and numbers as plain numbers."""
    head = ("layer", "output_height", "output_width", *sheet.heads)
    rows = ((row.name, *row.output, *map(cell_label, row.cells)) for row in sheet.table.rows)
    footer = ((row.full_name, "", "", *row.plain) for row in sheet.footer)
    explanations = [(WHY, "", "", *sheet.explanations)] if sheet.explained else []
    return csv_text([head, *rows, *footer, *explanations])


def as_latex(sheet: Sheet) -> str:
    """Return a `tabular` with brackets, which needs no package, followed by a line per explanation."""
    wide = len(sheet.heads)
    body = [rf"\begin{{tabular}}{{l|c{'|c' * wide}}}", r"\hline", _row(["layer", "output", *sheet.heads], r"\hline")]
    for name, rows in sheet.table.groups:
        for number, row in enumerate(rows):
            head = [_text(name), _text(size_label(row.output))] if number == 0 else ["", ""]
            rule = r"\hline" if row is rows[-1] else rf"\cline{{3-{wide + 2}}}"
            body.append(_row([*head, *_latex(row)], rule))
    body += [_row([_footer_head(row), *map(_text, row.texts)], r"\hline") for row in sheet.footer]
    notes = [rf"\par\noindent {head}: {_text(sentence)}" for head, sentence in sheet.explained]
    return "\n".join((*body, r"\end{tabular}", *notes, ""))


def _row(cells: Sequence[str], rule: str) -> str:
    return rf"{' & '.join(cells)} \\ {rule}"


def _latex(row: TableRow) -> list[str]:
    if row.shared:
        return [rf"\multicolumn{{{len(row.cells)}}}{{c}}{{{_text(cell_label(row.cells[0]))}}}"]
    return [_bracket(cell) for cell in row.cells]


def _footer_head(row: FooterRow) -> str:
    return rf"\multicolumn{{2}}{{l|}}{{{_text(row.full_name)}}}"


def _bracket(cell: TableCell) -> str:
    inside = r" \\ ".join(line.replace("×", r"\times ").replace(", ", r",\ ") for line in cell_lines(cell))
    return rf"$\left[\begin{{array}}{{c}}{inside}\end{{array}}\right]\times {cell.blocks}$"


def _text(text: str) -> str:
    """Escape text for LaTeX, with products and powers in math mode."""
    text = text.replace("_", r"\_").replace("–", "--").replace("·", r"$\cdot$")
    text = re.sub(r"×10([⁶⁹])", lambda power: rf"$\times 10^{'6' if power[1] == '⁶' else '9'}$", text)
    return re.sub(r"(\d+)×(\d+)", r"$\1\\times \2$", text)
