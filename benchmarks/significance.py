"""Are differences chance? Wilcoxon's signed rank test, and Holm's correction for many of them."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["holm", "p_greater"]


def p_greater(differences: Sequence[float]) -> float:
    """How likely are differences as positive as these, if their signs were chance?

    Parameters
    ----------
    differences : sequence of float
        Zeros are left out, as Wilcoxon does.

    Returns
    -------
    float
        One-sided p-value of the signed rank test; 1 where there is no difference at all.

    References
    ----------
    F. Wilcoxon (1945), Biometrics Bulletin 1(6), 80-83, doi:10.2307/3001968.

    Examples
    --------
    >>> p_greater([0.0, 0.0])
    1.0
    >>> p_greater([1, 2, 3, 4, 5]) == 1 / 2**5
    True
    """
    from scipy.stats import wilcoxon

    told = [difference for difference in differences if difference]
    if not told:
        return 1.0
    return float(wilcoxon(told, alternative="greater").pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p-values for there being several of them.

    Parameters
    ----------
    p_values : sequence of float
        In any order.

    Returns
    -------
    list of float
        In the same order, none smaller than it was.

    References
    ----------
    S. Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70,
    https://www.jstor.org/stable/4615733.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected = [1.0] * len(p_values)
    highest = 0.0
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[i]))
        corrected[i] = highest
    return corrected
