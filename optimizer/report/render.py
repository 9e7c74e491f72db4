"""How do the views become HTML? One environment that escapes everything it is given."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.report.frame import Frame
from optimizer.report.manifest import Manifest
from optimizer.report.text import Language

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["manifest_html", "page_html"]

_TEMPLATES = Path(__file__).parent / "templates"
_SCRIPTS = {"batch": "levels.js"}
"""Of pages that have none of their own: jobs are chosen from as levels are."""


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


def page_html(page: Frame, kind: str, say: Language) -> str:
    """A page as one HTML document that loads nothing from anywhere.

    Parameters
    ----------
    page : Frame
        What to show.
    kind : {"report", "levels", "horizon", "batch"}
        Which page it is: the name of its template.
    say : Language
        Language of the fixed texts.

    Returns
    -------
    str
        The document. All texts of the page are escaped; its policy lets no script run but
        its own, by the hash of it.
    """
    script = _SCRIPTS.get(kind, f"{kind}.js")
    text = _environment().get_template(script).render()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    template = _environment().get_template(f"{kind}.html")
    return template.render(
        page=page,
        kind=kind,
        _=say.text,
        lang=say.code,
        script=script,
        script_hash=f"sha256-{digest}",
    )


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
