"""Candidates for a state dict: the inferred network, or the nearest ones of the catalogue."""

from ..networks.bounds import ImpossibleChoice, weighted_layers
from ..networks.catalogue import NETWORKS, Network
from ..networks.options import configure
from ..networks.spec import Spec
from .comparison import compare, without_counters
from .inference import Inference, with_ends_of
from .naming import name_of, words
from .records import Candidate
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
    ranked = list(inferred)
    for network in sorted(networks, key=lambda each: -_largest_share(count, each)):
        if len(ranked) >= NEAREST and ranked[NEAREST - 1].comparison.share >= _largest_share(count, network):
            break
        ranked.append(_candidate(found, network))
        ranked.sort(key=lambda candidate: -candidate.comparison.share)
    return tuple(candidate for candidate in ranked[:NEAREST] if candidate.comparison.share >= LEAST_SHARE)


def _largest_share(count: int, network: Network) -> float:
    """No more of a network's tensors can fit than the file has. A convolution of VGG has two, one of a
    residual network five with its normalization; the head may be missing."""
    layers = weighted_layers(network.spec)
    least = 2 * (layers - 3) if network.spec.block == "vgg" else 5 * (layers - 1)
    return min(count / least, 1.0)


def _candidate(found: StateDict, network: Network) -> Candidate:
    """The network, with the input channels, the stem and the classes of the tensors where it can have them."""
    spec = _with_ends(network, found)
    name, options = name_of(spec)
    return Candidate(name, options, words(name, options), compare(found, spec))


def _with_ends(network: Network, found: StateDict) -> Spec:
    adapted = with_ends_of(network, found.shapes)
    try:
        name_of(adapted)
    except ImpossibleChoice:
        return network.spec
    return adapted
