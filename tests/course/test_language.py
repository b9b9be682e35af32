"""The language of the course: one name for each thing, British spelling, and no dead link."""

import re
from pathlib import Path

import nbformat
import pytest

from autograder.layout import assignments, find_root, release_path
from tests.course.page import Page

ROOT = find_root()
NOTEBOOKS = assignments(ROOT)


def markdown(name: str) -> list[str]:
    cells = nbformat.read(release_path(ROOT, name), as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "markdown"]


STRAYS = {  # what would be a second name for something, and the one that the course uses
    r"learning_rate|\beta\b|\bstep_size": "lr",
    r"\btheta\b|\bparameters\[": "params or w",
    r"\blambda_\b|\breg\b|\bweight_decay\b": "lam",
    r"\by_hat\b|\byhat\b|\by_pred\b": "pred, p or logits",
    r"\bX_?train\b|\bx_train\b|\bX_tr\b": "Xtr",
    r"\bX_?val\b|\bx_val\b|\bX_va\b": "Xva",
    r"\bn_?epochs\b|\bnum_epochs\b": "epochs",
    r"\bn_samples\b|\bnum_samples\b|\bn_examples\b": "N",
    r"\bn_classes\b|\bnum_classes\b": "K",
    r"\bbatchsize\b|\bbs\b": "batch_size",
    r"\bnp\.random\.(?!default_rng|Generator)\w+\(": "rng",
    r"\bmemory\b *=|\bctx\b": "cache",
    r"\bgradients *= *\[": "grads",
    r"\bdropout_rate\b|\bkeep_prob\b|\bp_keep\b": "p_drop",
    r"\bmini-?batch_size\b": "batch_size",
    r"\b[Cc]hapters?\b": "notebook",
}
AMERICAN = (
    r"\b\w*(?:behavior|neighbor|flavor|honor|labor(?!at)|fiber"
    r"|normaliz|initializ|regulariz|optimiz(?!ers?\b)|generaliz|recogniz|memoriz|visualiz|vectoriz"
    r"|summariz|analyz|labeled|labeling|traveled|canceled|modeling|gray|center|color)\w*"
)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_nothing_has_a_second_name(name):
    for stray, ours in STRAYS.items():
        found = re.search(stray, Page(name).text)
        assert not found, f"{found[0]!r}: the course calls it {ours}"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_prose_is_spelt_as_in_britain(name):
    docstrings = re.findall(r'"""(.+?)"""', Page(name).text, re.DOTALL)
    prose = re.sub(r"`[^`]*`", "", "\n".join([*markdown(name), *docstrings]))
    assert not re.findall(AMERICAN, prose, re.IGNORECASE)


PAGES = [page for folder in (".", "course", "solutions", "autograder")
         for page in sorted((ROOT / folder).glob("*.md"))]  # fmt: skip


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(path):
    check_links(path.read_text(encoding="utf-8"), path.parent)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_link_of_a_notebook_leads_somewhere(name):
    for folder in ("course", "solutions"):
        for source in markdown(name):
            check_links(source, ROOT / folder / name)


def check_links(source: str, folder: Path) -> None:
    prose = re.sub(r"```.+?```|`[^`\n]*`", "", source, flags=re.DOTALL)
    for link in re.findall(r"(?<!\\)\]\(([^)\s]+)\)", prose):
        if link.startswith(("http://", "https://", "mailto:", "attachment:")):
            continue
        file, _, anchor = link.partition("#")
        target = folder / file if file else None
        assert target is None or target.exists(), link
        if anchor and (target is None or target.suffix == ".md"):
            there = source if target is None else target.read_text(encoding="utf-8")
            assert anchor in [slug(title) for title in re.findall(r"^#+ (.+)$", there, re.M)], link


def slug(title: str) -> str:
    """The anchor that GitHub and JupyterLab give a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
