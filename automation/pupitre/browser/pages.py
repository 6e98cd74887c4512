"""What every page of ours begins with: scripts that run before its own.

They run in each frame and window, not in workers; what a worker may not do is
taken from it by the page that starts it.
"""

from __future__ import annotations

# A dialog that fades for 300 ms costs more than all the clicks inside it. The
# console's own code reads the durations from the style and does not wait.
NO_MOTION = """
(() => {
  const still = () => {
    const style = document.createElement('style');
    style.textContent = '*,*::before,*::after{transition:none!important;animation:none!important}';
    document.documentElement.append(style);
  };
  if (document.documentElement) still();
  else new MutationObserver((_, seen) => {
    if (document.documentElement) { seen.disconnect(); still(); }
  }).observe(document, {childList: true});
})()
"""

# A window that opens itself takes the focus in the middle of a click.
NO_POPUPS = "window.open = () => null"

NO_WEBRTC = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection"

# What no route sees: a shared worker's requests, and what outlives its page (a beacon, a fetch that is
# kept alive, a ping) when it is sent while the page is left. Such requests lose what makes them outlive it, and
# from the moment a page is left it sends none: on a busy machine one went out before the route had seen it.
NOTHING_OUTLIVES_ITS_PAGE = """
(() => {
  delete window.SharedWorker;
  let left = null;  // the document, as a new window keeps its first one's globals for the next
  const leaving = () => left === document;
  window.addEventListener('pagehide', () => { left = document; }, true);
  window.addEventListener('pageshow', () => { left = null; }, true);
  const sent = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) { if (!leaving()) sent.call(this, body); };
  const fetched = window.fetch;
  window.fetch = function (what, how) {
    if (leaving()) return Promise.reject(new TypeError('Failed to fetch'));
    const kept = (how && how.keepalive) || (what instanceof Request && what.keepalive);
    return kept ? fetched.call(this, new Request(what, {...how, keepalive: false})) : fetched.call(this, what, how);
  };
  Navigator.prototype.sendBeacon = function (url, body) {
    if (!leaving()) fetched.call(window, url, {method: 'POST', body, credentials: 'include'}).catch(() => {});
    return true;
  };
  window.addEventListener('click', event => {
    for (const node of event.composedPath()) if (node.removeAttribute) node.removeAttribute('ping');
  }, true);
})()
"""

# No route sees a web socket that a worker opens, and none can tell a change from what else it says. A
# worker begins with a few lines of ours that take its sockets, and workers of its own, away. Those lines
# have an address of their own, so what the worker asks for is completed from its real one.
WORKERS_WITHOUT_SOCKETS = """
(() => {
  const Real = window.Worker;
  if (!Real) return;
  const first = `(address => {
    for (const name of ['WebSocket', 'WebSocketStream', 'WebTransport', 'Worker', 'SharedWorker', 'EventSource'])
      delete self[name];
    const at = where => new URL(where, address).href;
    const fetched = self.fetch, loaded = self.importScripts, opened = XMLHttpRequest.prototype.open;
    self.fetch = (what, how) => fetched(what instanceof Request ? what : at(what), how);
    self.importScripts = (...all) => loaded.apply(self, all.map(at));
    XMLHttpRequest.prototype.open = function (method, where, ...more) {
      return opened.call(this, method, at(where), ...more);
    };
  })`;
  const written = text => URL.createObjectURL(new Blob([text], {type: 'text/javascript'}));
  function Worker(where, how = {}) {
    const address = JSON.stringify(new URL(where, document.baseURI).href), ours = `${first}(${address})`;
    // What a module imports runs in turn, and messages wait for all of it.
    const all = how.type === 'module' ? `import ${JSON.stringify(written(ours))}; import ${address}`
      : `${ours}; importScripts(${address})`;
    return new Real(written(all), how);
  }
  Worker.prototype = Real.prototype;
  Real.prototype.constructor = window.Worker = Worker;
})()
"""
