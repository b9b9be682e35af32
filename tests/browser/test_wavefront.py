"""The wavefront in a real JupyterLab: stepped by mouse and keys, done hastily, driven by code."""

CELLS = {
    "imports": "from downslope.wavefront import Wavefront",
    "wave": "wave = Wavefront(); wave",
    "late": "late = Wavefront(stage=20); late",
    "wrong": """
def backward(params, caches, dlogits):
    return [{"W": 0.9 * cache[1], "b": cache[2]} for cache in caches[::2]]
wrong = Wavefront(backward=backward); wrong
""",
    "empty": """
def backward(params, caches, dlogits):
    raise NotImplementedError
Wavefront(backward=backward)
""",
}
ORDER = ["dZ4", "dW4", "dA3", "dZ3", "dW3", "dA2", "dZ2", "dW2", "dA1", "dZ1", "dW1"]


def stage(demo, number):
    demo.wait("root.dataset.stage === arg", str(number))


def row(demo, layer) -> list[str]:
    """The cells of a layer in the ledger: cache, dZ, dW and db, dA, weights."""
    return demo.root.locator(".downslope-ledger tbody tr").nth(layer - 1).locator(
        "td"
    ).all_text_contents()  # fmt: skip


def test_the_wave_runs_forward_and_back_and_the_ledger_knows(part):
    demo = part("wave")
    picture = demo.root.locator("svg.downslope-network")
    before = picture.screenshot()
    assert row(demo, 1)[:2] == ["empty", "not yet"]
    ahead = demo.get("button", "Next ▸")
    for number in range(1, 9):
        ahead.press("Enter")
        stage(demo, number)
    demo.says("Here the wave turns")
    assert [row(demo, n)[0] for n in (1, 4)] == ["✓ X, W1 · Z1", "✓ A3, W4"]
    assert {row(demo, n)[1] for n in (1, 2, 3, 4)} == {"not yet"}
    assert picture.screenshot() != before
    for number, name in enumerate(ORDER, start=9):
        ahead.press("Enter")
        stage(demo, number)
        demo.says(f"^{name}")
    assert row(demo, 4)[-1] == "as they were"
    ahead.press("Enter")
    demo.says("Only now all layers move")
    assert row(demo, 4)[-1] == "moved"
    demo.get("button", "◂ Step back").click()
    stage(demo, 19)
    demo.get("button", "Reset").click()
    stage(demo, 0)


def test_the_numbers_are_those_of_python(notebook, part):
    demo = part("late")
    sizes = notebook.python(
        "' '.join('%.3f' % (sum(x * x for r in W for x in r) ** 0.5) for W in late.net['dW'])"
    ).strip("'")
    for layer, size in enumerate(sizes.split(), start=1):
        assert row(demo, layer)[2] == f"✓ {size}"
    assert (
        notebook.python("'%.3f' % late.net['loss']").strip("'")
        in demo.root.locator("svg.downslope-network").text_content()
    )


def test_moving_each_layer_at_once_spoils_what_lies_in_front(notebook, part):
    demo = part("wave")
    demo.get("button", "To the end").click()
    stage(demo, 20)
    box = demo.root.get_by_role("checkbox", name="Move each layer at once")
    box.focus()
    demo.page.keyboard.press("Space")
    demo.wait("root.dataset.wrong.includes('dW1')")
    assert row(demo, 4)[2].startswith("✓")
    for layer in (1, 2, 3):
        assert row(demo, layer)[2].startswith("⚠ 0.")
        assert ", not 0." in row(demo, layer)[2]
    demo.says("some of them by a wrong step")
    demo.keep("09_wavefront_light")
    notebook.theme("Dark")
    demo.keep("09_wavefront_dark")
    notebook.theme("Light")
    box.press(" ")
    demo.wait("root.dataset.wrong === ''")


def test_a_students_function_drives_it_and_is_told_from_the_measured_blame(part):
    demo = part("wrong")
    demo.wait("root.dataset.wrong.includes('dW4')")
    demo.get("button", "To the loss").click()
    for number in (9, 10):
        demo.get("button", "Next ▸").click()
        stage(demo, number)
    demo.says("⚠ It is not the gradient")
    part("empty").says("backward is not written yet")
