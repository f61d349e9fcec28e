"""All rules. The API, the page, the documentation and the tests iterate over the rows."""

from collections.abc import Iterator

from ..tracing.records import Trace
from . import fixed_pooling, fixes, last_map, norms, receptive_field, sizes
from .records import SEVERITIES, Note, Rule

STEMS = (fixes.cifar_stem, fixes.no_stem_pool)
MAPS = (fixes.cifar_stem, fixes.last_stride, fixes.larger_input)

RULES = (
    Rule("stem", "a stem of stride 4 before maps that are too small", last_map.check_stem, STEMS),
    Rule("last_map", "a layer whose convolutions read more padding than values", last_map.check_last_map, MAPS),
    Rule(
        "receptive_field_beyond",
        "a receptive field of at least four images across, on an input far below the published one",
        receptive_field.check_beyond,
        (*STEMS, fixes.larger_input),
    ),
    Rule(
        "norm_of_one_value",
        "a batch normalization of one value per channel and image",
        norms.check_norms,
        (fixes.cifar_stem, fixes.last_stride, fixes.larger_input, fixes.group_norm),
    ),
    Rule(
        "class_activation_map",
        "a last map of one pixel, which places nothing",
        norms.check_activation_map,
        (fixes.cifar_stem, fixes.last_stride, fixes.dilation, fixes.larger_input),
    ),
    Rule(
        "fixed_pooling",
        "a classifier that gets another number of values than it expects behind a fixed pooling",
        fixed_pooling.check,
        (fixes.adaptive_head, fixed_pooling.fitting_input, fixed_pooling.fitting_features),
    ),
    Rule(
        "receptive_field_within",
        "a receptive field of at most half of the image",
        receptive_field.check_within,
        (fixes.imagenet_stem, fixes.smaller_input),
    ),
    Rule(
        "unread_values",
        "rows and columns of a volume that no window reads",
        sizes.check_unread,
        (fixes.stride_on_3x3, fixes.divisible_inputs),
    ),
    Rule(
        "ceil_mode",
        "an average pooling on a shortcut that fits its branch only in ceil mode",
        sizes.check_ceil_mode,
        (fixes.divisible_inputs,),
    ),
    Rule(
        "feature_pyramid",
        "maps of two layers that a feature pyramid cannot add",
        sizes.check_pyramid,
        (fixes.divisible_inputs,),
    ),
    Rule(
        "size_not_divisible",
        "an input that the network's stride does not divide",
        sizes.check_divisible,
        (fixes.divisible_inputs,),
    ),
)

RULES_BY_NAME = {rule.name: rule for rule in RULES}


def advise(trace: Trace) -> tuple[Note, ...]:
    """The notes on a trace, the most severe first. Empty where nothing is wrong."""
    return tuple(sorted(_notes(trace), key=lambda note: SEVERITIES.index(note.severity)))


def _notes(trace: Trace) -> Iterator[Note]:
    for rule in RULES:
        if note := rule.note(trace):
            yield note
