// Notes the last message before each change of a picture, and when the change was painted.

window.heard = [];
window.bytes = 0;
const Old = window.WebSocket;
window.WebSocket = class extends Old {
  constructor(...from) {
    super(...from);
    this.addEventListener("message", (event) => {
      window.bytes += event.data.byteLength ?? event.data.size ?? event.data.length;
      window.heard.push([performance.now(), event.data.byteLength ?? event.data.length]);
    });
  }
};
window.addEventListener("keydown", () => {
  window.pressed = performance.now();
  window.heard = [];
  window.bytes = 0;
}, true);
window.watchPanel = (root) => {
  const channel = new MessageChannel();
  let done;
  channel.port1.onmessage = () => done(performance.now());
  let waiting = false;
  window.changed = undefined;
  window.watcher?.disconnect();
  window.watcher = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    const mutated = performance.now();
    const last = window.heard.filter(([, size]) => size > 1200).at(-1)?.[0] ?? window.pressed;
    requestAnimationFrame(() => {
      done = (painted) => {
        waiting = false;
        window.changed = { painted: painted - window.pressed, heard: last - window.pressed,
          mutated: mutated - window.pressed, at: painted, took: Number(root.dataset.took),
          said: root.querySelector(".ds-said").textContent };
      };
      channel.port2.postMessage(0);
    });
  });
  window.watcher.observe(root.querySelector("[role=img]"), { childList: true, subtree: true });
};
window.addEventListener("pointerup", () => { window.up = performance.now(); }, true);

window.openEach = async () => {
  window.opening = {};
  for (let i = 0; i < window.lesson.content.widgets.length; i += 1) {
    window.lesson.content.activeCellIndex = i;
    window.bytes = 0;
    await window.jupyterapp.commands.execute("notebook:run-cell");
    await new Promise((done) => setTimeout(done, 2500));
    window.opening[i] = window.bytes;
  }
};

window.emptyRounds = async (times) => {
  const { kernel } = window.lesson.context.sessionContext.session;
  const found = [];
  for (let i = 0; i < times; i += 1) {
    const began = performance.now();
    await kernel.requestKernelInfo();
    found.push(performance.now() - began);
    await new Promise((done) => setTimeout(done, 200));
  }
  return found;
};
