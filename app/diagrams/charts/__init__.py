"""Charts that belong to a picture: bars as plain records, rendered as SVG by `bars.svg` and `differences.svg`."""
