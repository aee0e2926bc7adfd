// What the service worker keeps and what it answers with, in a browser made of maps.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const code = readFileSync(new URL('../../service-worker.js', import.meta.url), 'utf8');
const ORIGIN = 'https://x.test';
const FOR_EVER = 'public, max-age=86400, s-maxage=31536000, immutable';
const MINUTES = 'public, max-age=60, s-maxage=300';

/** @typedef {{status?: number, control?: string, body?: string, date?: string}} Answer */

/** A browser with one worker, and a server that answers as told; null is no network. */
function browser() {
  /** @type {Map<string, Map<string, Response>>} */
  const stores = new Map();
  /** @type {Record<string, (event: any) => void>} */
  const heard = {};
  /** @type {string[]} */
  const asked = [];
  const server = { answers: /** @type {Record<string, Answer> | null} */ ({}) };

  /** @param {any} key */
  const urlOf = key => new URL(typeof key === 'string' ? key : key.url, `${ORIGIN}/`).href;
  /** @param {string} name */
  const store = name => {
    const kept = stores.get(name) ?? new Map();
    stores.set(name, kept);
    return {
      match: async (/** @type {any} */ key) => kept.get(urlOf(key))?.clone(),
      put: async (/** @type {any} */ key, /** @type {Response} */ response) => void kept.set(urlOf(key), response),
      delete: async (/** @type {any} */ key) => kept.delete(urlOf(key)),
      keys: async () => [...kept.keys()].map(url => ({ url })),
    };
  };
  /** @param {any} request */
  const fetch = async request => {
    const { pathname } = new URL(urlOf(request));
    asked.push(pathname);
    const answer = server.answers?.[pathname];
    if (!server.answers) throw new TypeError('no network');
    const {
      status = 200,
      control = MINUTES,
      body = `text of ${pathname}`,
      date = new Date().toUTCString(),
    } = answer ?? {
      status: 404,
      control: 'no-store',
    };
    const response = new Response(body, { status, headers: { 'cache-control': control, date } });
    Object.defineProperty(response, 'type', { value: 'basic' });
    response.clone = () => {
      const copy = Response.prototype.clone.call(response);
      Object.defineProperty(copy, 'type', { value: 'basic' });
      return copy;
    };
    return response;
  };
  vm.runInNewContext(code, {
    addEventListener: (/** @type {string} */ name, /** @type {(event: any) => void} */ act) => {
      heard[name] = act;
    },
    caches: {
      open: async (/** @type {string} */ name) => store(name),
      keys: async () => [...stores.keys()],
      delete: async (/** @type {string} */ name) => stores.delete(name),
    },
    clients: { claim: async () => {} },
    location: new URL(`${ORIGIN}/service-worker.js`),
    fetch,
    URL,
    Response,
    Date,
    setTimeout,
    console,
  });

  /**
   * @param {string} name
   * @param {Record<string, unknown>} event
   */
  async function happen(name, event) {
    /** @type {Promise<unknown>[]} */
    const waits = [];
    /** @type {Promise<Response> | undefined} */
    let answer;
    heard[name]({
      ...event,
      waitUntil: (/** @type {Promise<unknown>} */ wait) => waits.push(wait),
      respondWith: (/** @type {Promise<Response>} */ given) => {
        answer = given;
      },
    });
    const response = await answer?.catch(() => null);
    await Promise.all(waits);
    return response;
  }

  return {
    server,
    asked,
    stores,
    install: () => happen('install', {}),
    activate: () => happen('activate', {}),
    /**
     * @param {string} path
     * @param {Record<string, string>} [how]
     */
    async get(path, how = {}) {
      const request = { url: `${ORIGIN}${path}`, method: 'GET', mode: 'cors', cache: 'default', ...how };
      const response = await happen('fetch', { request, clientId: 'page', resultingClientId: 'page' });
      return response === undefined ? 'left alone' : response === null ? 'no network' : response.text();
    },
    kept: () => [...stores.values()].flatMap(kept => [...kept.keys()]).map(url => new URL(url).pathname),
  };
}

test('a page that never changes is read without a network once it was read', async () => {
  const { server, get, asked } = browser();
  server.answers = { '/api/stories/spider/1/a': { control: FOR_EVER, body: 'A' } };
  assert.equal(await get('/api/stories/spider/1/a'), 'A');
  server.answers = null;
  assert.equal(await get('/api/stories/spider/1/a'), 'A');
  assert.equal(await get('/api/stories/spider/1/b'), 'no network');
  assert.ok(asked.length >= 2);
});

