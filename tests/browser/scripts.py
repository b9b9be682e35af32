"""What the tests run inside the page: JavaScript."""

# Idle, and nothing on its way: while a widget's message is unanswered, what its model is told next
# waits in the page, and the kernel is idle between the two. A message is answered once its future
# is done (the third of JupyterLab's flags of a future).
IDLE = """() => {
  const session = window.jupyterapp?.shell.currentWidget?.sessionContext;
  const kernel = session?.session?.kernel;
  return !!session?.isReady && kernel?.connectionStatus === 'connected' && kernel.status === 'idle'
    && [...kernel._futures.values()].every((future) => future._status & 4);
}"""
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter((cell) => cell.model.type === 'code')
  .flatMap((cell) => cell.model.outputs.toJSON())
  .filter((output) => output.output_type === 'error')
  .map((output) => output.ename + ': ' + output.evalue)"""
RUN_ALL = """() => {
  window.ran = null;
  window.jupyterapp.commands.execute('notebook:run-all-cells')
    .then(() => { window.ran = true; }, (error) => { window.ran = String(error); });
}"""
# close the notebook that is open, and open another one in the same JupyterLab
NEXT = """async (path) => {
  const {shell, commands} = window.jupyterapp, old = shell.currentWidget;
  await old.sessionContext.shutdown();
  await commands.execute('docmanager:open', {path, factory: 'Notebook'});
  old.dispose();
}"""
AXE_SAYS = """async (root) => (await axe.run(root, {resultTypes: ['violations']})).violations
  .flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 160)}`))"""
COVERED = """(root) => {
  const boxes = [...root.querySelectorAll('.plate, .neuron .body, .neuron text:not(.inside)')]
    .map((node) => [node.textContent, node.getBoundingClientRect(), node.parentNode]);
  const found = [];
  boxes.forEach(([a, p, group], i) => boxes.slice(i + 1).forEach(([b, q, other]) => {
    if (group === other && group.classList.contains('neuron')) return;
    const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (across > 1 && down > 1) found.push([a, b, Math.round(across), Math.round(down)]);
  }));
  return found;
}"""
# all that a demo says of itself from now on: a test may look too late for a passing moment
REMEMBER = """(root) => {
  window.remembered = [];
  const note = () => {
    const [status, ...buttons] = [...root.querySelectorAll('.downslope-status, button')]
      .sort((a, b) => a.matches('button') - b.matches('button')).map((e) => e.textContent);
    window.remembered.push([status, buttons.join(' '), JSON.stringify(root.dataset)].join('\\n'));
  };
  const all = {subtree: true, childList: true, characterData: true, attributes: true};
  new MutationObserver(note).observe(root, all);
}"""
# one key after the other, faster than Python can answer the first one
HURRY = """(slider, places) => places.forEach((place) => {
  slider.value = place;
  for (const name of ["input", "change"]) slider.dispatchEvent(new Event(name, {bubbles: true}));
})"""
HOLD = """(slider, place) => {
  slider.value = place; // moved, and not let go
  slider.dispatchEvent(new Event("input", {bubbles: true}));
}"""
OVERTAKE = """(root, name) => {
  const button = [...root.querySelectorAll("button")].find((b) => b.textContent === name);
  button.click();
  button.click();
  root.querySelector("[type=range]").dispatchEvent(new Event("focus"));
}"""
ASK = """(code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  window.said = null;
  kernel.requestExecute({code}).onIOPub = (message) => {
    const {data, evalue} = message.content;
    if (message.header.msg_type === 'execute_result') window.said = data['text/plain'];
    if (message.header.msg_type === 'error') window.said = evalue;
  };
}"""
