"""Path data (`d`) of the lines between volumes."""


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line."""
    return f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"


def arch(x1: float, y1: float, x2: float, y2: float, top: float) -> str:
    """A smooth arch between two points, up to y = top."""
    control = top - (min(y1, y2) - top) / 3  # a cubic with both controls here touches y = top if both ends are level
    return f"M{x1:.1f} {y1:.1f}C{x1:.1f} {control:.1f} {x2:.1f} {control:.1f} {x2:.1f} {y2:.1f}"


def bridge(x1: float, y1: float, x2: float, y2: float, top: float, radius: float = 46) -> str:
    """Up, level at y = top, and down again, with round corners."""
    r = min(radius, (x2 - x1) / 2, y1 - top, y2 - top)
    return (
        f"M{x1:.1f} {y1:.1f}V{top + r:.1f}Q{x1:.1f} {top:.1f} {x1 + r:.1f} {top:.1f}"
        f"H{x2 - r:.1f}Q{x2:.1f} {top:.1f} {x2:.1f} {top + r:.1f}V{y2:.1f}"
    )


def lane(x1: float, y1: float, x2: float, y2: float, right: float, radius: float = 12) -> str:
    """Right, down along x = right, and back left, with round corners."""
    r = min(radius, (y2 - y1) / 2, right - x1, right - x2)
    return (
        f"M{x1:.1f} {y1:.1f}H{right - r:.1f}Q{right:.1f} {y1:.1f} {right:.1f} {y1 + r:.1f}"
        f"V{y2 - r:.1f}Q{right:.1f} {y2:.1f} {right - r:.1f} {y2:.1f}H{x2:.1f}"
    )


def turn_right(x1: float, y1: float, x2: float, y2: float, radius: float) -> str:
    """Up, a round corner, and right."""
    return f"M{x1:.1f} {y1:.1f}V{y2 + radius:.1f}Q{x1:.1f} {y2:.1f} {x1 + radius:.1f} {y2:.1f}H{x2:.1f}"


def turn_down(x1: float, y1: float, x2: float, y2: float, radius: float = 46) -> str:
    """Right, a round corner, and down."""
    return f"M{x1:.1f} {y1:.1f}H{x2 - radius:.1f}Q{x2:.1f} {y1:.1f} {x2:.1f} {y1 + radius:.1f}V{y2:.1f}"


def drop(x1: float, y1: float, x2: float, y2: float, level: float, radius: float = 8) -> str:
    """Down to y = level, left or right, and down again, with round corners."""
    side = 1 if x2 > x1 else -1
    r = min(radius, abs(x2 - x1) / 2, level - y1, y2 - level)
    return (
        f"M{x1:.1f} {y1:.1f}V{level - r:.1f}Q{x1:.1f} {level:.1f} {x1 + side * r:.1f} {level:.1f}"
        f"H{x2 - side * r:.1f}Q{x2:.1f} {level:.1f} {x2:.1f} {level + r:.1f}V{y2:.1f}"
    )


def corner_way(x1: float, y1: float, turn: float, y2: float, x2: float, radius: float = 10) -> str:
    """Right to x = `turn`, up or down to y2, and right again, with round corners."""
    down = 1 if y2 > y1 else -1
    r = min(radius, abs(y2 - y1) / 2, max(0.0, x2 - turn))
    return (
        f"M{x1:.1f} {y1:.1f}H{turn - min(r, max(0.0, turn - x1)):.1f}"
        f"Q{turn:.1f} {y1:.1f} {turn:.1f} {y1 + down * r:.1f}V{y2 - down * r:.1f}"
        f"Q{turn:.1f} {y2:.1f} {turn + r:.1f} {y2:.1f}H{x2:.1f}"
    )


def step_way(x1: float, y1: float, turn: float, y2: float, x2: float, y3: float, radius: float = 10) -> str:
    """Right, up or down to y2, right to x2, and back to y3, with round corners. Level if y1 = y2."""
    back = 1 if y3 > y2 else -1
    r = min(radius, abs(y3 - y2), abs(x2 - turn) / 2)
    first = f"M{x1:.1f} {y1:.1f}" if abs(y1 - y2) < 1 else corner_way(x1, y1, turn, y2, turn + r, r)
    return f"{first}H{x2 - r:.1f}Q{x2:.1f} {y2:.1f} {x2:.1f} {y2 + back * r:.1f}V{y3:.1f}"
