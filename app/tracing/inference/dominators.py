"""The dominator tree of a dataflow: the last volume that all paths from the input to a step run through.

Steps in execution order are in topological order, so one pass is enough. Each node has a pointer to an ancestor far
above it (Myers, An applicative random-access stack, 1983), so that a common ancestor is found in logarithmic time.
"""

from collections.abc import Sequence

from .flow import SOURCE


def immediate_dominators(sources: Sequence[tuple[int, ...]]) -> list[int]:
    """Return the immediate dominator of each step; steps without sources have that of the input."""
    parent, depth, jump = [SOURCE], [0], [SOURCE]
    for number in range(1, len(sources)):
        volumes = sources[number]
        above = volumes[0] if volumes else SOURCE
        for other in volumes[1:]:
            above = _common(above, other, parent, depth, jump)
        parent.append(above)
        depth.append(depth[above] + 1)
        far = jump[above]
        jump.append(jump[far] if depth[above] - depth[far] == depth[far] - depth[jump[far]] else above)
    return parent


def _common(a: int, b: int, parent: list[int], depth: list[int], jump: list[int]) -> int:
    """The closest common ancestor of two nodes."""
    if depth[a] < depth[b]:
        a, b = b, a
    while depth[a] > depth[b]:
        a = jump[a] if depth[jump[a]] >= depth[b] else parent[a]
    while a != b:
        if jump[a] != jump[b]:
            a, b = jump[a], jump[b]
        else:
            a, b = parent[a], parent[b]
    return a
