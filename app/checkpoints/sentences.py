"""What an identification says: the network, the tensors that do not fit, and what shapes do not tell."""

from collections.abc import Iterator, Sequence

from ..networks.options import configure
from ..networks.spec import Spec
from .naming import listed
from .records import Candidate, Comparison, Mismatch, Shape
from .state_dicts import StateDict

FIRST = 3  # tensors that a sentence names
LONGEST = 60  # characters of a tensor's name

STEMS = {
    "imagenet": "a 7×7 stem is taken with stride 2 and a max pooling after it",
    "cifar": "a 3×3 stem is taken with stride 1 and no pooling after it",
    "deep": "a deep stem is taken with stride 2 and a max pooling after it",
    None: "a 2×2 max pooling is taken after each run of convolutions",
}


def exact(candidates: Sequence[Candidate]) -> str:
    """`This is a ResNet-50 with 10 classes.` Candidates with the same tensors are alternatives."""
    names = " or a ".join(candidate.words for candidate in candidates)
    head = ", without its head" if candidates[0].comparison.headless else ""
    same = ": these have the same tensors" if len(candidates) > 1 else ""
    return f"This is a {names}{head}{same}."


def nearest(candidate: Candidate) -> str:
    """`This is none of the networks here. The nearest is a ResNet-50: 260 of 267 tensors fit.`"""
    return f"This is none of the networks here. The nearest is a {candidate.words}: {_fits(candidate)} fit."


def unlike(candidates: Sequence[Candidate]) -> str:
    """The sentence for a state dict that no network resembles."""
    sentence = "The names and shapes are of no ResNet or VGG that can be built here"
    if not candidates:
        return f"{sentence}."
    first = candidates[0]
    return f"{sentence}. Of the nearest, a {first.words}, {_fits(first)} fit."


def misfits(comparison: Comparison) -> tuple[str, ...]:
    """One sentence per kind of misfit, with its count and the first tensors."""
    groups = (
        ("missing in the file", [printable(name) for name in comparison.missing]),
        ("of another shape", [_mismatch(each) for each in comparison.mismatches]),
        ("not in the network", [printable(name) for name in comparison.unexpected]),
        ("of other modules beside the network", [printable(name) for name in comparison.foreign]),
    )
    return tuple(_counted(words, names) for words, names in groups if names)


def notes(found: StateDict, candidates: Sequence[Candidate], widths_per_group: range) -> tuple[str, ...]:
    """What was assumed where names and shapes do not tell, and how names were changed."""
    first = candidates[0]
    spec = configure(first.network, first.options)
    return (*_names(found), *_assumptions(spec, candidates, widths_per_group))


def printable(name: str) -> str:
    """A tensor's name for a terminal or page: at most 60 characters, control characters as escapes."""
    text = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
    return text if text.isprintable() else text.encode("unicode_escape").decode()


def _fits(candidate: Candidate) -> str:
    return f"{candidate.comparison.fits:,} of {candidate.comparison.expected:,} tensors"


def _counted(words: str, names: list[str]) -> str:
    count, more = len(names), len(names) - FIRST
    shown = names[:FIRST] + ([f"{more:,} more"] if more > 0 else [])
    return f"{count:,} {'tensor is' if count == 1 else 'tensors are'} {words}: {listed(shown)}."


def _mismatch(mismatch: Mismatch) -> str:
    return f"{printable(mismatch.name)} is {_times(mismatch.shape)} and not {_times(mismatch.expected)}"


def _times(shape: Shape) -> str:
    return "×".join(map(str, shape)) or "a scalar"


def _names(found: StateDict) -> Iterator[str]:
    if found.key:
        yield f"The state dict is in the file under {printable(found.key)}."
    if found.prefix:
        yield f"The names have the prefix {printable(found.prefix)} in the file."
    for theirs, ours in found.renames:
        yield f"{theirs} in the names of the file is {ours} here."


def _assumptions(spec: Spec, candidates: Sequence[Candidate], widths: range) -> Iterator[str]:
    if len(candidates) > 1:
        yield (
            "Only projections have tensors, so shapes do not tell a network with other shortcuts from one without: "
            f"a {candidates[0].words} is taken."
        )
    if candidates[0].comparison.headless:
        yield f"Without a head the number of classes is not known: {spec.classes:,} is taken."
    yield f"Strides, dilation and poolings have no tensors: {STEMS[spec.stem]}."
    if spec.block == "bottleneck" and len(spec.depths) > 1:
        yield (
            "Shapes do not tell which convolution of a bottleneck strides: the 3×3 is taken, as in PyTorch; "
            "stride_on=1x1 is the first 1×1, as in the paper."
        )
    if len(widths) > 1 and spec.width_per_group in widths:
        yield f"A width per group of {widths[0]} to {widths[-1]} gives these shapes: {spec.width_per_group} is taken."
