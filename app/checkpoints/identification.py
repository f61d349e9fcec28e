"""Identify the network of a checkpoint by the names and shapes of its tensors."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..networks.bounds import ImpossibleChoice
from . import sentences
from .comparison import without_counters
from .inference import Inference, infer
from .ranking import inferred_candidates, nearest_candidates
from .reader import read_checkpoint
from .records import Candidate, Identification, Shapes
from .state_dicts import StateDict, find_state_dict

LEAST_SHARE = 0.5  # of the tensors that fit, for a network to be called the nearest


def identify(path: Path) -> Identification:
    """Identify the network of a file of torch.save or safetensors. Raises `UnreadableCheckpoint`."""
    state_dicts = read_checkpoint(path).state_dicts
    shapes = {key: {name: header.shape for name, header in headers.items()} for key, headers in state_dicts.items()}
    identification = _identify(shapes)
    headers = state_dicts[identification.state_dict]
    counts = Counter(headers[name].dtype for name in without_counters(headers))
    return replace(identification, dtypes=tuple(dtype for dtype, _ in counts.most_common()))


def identify_tensors(shapes: Shapes) -> Identification:
    """Identify the network of one state dict from its names and shapes."""
    return _identify({"": shapes})


def _identify(state_dicts: Mapping[str, Shapes]) -> Identification:
    found = find_state_dict(state_dicts)
    inference = infer(found.shapes) or Inference(())
    try:
        inferred = inferred_candidates(found, inference) if inference.specs else ()
    except ImpossibleChoice as error:
        return _unknown(found, f"This is a network that cannot be opened here. {error}", nearest_candidates(found, ()))
    if inferred and inferred[0].comparison.is_exact:
        return _known(found, inferred, inference)
    candidates = nearest_candidates(found, inferred[:1])
    if candidates and candidates[0].comparison.share >= LEAST_SHARE:
        return _known(found, candidates, inference)
    return _unknown(found, sentences.unlike(candidates), candidates)


def _known(found: StateDict, candidates: tuple[Candidate, ...], inference: Inference) -> Identification:
    first = candidates[0]
    exact = [candidate for candidate in candidates if candidate.comparison.is_exact]
    return Identification(
        sentence=sentences.exact(exact) if exact else sentences.nearest(first),
        network=first.network,
        options=first.options,
        exact=bool(exact),
        fits=first.comparison.fits,
        expected=first.comparison.expected,
        state_dict=found.key,
        prefix=found.prefix,
        misfits=sentences.misfits(first.comparison),
        notes=sentences.notes(found, exact or [first], inference.widths_per_group),
        candidates=candidates,
    )


def _unknown(found: StateDict, sentence: str, candidates: tuple[Candidate, ...]) -> Identification:
    comparison = candidates[0].comparison if candidates else None
    return Identification(
        sentence=sentence,
        network=None,
        options={},
        exact=False,
        fits=comparison.fits if comparison else 0,
        expected=comparison.expected if comparison else 0,
        state_dict=found.key,
        prefix=found.prefix,
        misfits=sentences.misfits(comparison) if comparison else (),
        candidates=candidates,
    )
