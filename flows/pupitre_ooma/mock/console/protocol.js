// The mock's own calls. Whoever is no longer signed in sees the sign-in card again.
import { learn } from '/app/faults.js';

export class Failure extends Error {
  constructor(status, error) {
    super(`answer ${status}`);
    this.status = status;
    this.error = error || null;
  }
}

let expired = () => {};
export function onExpiry(happens) { expired = happens; }

export async function call(method, path, body) {
  let answer;
  let text;
  try {
    answer = await fetch(`/api/${path}`, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body)
    });
    text = await answer.text();
  } catch {
    throw new Failure(0);
  }
  const faults = answer.headers.get('X-Mock-Faults');
  if (faults) { learn(JSON.parse(faults)); }
  let document = null;
  try { document = JSON.parse(text); } catch { /* not JSON: whoever called decides */ }
  if (answer.status === 401 && path !== 'login') { expired(); }
  if (!answer.ok) { throw Object.assign(new Failure(answer.status, document && document.error), { document }); }
  return document;
}

export function get(path) { return call('GET', path); }
