"""How do the views become HTML? One environment that escapes everything it is given."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.report.batch_page import BatchPage
from optimizer.report.horizon_page import HorizonPage
from optimizer.report.levels_page import LevelsPage
from optimizer.report.manifest import Manifest
from optimizer.report.page import Page
from optimizer.report.text import Language

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["batch_html", "horizon_html", "levels_html", "manifest_html", "report_html"]

_TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _script_hash(name: str) -> str:
    """The one script that may run, as the page's policy names it."""
    script = _environment().get_template(name).render()
    digest = hashlib.sha256(script.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()


def report_html(page: Page, say: Language) -> str:
    """The report as one HTML document that loads nothing from anywhere.

    Parameters
    ----------
    page : Page
        What to show.
    say : Language
        Language of the fixed texts.

    Returns
    -------
    str
        The document. All texts of the page are escaped; its policy lets no script run but
        its own, by the hash of it.
    """
    template = _environment().get_template("report.html")
    return template.render(
        page=page, _=say.text, lang=say.code, script_hash=_script_hash("report.js")
    )


def levels_html(page: LevelsPage, say: Language) -> str:
    """The report of a level plan as one HTML document that loads nothing from anywhere.

    Parameters
    ----------
    page : LevelsPage
        What to show.
    say : Language
        Language of the fixed texts.

    Returns
    -------
    str
        The document; texts are escaped, and no script runs but its own.
    """
    template = _environment().get_template("levels.html")
    script = _script_hash("levels.js")
    return template.render(page=page, _=say.text, lang=say.code, script_hash=script)


def batch_html(page: BatchPage, say: Language) -> str:
    """The overview of a batch as one HTML document that loads nothing from anywhere.

    Parameters
    ----------
    page : BatchPage
        What to show.
    say : Language
        Language of the fixed texts.

    Returns
    -------
    str
        The document; texts are escaped, and no script runs but its own.
    """
    template = _environment().get_template("batch.html")
    script = _script_hash("levels.js")
    return template.render(page=page, _=say.text, lang=say.code, script_hash=script)


def horizon_html(page: HorizonPage, say: Language) -> str:
    """The report of a horizon plan as one HTML document that loads nothing from anywhere.

    Parameters
    ----------
    page : HorizonPage
        What to show.
    say : Language
        Language of the fixed texts.

    Returns
    -------
    str
        The document; texts are escaped, and no script runs but its own.
    """
    template = _environment().get_template("horizon.html")
    script = _script_hash("horizon.js")
    return template.render(page=page, _=say.text, lang=say.code, script_hash=script)


def manifest_html(manifest: Manifest, say: Language) -> str:
    """A driver's manifest as one HTML document for A4 pages, without any script.

    Parameters
    ----------
    manifest : Manifest
        What to print.
    say : Language
        Language of the fixed texts.

    Returns
    -------
    str
        The document.
    """
    template = _environment().get_template("manifest.html")
    return template.render(manifest=manifest, _=say.text, lang=say.code)
