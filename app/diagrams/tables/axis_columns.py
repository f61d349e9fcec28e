"""CSV columns for the receptive field of each axis, empty where height and width are equal."""

from app.tracing.records import ReceptiveField


def axis_columns(*names: str) -> list[str]:
    """Return the column names for fields of `AxisReceptiveField`."""
    return [f"receptive_field_{axis}_{name}" for axis in ("height", "width") for name in names]


def axis_cells(field: ReceptiveField, *names: str) -> list[int | str]:
    """Return one row's cells in the order of `axis_columns`."""
    return [getattr(axis, name) if axis else "" for axis in (field.height, field.width) for name in names]