test('what was taken down is forgotten', async () => {
  const { server, get, kept } = browser();
  const path = '/api/stories/spider/1/a';
  server.answers = { [path]: { control: FOR_EVER, body: 'A' } };
  await get(path);
  server.answers = { [path]: { status: 410, control: 'no-store', body: 'gone' } };
  await get(path);
  assert.deepEqual(kept(), []);
  assert.equal(await get(path), 'gone');
});

test('nothing private and no "not now" is kept', async () => {
  const { server, get, kept } = browser();
  server.answers = {
    '/api/stories/spider/1/_x': { control: 'private, no-store' },
    '/api/stories/spider/1/a': { status: 202, control: 'no-store' },
    '/api/stories/spider/1/b': { status: 503, control: FOR_EVER },
    '/api/ahead/spider/1': {},
    '/api/health': {},
  };
  for (const path of Object.keys(server.answers)) await get(path);
  assert.deepEqual(kept(), []);
  assert.equal(await get('/api/ahead/spider/1'), 'left alone');
  assert.equal(await get('/models/x/model.onnx'), 'left alone');
  assert.equal(await get('/api/stories/spider/1', { method: 'POST' }), 'left alone');
});

test('a list is a few minutes old at most while there is a network, and new to who reloads', async () => {
  const { server, get } = browser();
  server.answers = { '/api/stories': { body: 'one' } };
  assert.equal(await get('/api/stories'), 'one');
  server.answers = { '/api/stories': { body: 'two' } };
  assert.equal(await get('/api/stories'), 'one', 'at once, from what is kept');
  assert.equal(await get('/api/stories'), 'two', 'it was asked for in the meantime');
  server.answers = { '/api/stories': { body: 'three' } };
  assert.equal(await get('/api/stories', { cache: 'no-cache' }), 'three');
  server.answers = { '/api/stories': { body: 'old', date: new Date(0).toUTCString() } };
  await get('/api/stories', { cache: 'no-cache' });
  server.answers = { '/api/stories': { body: 'new' } };
  assert.equal(await get('/api/stories'), 'new');
  server.answers = null;
  assert.equal(await get('/api/stories', { cache: 'no-cache' }), 'new');
});

const SHELL = '<link rel="stylesheet" href="style.css"><script type="module" src="js/main.js"></script>';

/** @param {string} text */
function site(text) {
  const later = [...(code.match(/const LATER = \[([^\]]*)\]/)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(
    ([, path]) => path,
  );
  const files = ['style.css', 'js/main.js', ...later].map(path => [`/${path}`, { body: text }]);
  return { '/': { body: SHELL + text }, ...Object.fromEntries(files) };
}

test('the site itself loads without a network, wherever in it one begins', async () => {
  const { server, get, install } = browser();
  server.answers = site('1');
  await install();
  server.answers = null;
  assert.equal(await get('/', { mode: 'navigate' }), `${SHELL}1`);
  assert.equal(await get('/js/main.js'), '1');
  assert.equal(await get('/js/keep/panel.js'), '1');
});

test('half a site is not kept', async () => {
  const { server, install, kept } = browser();
  server.answers = { ...site('1'), '/js/main.js': { status: 500 } };
  await assert.rejects(install());
  assert.deepEqual(kept(), []);
});

test('a new version comes with the next page, and leaves an open one what it was loaded with', async () => {
  const { server, get, install } = browser();
  server.answers = site('1');
  await install();
  await get('/', { mode: 'navigate' });
  assert.equal(await get('/js/main.js'), '1');
  server.answers = site('2');
  const now = Date.now;
  try {
    Date.now = () => now() + 60_000;
    assert.equal(await get('/js/keep/panel.js'), '1', 'fetched long after the page was loaded');
    assert.equal(await get('/', { mode: 'navigate' }), `${SHELL}2`);
    assert.equal(await get('/js/main.js'), '2');
    assert.equal(await get('/js/keep/panel.js'), '2', 'of the page that has just been loaded');
  } finally {
    Date.now = now;
  }
});

test('caches of another format go, and those of others stay', async () => {
  const { stores, activate } = browser();
  for (const name of ['read-0', 'shell-99', 'model-gothic', 'theirs']) stores.set(name, new Map());
  await activate();
  assert.deepEqual([...stores.keys()].sort(), ['model-gothic', 'theirs']);
});
