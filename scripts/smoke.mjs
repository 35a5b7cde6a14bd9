// Takes one notification through a deployment, as a user and as a producer: negotiate, connect, ping, sync, create, receive,
// mark read. Prints one line; exits with 1 when something does not work. It needs no packages:
//
//   FIXIA_API=https://APP/api FIXIA_SMOKE_TOKEN=JWT FIXIA_PRODUCER_KEY=KEY node --experimental-websocket scripts/smoke.mjs
//
// The flag makes Node.js 20 show its WebSocket, which later versions always do. The token is one of a user who exists for
// this; the notification is deleted at the end. FIXIA_SMOKE_SECONDS is the time for all of it, 180 unless set: an app that
// was just deployed starts cold, and the service takes a moment to know its hub.

class Failure extends Error {}

/** A failure that may pass: the app is starting, or busy. */
class Pending extends Failure {}

const started = performance.now();
const secrets = [];
let doing = 'starting';

const [api, token, producerKey] = ['FIXIA_API', 'FIXIA_SMOKE_TOKEN', 'FIXIA_PRODUCER_KEY'].map(required);
secrets.push(token, producerKey);
const user = { authorization: `Bearer ${token}` };
const producer = { 'x-functions-key': producerKey };
const seconds = Number(process.env.FIXIA_SMOKE_SECONDS || 180);

setTimeout(() => end(new Failure(`not done after ${seconds} s`)), seconds * 1000);
run().then(() => end(), end);

async function run() {
  if (typeof WebSocket === 'undefined') {
    throw new Failure('there is no WebSocket: run Node.js 20 or later with --experimental-websocket');
  }

  const { socket, userId } = await connect();
  step('waiting for the answer to ping');
  socket.raise('ping');
  const { timestamp } = await socket.next('pong');

  step('waiting for the answer to sync-request');
  socket.raise('sync-request');
  await socket.next('notification:sync-response');

  step('creating a notification');
  const created = await request('POST', 'notifications', producer, {
    user_ids: [userId],
    type: 'smoke',
    title: 'Smoke test',
    message: 'Made and deleted by scripts/smoke.mjs.',
    // By the deployment's clock, which need not be this machine's.
    expires_at: new Date(Date.parse(timestamp) + 3_600_000).toISOString(),
  });
  const { id } = created.notifications[0];
  step('waiting for the notification on the socket');
  await socket.next('notification:new', ({ notification }) => notification.id === id);
  const { count } = await socket.next('notification:unread-count');

  step('waiting for the notification to be marked read');
  socket.raise('mark-read', { notificationId: id });
  await socket.next('notification:read', ({ notificationIds }) => notificationIds.includes(id));
  step(`waiting for the unread count to go below ${count}`);
  await socket.next('notification:unread-count', (unread) => unread.count < count);

  step('deleting the notification');
  await request('DELETE', `notifications/${encodeURIComponent(id)}`, user);
}

/** A connection that the app has confirmed, which it can do only once the hub sends it events. */
async function connect() {
  for (;;) {
    try {
      step('negotiating');
      const { url, userId } = await request('POST', 'negotiate', user);
      secrets.push(url, new URL(url).searchParams.get('access_token'));
      step('connecting');
      const socket = await Socket.open(url);
      step('waiting for connection-confirmed: does the hub send its events to the app?');
      if (await Promise.race([socket.next('connection-confirmed'), pause(10)])) {
        return { socket, userId };
      }

      socket.close();
    } catch (e) {
      if (!(e instanceof Pending)) {
        throw e;
      }

      step(`${doing}: ${e.message}`);
      await pause(2);
    }
  }
}

async function request(method, path, headers, body) {
  const what = `${method} ${path}`;
  let response, text;
  try {
    response = await fetch(`${api.replace(/\/+$/, '')}/${path}`, {
      method,
      headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    text = await response.text();
  } catch (e) {
    throw new Pending(`${what}: ${e.cause?.code || e.cause?.message || e.message}`);
  }

  if (response.ok) {
    return text ? JSON.parse(text) : undefined;
  }

  // 404: the platform does not know the functions of the app yet.
  const passes = response.status === 404 || response.status === 429 || response.status >= 500;
  throw new (passes ? Pending : Failure)(`${what} answered ${response.status} ${problem(text)}`);
}

/** What problem details (RFC 9457) say, or nothing: other bodies are pages. */
function problem(text) {
  try {
    const { title, detail } = JSON.parse(text);
    return [title, detail].filter(Boolean).join(' ');
  } catch {
    return '';
  }
}

/** A connection over the subprotocol json.webpubsub.azure.v1, of which it keeps the events in order. */
class Socket {
  #events = [];
  #wake = () => {};
  #failure;
  #socket;

  static open(url) {
    const self = new Socket();
    const socket = (self.#socket = new WebSocket(url, 'json.webpubsub.azure.v1'));
    return new Promise((resolve, reject) => {
      socket.onopen = () => resolve(self);
      socket.onmessage = ({ data }) => self.#receive(JSON.parse(data));
      socket.onclose = ({ code, reason }) => {
        self.#fail(`the connection was closed with ${code} ${reason}`);
        reject(new Pending(self.#failure));
      };
    });
  }

  raise(event, data = {}) {
    this.#socket.send(JSON.stringify({ type: 'event', event, dataType: 'json', data }));
  }

  /** Waits for an event, and forgets what came before it. */
  async next(name, matches = () => true) {
    for (;;) {
      while (this.#events.length > 0) {
        const { event, data } = this.#events.shift();
        if (event === 'error') {
          throw new Failure(`the app refused ${data.event}: ${data.code} ${data.message}`);
        }

        if (event === name && matches(data)) {
          return data;
        }
      }

      if (this.#failure) {
        throw new Pending(this.#failure);
      }

      await new Promise((resolve) => (this.#wake = resolve));
    }
  }

  close() {
    this.#socket.onclose = null;
    this.#socket.close();
  }

  #receive(frame) {
    if (frame.type === 'message') {
      this.#events.push(...[frame.data].flat());
    } else if (frame.type === 'system' && frame.event === 'disconnected') {
      this.#fail(`the service disconnects: ${frame.message}`);
    }

    this.#wake();
  }

  #fail(reason) {
    this.#failure ??= reason;
    this.#wake();
  }
}

function required(name) {
  return process.env[name] || end(new Failure(`${name} is not set`));
}

function step(name) {
  doing = name;
}

function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time * 1000));
}

function end(error) {
  if (!error) {
    console.log(`smoke: negotiate, connect, ping, sync, create, receive and mark read work (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    process.exit(0);
  }

  let line = `error: smoke: ${doing}: ${error.message}`.replace(/\s+/g, ' ');
  for (const secret of secrets.filter(Boolean)) {
    line = line.replaceAll(secret, '***');
  }

  console.error(line);
  process.exit(1);
}
