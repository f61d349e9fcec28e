"""Candidates for a state dict: the inferred network, or the nearest ones of the catalogue."""

from ..networks.bounds import ImpossibleChoice, check, weighted_layers
from ..networks.catalogue import NETWORKS, Network
from ..networks.options import configure
from ..networks.spec import Spec
from .comparison import compare, without_counters
from .inference import Inference, with_ends_of
from .naming import name_of, words
from .records import Candidate, Comparison
from .state_dicts import StateDict

NEAREST = 3
LEAST_SHARE = 0.05  # of the tensors that fit; with fewer, a network has only usual names such as `fc` in common


def inferred_candidates(found: StateDict, inference: Inference) -> tuple[Candidate, ...]:
    """The inferred networks, those with fewest options first. All have the same tensors.

    Raises `ImpossibleChoice` if they are out of bounds.
    """
    names = sorted((name_of(spec) for spec in inference.specs), key=lambda name: len(name[1]))
    comparison = compare(found, configure(*names[0]))
    return tuple(Candidate(network, options, words(network, options), comparison) for network, options in names)


def nearest_candidates(found: StateDict, inferred: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates with the largest share of tensors that fit, among the inferred ones and the whole catalogue.

    The rest of the catalogue is not built once no network in it can have a larger share.
    """
    known = {candidate.network for candidate in inferred} | {"custom"}
    count = len(without_counters(found.shapes))
    networks = [network for network in NETWORKS.values() if network.name not in known]
    ranked: list[tuple[Comparison, Candidate | Spec]] = [(each.comparison, each) for each in inferred]
    for network in sorted(networks, key=lambda each: -_largest_share(count, each)):
        if len(ranked) >= NEAREST and ranked[NEAREST - 1][0].share >= _largest_share(count, network):
            break
        spec = _with_ends(network, found)
        ranked.append((compare(found, spec), spec))
        ranked.sort(key=lambda each: -each[0].share)
    nearest = [each for each in ranked[:NEAREST] if each[0].share >= LEAST_SHARE]
    return tuple(_candidate(of, comparison) if isinstance(of, Spec) else of for comparison, of in nearest)


def _largest_share(count: int, network: Network) -> float:
    """No more of a network's tensors can fit than the file has. A convolution of VGG has two, one of a
    residual network five with its normalization; the head may be missing."""
    layers = weighted_layers(network.spec)
    least = 2 * (layers - 3) if network.spec.block == "vgg" else 5 * (layers - 1)
    return min(count / least, 1.0)


def _candidate(spec: Spec, comparison: Comparison) -> Candidate:
    network, options = name_of(spec)
    return Candidate(network, options, words(network, options), comparison)


def _with_ends(network: Network, found: StateDict) -> Spec:
    """The network with the input channels, the stem and the classes of the tensors, or its own out of bounds."""
    adapted = with_ends_of(network, found.shapes)
    try:
        check(adapted)
    except ImpossibleChoice:
        return network.spec
    return adapted
