"""How likely is which demand, by recursion? Batches, and single tables within kernels.

Poisson and negative binomial demand are of Panjer's class: each probability follows from the
one before, and those of a random number of batches from all before.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.distributions import closed
from models.inventory.problem import Floats
from models.inventory.tables import checked
from models.kernels import kernel

__all__ = ["compound_poisson", "table_of"]

_MAX_EXPONENT = 600.0
_ROUNDING = 1e-17


def compound_poisson(rate: float, sizes: npt.ArrayLike, width: int) -> Floats:
    """Demand of a Poisson number of batches, each of a size drawn from a table.

    Parameters
    ----------
    rate : float
        Mean number of batches, at least 0. [-]
    sizes : array_like of float, shape (n_sizes,)
        Probability of a batch of 0, 1, 2 ... pieces. [-]
    width : int
        Points of the table, at least 1.

    Returns
    -------
    numpy.ndarray of float, shape (width,)
        Probabilities. [-]

    Notes
    -----
    (I.502) of docs/models/inventory.md, Panjer's recursion [1]_. Rates whose first probability
    would underflow are halved until it does not, and the halves put together.

    References
    ----------
    .. [1] H. H. Panjer (1981), Recursive evaluation of a family of compound distributions,
       ASTIN Bulletin 12(1), 22-26, doi:10.1017/S0515036100006796.

    Examples
    --------
    >>> compound_poisson(1.0, [0, 0, 1], 5).round(4)
    array([0.3679, 0.    , 0.3679, 0.    , 0.2642])
    """
    sizes = checked(sizes)
    if not np.isfinite(rate) or rate < 0:
        raise ValueError("the rate is at least 0 and finite")
    halvings = 0
    while rate * (1 - sizes[0]) > _MAX_EXPONENT:
        rate /= 2
        halvings += 1
    table = _compound(float(rate), sizes, width)
    for _ in range(halvings):
        table = np.convolve(table, table)[:width]
    return closed(table)


@kernel
def _compound(rate: float, sizes: Floats, width: int) -> Floats:
    """Panjer's recursion."""
    table = np.zeros(width)
    table[0] = np.exp(-rate * (1.0 - sizes[0]))
    for k in range(1, width):
        total = 0.0
        for size in range(1, min(k, len(sizes) - 1) + 1):
            total += size * sizes[size] * table[k - size]
        table[k] = rate * total / k
    return table


@kernel
def table_of(mean: float, ratio: float) -> Floats:
    """Table of Poisson or negative binomial demand, as wide as it need be; for kernels.

    Parameters
    ----------
    mean : float
        Mean demand, at least 0. [pieces]
    ratio : float
        Variance over mean, at least 1. [pieces]

    Returns
    -------
    numpy.ndarray of float, shape (width,)
        Probabilities; beyond the end each is below 1e-17 of the greatest. [-]

    Examples
    --------
    >>> table_of(0.5, 1.0)[:3].round(4)
    array([0.6065, 0.3033, 0.0758])
    """
    if mean <= 0.0:
        return np.ones(1)
    b = (ratio - 1.0) / ratio
    a = mean / ratio
    mode = int((a - 1.0) / (1.0 - b)) + 1 if a > 1.0 else 0
    end = mode
    term = 1.0
    while term > _ROUNDING:
        term *= (a + b * end) / (end + 1)
        end += 1
    table = np.zeros(end + 1)
    table[mode] = 1.0
    for k in range(mode, end):
        table[k + 1] = table[k] * (a + b * k) / (k + 1)
    for k in range(mode, 0, -1):
        table[k - 1] = table[k] * k / (a + b * (k - 1))
    return np.asarray(table / table.sum())
