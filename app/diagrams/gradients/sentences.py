"""A gradient study in sentences and formatted numbers."""

import math
from statistics import median

from ...networks.catalogue import NETWORKS
from ...tracing.gradients.study import Gradient, Study, TrainingPass

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PLAIN = "plain network"
LEAST_FRACTION = 100_000  # smaller ratios than its inverse are written as powers of ten
LEAST_SINGLE = 1.4e-45
"""The smallest positive number in single precision, in which networks are usually trained."""


def magnitude(value: float | None) -> str:
    """Format to two digits: `0.0098`, `73`, `7,300`, otherwise `7.5·10⁻¹⁴`."""
    if value is None:
        return "too large for a number"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(float(f"{value:.1e}")))
    if -4 < exponent < 5:
        return f"{round(value, 1 - exponent):,.{max(0, 1 - exponent)}f}"
    return f"{value / 10.0**exponent:.1f}·{power_of_ten(exponent)}"


def power_of_ten(exponent: int) -> str:
    """`10⁻¹⁴`."""
    return "10" + str(exponent).translate(SUPERSCRIPTS)


def title(study: Study) -> str:
    """Return the residual network's title."""
    return NETWORKS[study.network].title


def depth_gradients(run: TrainingPass) -> list[Gradient]:
    """Return the gradients of the convolutions, without projections."""
    return [gradient for gradient in run.gradients if gradient.kind == "convolution"]


def run_description(study: Study) -> str:
    """Describe the networks, the initialisation and the data of the study."""
    _, height, width = study.input.shape
    init = "He initialisation" if study.init == "he" else "PyTorch's default initialisation"
    losses = f"{magnitude(study.plain.loss)} plain, {magnitude(study.residual.loss)} residual"
    return (
        f"{title(study)} and its plain twin, {'with' if study.normalization == 'on' else 'without'} batch "
        f"normalization, {init}, seed {study.seed}: one forward and backward pass of {study.batch} random images of "
        f"{height}×{width} with random labels, in double precision. Cross-entropy: {losses}."
    )


def observations(study: Study) -> tuple[str, ...]:
    """Return sentences on the gradients along the depth, with numbers from the study."""
    plain, residual = depth_gradients(study.plain), depth_gradients(study.residual)
    ends = [_share(run[0].norm, run[-1].norm) for run in (plain, residual)]
    back = [_share(run[0].volume_norm, run[-1].volume_norm) for run in (plain, residual)]
    middle = [_median(run) for run in (plain, residual)]
    return (
        f"In the {PLAIN} the gradient of the first convolution's weights is {ends[0]} that of the last; "
        f"in {title(study)} it is {ends[1]} that of the last.",
        f"Half of the convolutions have a gradient of norm above {magnitude(middle[0])} in the {PLAIN} and above "
        f"{magnitude(middle[1])} in {title(study)}." + _in_single_precision(plain),
        f"On the way back from the last convolution to the first, the gradient of the {PLAIN}'s volumes becomes "
        f"{back[0]} what it was, and that of {title(study)}'s volumes {back[1]} what it was.",
        _with_normalization(study) if study.normalization == "on" else WITHOUT_NORMALIZATION,
    )


WITHOUT_NORMALIZATION = (
    "A weight's gradient is made of the volume that comes in from the front and of the gradient that comes back from "
    "the loss: where both fade on their way, or both grow, the whole curve sinks or rises instead of sloping."
)


def _with_normalization(study: Study) -> str:
    """Compare the networks with section 4.1 of the paper, which found no vanishing signals in plain networks."""
    without, among = _rate(depth_gradients(study.plain)), _rate(depth_gradients(study.residual))
    if without is None or among is None:
        return "By how much it changes from one convolution to the next cannot be told from these numbers."
    rates = (
        f"From one convolution to the one before it, the gradient of the weights is multiplied on average by "
        f"{without:.2f} in the {PLAIN} and by {among:.2f} in {title(study)}."
    )
    if min(without, among) < 1:
        return rates
    vanishing = " Nothing vanishes: with batch normalization the paper's section 4.1 found the same of plain networks."
    growing = " But what is above 1 multiplies with depth, and the shortcuts keep it nearer to 1."
    return rates + vanishing + (growing if among < without else "")


def _rate(run: list[Gradient]) -> float | None:
    """Return the geometric mean of the ratios of each convolution's gradient to that of the next one."""
    first, last = run[0].norm, run[-1].norm
    return (first / last) ** (1 / max(1, len(run) - 1)) if first and last else None


def _share(part: float | None, whole: float | None) -> str:
    """`230 times`, `1/3,400 of`, `about`, `7.5·10⁻⁶¹ times`: the ratio of two numbers."""
    if part is None or not whole:
        return "not to be compared with"
    if 0.95 < part / whole < 1.05:
        return "about"
    if 1 / LEAST_FRACTION < part / whole < 1:
        return f"1/{magnitude(whole / part)} of"
    return f"{magnitude(part / whole)} times"


def _median(run: list[Gradient]) -> float | None:
    norms = [gradient.norm for gradient in run if gradient.norm is not None]
    return median(norms) if len(norms) == len(run) else None


def _in_single_precision(plain: list[Gradient]) -> str:
    if all(gradient.norm is not None and gradient.norm < LEAST_SINGLE for gradient in plain):
        return " In single precision, in which networks are usually trained, the former is zero."
    return ""


def chart_rows(study: Study) -> list[tuple[str, str, str, str, str]]:
    """Return a convolution's path and its weights' and volumes' gradients, plain and residual, row by row."""
    plain = {gradient.path: gradient for gradient in study.plain.gradients}
    return [
        (one.path, *_norms(plain.get(one.path)), *_norms(one))  # the plain network has no projections
        for one in study.residual.gradients
    ]


def _norms(gradient: Gradient | None) -> tuple[str, str]:
    return (magnitude(gradient.norm), magnitude(gradient.volume_norm)) if gradient else ("none", "none")
