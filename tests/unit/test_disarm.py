"""What formgrader shows of a notebook: the student's text and pictures, and our own tables."""

import base64
import io

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from autograder.nbgrader_plugin import Disarm, markdown

SCRIPT = "<script>alert(1)</script>"


def disarmed(*cells):
    notebook, _resources = Disarm().preprocess(new_notebook(cells=list(cells)), {})
    nbformat.validate(notebook)
    return notebook.cells


def test_only_text_and_pictures_stay():
    out = io.BytesIO()
    Image.new("RGB", (3, 2)).save(out, "PNG")
    picture = base64.b64encode(out.getvalue()).decode()
    outputs = [
        new_output("stream", name="stderr", text="\x1b[31mred\x1b[0m"),
        new_output("display_data", {"text/html": SCRIPT, "text/plain": "a table"}),
        new_output("display_data", {"application/javascript": "alert(1)", "image/svg+xml": SCRIPT}),
        new_output("execute_result", {"image/png": picture, "text/plain": "a picture"}),
        new_output("execute_result", {"image/png": "no picture"}, metadata={"isolated": True}),
        new_output("error", ename="E", evalue="\u202e", traceback=["\x1b[31mE\x1b[0m"]),
    ]
    (cell,) = disarmed(new_code_cell("1", outputs=outputs))
    assert [sorted(o.get("data", {})) for o in cell.outputs] == [
        [],
        ["text/plain"],
        ["text/plain"],
        ["image/png", "text/plain"],
        ["text/plain"],
        [],
    ]
    assert cell.outputs[0].text == "red"
    assert cell.outputs[5].evalue == ""
    assert cell.outputs[5].traceback == ["E"]
    assert not any(o.get("metadata") for o in cell.outputs)


def test_the_table_of_a_check_stays():
    output = new_output("execute_result", {"text/plain": "4.0", "text/html": "<table></table>"})
    check = new_code_cell("check.slope(slope)", outputs=[output])
    check.metadata.nbgrader = {"grade": True, "solution": False}
    (cell,) = disarmed(check)
    assert cell.outputs == [output]


def test_an_answer_keeps_its_formulas_and_loses_its_attachments():
    cell = new_markdown_cell("$a$", attachments={"x.svg": {"image/svg+xml": SCRIPT}})
    assert "attachments" not in disarmed(cell)[0]
    html = markdown(f"$a_b$ {SCRIPT} [x](javascript:alert(1))")
    assert "$a_b$" in html
    assert "<script" not in html
    assert "href" not in html
