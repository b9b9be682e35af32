"""The network view in a real JupyterLab: a weight edited, a path followed, labels apart."""

import pytest

from downslope.demo import module
from tests.browser.driver import Part

IMPORTS = """
import numpy as np
from downslope.blame import BlameMap
def network(D, H, K):
    rng = np.random.default_rng(0)
    params = [{"W": rng.normal(size=(D, H)), "b": 0.3 * rng.normal(size=H)},
              {"W": rng.normal(size=(H, K)), "b": np.zeros(K)}]
    return params, rng.normal(size=(5, D)), np.array([0, 1, 1, 0, 1])
"""
SIZES = [(3, 4, 2), (2, 2, 2), (4, 4, 4), (6, 4, 3)]
CELLS = {"imports": IMPORTS}
CELLS |= {i: f"blame{i} = BlameMap(*network{sizes}); blame{i}" for i, sizes in enumerate(SIZES)}


@pytest.mark.parametrize("place", range(len(SIZES)), ids=str)
def test_no_label_covers_another(notebook, place):
    demo = Part(notebook, place)
    demo.get("button", "Show all").click()
    demo.wait("root.dataset.stage === '9'")
    assert demo.overlaps() == []


def test_weight_is_edited_with_the_keyboard(notebook):
    demo = Part(notebook, 0)
    demo.get("button", "Show all").click()
    weight = demo.root.get_by_role("button", name="Edit weight W1[0, 1]")
    weight.focus()
    demo.wait("root.dataset.traced === '0,0,1'")
    path = demo.root.locator(".path")
    assert "the paths added up" in path.text_content()
    notebook.idle()
    product = notebook.python("'%.4f' % blame0.net['paths'][0][1][0]")[1:-1].replace("-", "−")
    assert f"= {product}" in path.text_content()
    demo.page.keyboard.press("Enter")
    field = demo.root.get_by_role("spinbutton", name="W1[0, 1] =")
    field.fill("2.5")
    demo.says("Changed: W1.0, 1. = 2.50")
    demo.keep("08_edit_light")
    field.press("Escape")
    assert demo.page.evaluate("document.activeElement.dataset.key") == "0,0,1"
    notebook.idle()
    assert notebook.python("blame0.current_params()[0]['W'][0, 1]").endswith("(2.5)")
    demo.get("button", "Reset").click()
    demo.get("button", "Show all").click()
    demo.wait("!root.querySelector('.downslope-status').textContent.includes('Changed')")


def test_weight_is_edited_with_the_mouse(notebook):
    demo = Part(notebook, 0)
    demo.get("button", "Show all").click()
    demo.root.get_by_role("switch", name="W2[2, 1]").hover()
    demo.wait("root.dataset.traced === '1,2,1'")
    field = demo.root.get_by_role("spinbutton")
    assert field.get_attribute("data-lm-suppress-shortcuts") == "true"
    field.click()
    field.press("ArrowUp")
    demo.says("Changed: W2.2, 1.")
    demo.page.keyboard.press("Enter")
    field.wait_for(state="hidden")
    demo.page.mouse.move(5, 5)
    notebook.theme("Dark")
    demo.root.get_by_role("button", name="Edit weight W1[1, 2]").hover()
    demo.wait("root.dataset.traced === '0,1,2'")
    assert field.get_attribute("id") == demo.root.get_by_text("W1[1, 2] =").get_attribute("for")
    demo.keep("08_path_dark")
    notebook.theme("Light")


def test_network_draws_any_layers(notebook):
    """The drawing module alone, as other demos will use it: four layers, no loss, few labels."""
    drawn = notebook.page.evaluate(
        """async (text) => {
          const place = URL.createObjectURL(new Blob([text], {type: 'text/javascript'}));
          const {Network, plate} = await import(place);
          const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
          const network = new Network(picture, [2, 3, 3, 1], {loss: false});
          const row = [1, 2, 3];
          const weights = [[[1, -2, 0], row], [row, row, row], row.map((w) => [w])];
          network.draw({
            weights,
            edge: (layer) => ({glow: layer === 1 ? 0.5 : 0, flow: layer === 2 ? 'backward' : ''}),
            label: (layer, i, j) =>
              layer === 2 ? plate(network.labels[2][i][j], [['w', 'plus']]) : null,
            neuron: (layer, i) => ({name: `${layer}.${i}`, inside: '0'}),
          });
          const count = (selector) => picture.querySelectorAll(selector).length;
          return [count('.neuron'), count('.edge'), count('.edge.minus'), count('.edge.zero'),
            count('.glow'), count('.flow.backward'), count('.plate'),
            /NaN|undefined/.test(picture.outerHTML), network.spots[3][0][0]];
        }""",
        module("network.js"),
    )
    assert drawn == [9, 18, 1, 1, 9, 3, 3, False, 776]


