"""What our HTML pages share: no scripts, one style sheet that the page's own policy allows."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup


@cache
def template(name: str) -> Template:
    """A template of templates/; everything it is given is escaped."""
    environment = Environment(
        loader=PackageLoader("autograder"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["points"] = lambda value: f"{value:.2f}".rstrip("0").rstrip(".")
    return environment.get_template(name)


@cache
def style(*names: str) -> tuple[Markup, str]:
    """The style sheets of templates/ as one, and the policy that allows just this (by its hash)."""
    folder = Path(__file__).parent / "templates"
    css = "".join((folder / name).read_text(encoding="utf-8") for name in names)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    return Markup(css), f"{allowed}; base-uri 'none'; form-action 'none'"
