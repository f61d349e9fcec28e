"""Table 1 to take along: as Markdown, as LaTeX for plain `tabular`, as CSV."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.diagrams.tables.cells import cell_label, cell_lines, size_label
from app.diagrams.tables.footer import NONE, FooterRow
from app.studies.table_one import ArchitectureTable, TableCell, TableRow

WHY = "printed and computed"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with the heads of its columns, its figures, and a sentence for every printed one."""

    table: ArchitectureTable
    heads: tuple[str, ...]
    footer: tuple[FooterRow, ...]
    explanations: tuple[str, ...]

    @property
    def explained(self) -> list[tuple[str, str]]:
        """The heads that have a sentence, each with it."""
        return [(head, words) for head, words in zip(self.heads, self.explanations, strict=True) if words]


def as_markdown(sheet: Sheet) -> str:
    """A pipe table; the lines of a bracket are broken within the cell."""
    rows: list[Sequence[str]] = [("layer", "output", *sheet.heads), ["---"] * (len(sheet.heads) + 2)]
    rows += [(row.name, size_label(row.output), *map(_markdown, row.cells)) for row in sheet.table.rows]
    rows += [(foot.full, "", *foot.texts) for foot in sheet.footer]
    rows += [(WHY, "", *(words or NONE for words in sheet.explanations))] if sheet.explained else []
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _markdown(cell: TableCell) -> str:
    return cell_label(cell).replace("; ", "<br>")


def as_csv(sheet: Sheet) -> str:
    """A line each for rows and figures, sizes and figures as plain numbers."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("layer", "output_height", "output_width", *sheet.heads))
    writer.writerows((row.name, *row.output, *map(cell_label, row.cells)) for row in sheet.table.rows)
    writer.writerows((foot.full, "", "", *foot.plain) for foot in sheet.footer)
    if sheet.explained:
        writer.writerow((WHY, "", "", *sheet.explanations))
    return text.getvalue()


def as_latex(sheet: Sheet) -> str:
    """A `tabular` with brackets, which needs no package, and below it a line for every printed figure."""
    wide = len(sheet.heads)
    body = [rf"\begin{{tabular}}{{l|c{'|c' * wide}}}", r"\hline", _row(["layer", "output", *sheet.heads], r"\hline")]
    for name, rows in sheet.table.groups:
        for number, row in enumerate(rows):
            head = [_text(name), _text(size_label(row.output))] if number == 0 else ["", ""]
            rule = r"\hline" if row is rows[-1] else rf"\cline{{3-{wide + 2}}}"
            body.append(_row([*head, *_latex(row)], rule))
    body += [_row([_foot(foot), *map(_text, foot.texts)], r"\hline") for foot in sheet.footer]
    notes = [rf"\par\noindent {head}: {_text(words)}" for head, words in sheet.explained]
    return "\n".join((*body, r"\end{tabular}", *notes, ""))


def _row(cells: Sequence[str], rule: str) -> str:
    return rf"{' & '.join(cells)} \\ {rule}"


def _latex(row: TableRow) -> list[str]:
    if row.shared:
        return [rf"\multicolumn{{{len(row.cells)}}}{{c}}{{{_text(cell_label(row.cells[0]))}}}"]
    return [_bracket(cell) for cell in row.cells]


def _foot(foot: FooterRow) -> str:
    return rf"\multicolumn{{2}}{{l|}}{{{_text(foot.full)}}}"


def _bracket(cell: TableCell) -> str:
    inside = r" \\ ".join(line.replace("×", r"\times ").replace(", ", r",\ ") for line in cell_lines(cell))
    return rf"$\left[\begin{{array}}{{c}}{inside}\end{{array}}\right]\times {cell.blocks}$"


def _text(words: str) -> str:
    """Words as LaTeX sets them, products and powers in mathematics."""
    words = words.replace("_", r"\_").replace("–", "--").replace("·", r"$\cdot$")
    words = re.sub(r"×10([⁶⁹])", lambda power: rf"$\times 10^{'6' if power[1] == '⁶' else '9'}$", words)
    return re.sub(r"(\d+)×(\d+)", r"$\1\\times \2$", words)