CROWD = """async (text) => {
  const place = URL.createObjectURL(new Blob([text], {type: 'text/javascript'}));
  const {Network, plate, asControl} = await import(place);
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.classList.add('downslope-network');
  const sizes = [4, 4, 4, 4, 2], network = new Network(picture, sizes);
  const home = document.createElement('div');  // over the page, which may still be moving below
  home.className = 'downslope';
  home.style = 'position: fixed; inset: 60px 200px auto; z-index: 9999';
  home.append(picture);
  document.body.append(home);
  network.draw({
    weights: sizes.slice(1).map((n, k) => Array.from({length: sizes[k]}, () => Array(n).fill(0.5))),
    label: (layer, i, j) => asControl(
      plate(network.labels[layer][i][j], [['−0.50', 'minus'], ['d −0.123', 'dblame']]),
      {role: 'button', key: `${layer},${i},${j}`, label: `w ${layer} ${i} ${j}`, press: () => {}}),
    neuron: (layer, i) => ({name: `${layer}.${i}`, inside: '0'}),
  });
}"""
SEEN = """[...root.querySelectorAll('.plate')]
  .filter((plate) => getComputedStyle(plate).opacity > 0)
  .map((plate) => plate.dataset.key).join(' ')"""
# near the beginning of the edge from neuron 1 to neuron 1 of the next layer
SPOT = """(picture) => {
  const [a, b] = [picture, picture.querySelectorAll('line.reach')[5]]
    .map((element) => element.getBoundingClientRect());
  return {x: b.x - a.x + 0.22 * b.width, y: b.y - a.y};
}"""


def test_labels_of_a_crowded_network_sleep_until_they_are_pointed_at(notebook):
    notebook.page.evaluate(CROWD, module("network.js"))
    demo = Part(notebook, -1)
    last = [f"3,{i},{j}" for i in range(4) for j in range(2)]  # there is room for these

    def seen(*keys):
        demo.wait(f"{SEEN} === arg", " ".join([*keys, *last]))

    seen()
    picture = demo.root.locator("svg").first
    picture.hover(position=picture.evaluate(SPOT))
    seen("0,1,1")
    demo.keep("network_crowd_light")
    notebook.page.mouse.move(5, 5)
    seen()
    picture.get_by_role("button", name="w 2 3 0").focus()
    seen("2,3,0")
    demo.root.evaluate("(root) => root.remove()")


def test_another_example_is_there_before_python_has_answered(notebook):
    demo = Part(notebook, 0)
    demo.get("button", "Show all").click()
    chooser = demo.get("combobox", "Example")
    chooser.focus()
    demo.wait("root.dataset.sweep === '5'")
    notebook.idle()
    shown = chooser.evaluate("""(select) => {
      const picture = select.closest('.downslope').querySelector('svg');
      select.value = 3;
      select.dispatchEvent(new Event('change'));
      return picture.textContent;  // in the same breath
    }""")
    notebook.idle()
    demo.wait("root.querySelector('svg').textContent === arg", shown)
    assert notebook.python("blame0.example, blame0.net == blame0.sweep()[3]") == "(3, True)"
    blames = notebook.python("'%.3f' % blame0.net['da1'][2]")[1:-1].replace("-", "−")
    assert f"dL/da {blames}" in shown


def test_blame_map_by_keys_alone(notebook):
    demo, press = Part(notebook, 0), notebook.page.keyboard.press
    demo.get("button", "Reset").press("Enter")
    demo.get("button", "Forward ▸").focus()
    for _ in range(4):
        press("Enter")
    demo.says("so the loss is")
    press("Tab")
    for _ in range(5):
        press(" ")
    demo.says("Now every weight knows its share")
    demo.root.get_by_role("switch").first.focus()
    press(" ")
    demo.root.locator("[role=switch][aria-checked=false]").wait_for()
    press(" ")
    demo.wait("!root.querySelector('[role=switch][aria-checked=false]')")
