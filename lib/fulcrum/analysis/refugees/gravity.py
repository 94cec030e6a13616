"""How arrivals divide between hosts: a gravity model of shares, simple rivals, proper scores.

References: Santos Silva and Tenreyro 2006, 10.1162/rest.88.4.641 (the estimator); Gneiting and
Raftery 2007, 10.1198/016214506000001437 (the scores).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fulcrum.analysis import countries
from fulcrum.analysis.countries import CONTIGUITY, DISTANCES, ECONOMY, distances
from fulcrum.analysis.refugees.counts import HOSTS
from fulcrum.evidence.data import load, versions

FLOWS: Final = "unhcr-refugee-data-finder/flows"
MIGRANTS: Final = "undesa-migrant-stock/migrant_stock_rev2019"
TABLES: Final = (FLOWS, ECONOMY, MIGRANTS, DISTANCES, CONTIGUITY)

CAPITALS: Final[dict[str, str]] = {
    "Ankara": "TUR",
    "Ashgabat": "TKM",
    "Astana": "KAZ",
    "Beijing": "CHN",
    "Berlin": "DEU",
    "Bishkek": "KGZ",
    "Dushanbe": "TJK",
    "Islamabad": "PAK",
    "London": "GBR",
    "Minsk": "BLR",
    "Moscow": "RUS",
    "New Delhi": "IND",
    "Paris": "FRA",
    "Tashkent": "UZB",
    "Tehran": "IRN",
    "Washington": "USA",
    "Yerevan": "ARM",
}
"""Capitals whose distance to Kabul the table holds, and their states: the hosts of the model."""
WIDE: Final = ("refugees", "asylum_seekers", "refugee_like", "oip")
NARROW: Final = ("refugees", "asylum_seekers")
FORCES: Final = ("log_distance", "contiguous", "log_gdp_per_head", "log_population")
FULL: Final = (*FORCES, "log_stock", "stock_unknown")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A fitted gravity model: coefficients of its forces, their clustered covariance, its size."""

    forces: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    rows: int
    hosts: int


def flows(first: int, last: int, classes: Sequence[str] = WIDE) -> pd.DataFrame:
    """New Afghan arrivals by host and year as UNHCR counts them: ``host, year, persons``.

    classes: the columns added up, of ``WIDE``; an empty class of a printed row counts as none. A
    host and year without any figure in these classes has no row: it is missing, not zero.
    """
    table = load(FLOWS)
    rows = table[(table["origin_iso3"] == "AFG") & table["year"].between(first, last)]
    printed = rows[rows[list(classes)].notna().any(axis=1)]
    persons = printed[list(classes)].astype("float64").sum(axis=1)
    flows = printed[["asylum_iso3", "year"]].assign(persons=persons)
    return flows.rename(columns={"asylum_iso3": "host"}).astype({"year": "int64"})


def forces(years: Sequence[int], distance: str = "capital") -> pd.DataFrame:
    """What draws or hinders arrivals, by host and year: ``host, year`` and the forces.

    distance: ``capital`` (capital to Kabul) or ``border`` (nearest point of the country to Kabul,
    hosts near Afghanistan only). GDP in current dollars of the vintage of 2024, Afghan-born stock
    of 2015 (revision 2019). A host-year without GDP or population is left out. Where the revision
    has no stock for a host, ``stock_unknown`` is 1 and takes its place: unknown is not zero.
    """
    hashes = versions(ECONOMY, MIGRANTS, DISTANCES, CONTIGUITY)
    return _forces(tuple(years), distance, hashes).copy(deep=False)


@lru_cache(maxsize=16)
def _forces(years: tuple[int, ...], distance: str, _hashes: tuple[str, ...]) -> pd.DataFrame:
    economy = countries.economies().dropna(subset=["population_persons", "gdp_usd_current"])
    away = distances("border") if distance == "border" else distances("capital").rename(CAPITALS)
    rows = economy[economy["year"].isin(years) & economy["iso3"].isin(away.index)]
    table = load(MIGRANTS)
    born = table[(table["origin_iso3"] == "AFG") & (table["year"] == 2015)]
    stock = rows["iso3"].map(born.set_index("destination_iso3")["migrants_persons"])
    people = rows["population_persons"].astype("float64")
    gdp = rows["gdp_usd_current"].astype("float64")
    return pd.DataFrame(
        {
            "host": rows["iso3"],
            "year": rows["year"].astype("int64"),
            "log_distance": np.log(rows["iso3"].map(away).astype("float64")),
            "contiguous": rows["iso3"].isin(countries.neighbours_of("AFG")).astype("float64"),
            "log_gdp_per_head": np.log(gdp / people),
            "log_population": np.log(people),
            "log_stock": np.log(stock.astype("float64").fillna(1.0)),
            "stock_unknown": stock.isna().astype("float64"),
        }
    ).reset_index(drop=True)


def fit(panel: pd.DataFrame, names: Sequence[str]) -> Fit:
    """Poisson pseudo-maximum likelihood with year effects, errors clustered by host.

    panel: ``host, year, persons`` and the columns ``names``; persons not negative. The estimator
    of Santos Silva and Tenreyro 2006: it needs no Poisson variance, only the right mean. A force
    that does not vary in the panel is dropped. Few hosts make clustered errors too small.
    """
    # A second, and few who read this module fit.
    from statsmodels.genmod.families import Poisson  # noqa: PLC0415
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415

    used = tuple(name for name in names if panel[name].nunique() > 1)
    years = pd.get_dummies(panel["year"], prefix="year", dtype="float64")
    design = pd.concat([panel[list(used)].astype("float64"), years], axis=1)
    model = GLM(panel["persons"].astype("float64"), design, family=Poisson())
    groups = panel["host"].astype("category").cat.codes.to_numpy()
    done = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    count = len(used)
    return Fit(
        forces=used,
        coefficients=np.asarray(done.params, dtype="float64")[:count],
        covariance=np.asarray(done.cov_params(), dtype="float64")[:count, :count],
        rows=len(panel),
        hosts=int(panel["host"].nunique()),
    )


def softmax(scores: Floats) -> Floats:
    """Shares from log weights along the last axis; they sum to one."""
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype="float64")


def predicted(model: Fit, at: pd.DataFrame, hosts: Sequence[str] = HOSTS) -> pd.Series[float]:
    """The shares the model expects between hosts; the effect of the year cancels.

    at: one row a host with the model's forces, of the last year past.
    """
    rows = at.set_index("host").loc[list(hosts), list(model.forces)].to_numpy(dtype="float64")
    return pd.Series(softmax(rows @ model.coefficients), index=list(hosts))


def drawn(
    model: Fit,
    at: pd.DataFrame,
    rng: np.random.Generator,
    draws: int,
    hosts: Sequence[str] = HOSTS,
) -> pd.DataFrame:
    """Shares under coefficients drawn from their clustered normal law: one row a draw.

    A parametric bootstrap of the coefficients; the chance of a single year is not in it.
    """
    rows = at.set_index("host").loc[list(hosts), list(model.forces)].to_numpy(dtype="float64")
    values = rng.multivariate_normal(model.coefficients, model.covariance, draws, method="eigh")
    return pd.DataFrame(softmax(values @ rows.T), columns=list(hosts))
