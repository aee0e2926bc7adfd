// Keeps what was read, so that it can be read again without a network. What a player's own words led to is never kept
// here, nor any answer that says "not now".

// Counts changes of what is kept and how. The caches of an older page are cleared only when no such page is open.
const FORMAT = 1;
const SHELL = `shell-${FORMAT}`;
const READ = `read-${FORMAT}`;
const LISTS = `lists-${FORMAT}`;
const OURS = /^(shell|read|lists)-\d+$/;

// Beyond what index.html names: what is fetched when somebody uses it.
const LATER = [
  'doors.css',
  'fonts/literata-italic.woff2',
  'fonts/literata.woff2',
  'js/ahead.js',
  'js/copy.js',
  'js/endings-view.js',
  'js/here/author.js',
  'js/here/bundle.js',
  'js/here/dream.js',
  'js/here/filters.js',
  'js/here/gate.js',
  'js/here/held.js',
  'js/here/panel.js',
  'js/here/prompt.js',
  'js/here/sampler.js',
  'js/here/sentences.js',
  'js/here/session.js',
  'js/here/tokenizer.js',
  'js/here/words.js',
  'js/here/worker.js',
  'js/here/writer.js',
  'js/keep/copy.js',
  'js/keep/gather.js',
  'js/keep/html.js',
  'js/keep/panel.js',
  'js/keep/plain.js',
  'js/keep/player.css',
  'js/keep/player.js',
  'js/keep/twee.js',
  'js/lamp-view.js',
  'js/map-camera.js',
  'js/map-page.js',
  'js/map-view.js',
  'js/naming-view.js',
  'js/nights-page.js',
  'js/nights-view.js',
  'js/note.js',
  'js/panels.js',
  'js/reading-page.js',
  'js/reading-view.js',
  'js/report.js',
  'js/trail-view.js',
  'js/ways-view.js',
  'lamp.css',
  'map.css',
  'nights.css',
  'panels.css',
  'panels.html',
  'reading.css',
];

// As long as the edge keeps what an author may edit.
const FRESH_MS = 5 * 60_000;
const PATIENCE_MS = 4_000;
const MOST_READ = 5_000;
const LOADING_MS = 10_000;

/** When each open page was loaded. */
const loadedAt = new Map();

addEventListener('install', event => event.waitUntil(fillShell()));

addEventListener('activate', event =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (OURS.test(name) && ![SHELL, READ, LISTS].includes(name)) await caches.delete(name);
      }
      // The page that brought this worker has been read from already.
      await clients.claim();
    })(),
  ),
);

addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (pathname.startsWith('/api/stories/')) event.respondWith(page(event));
  else if (/^\/api\/(stories|map\/.*|recipe\/.*)$/.test(pathname)) event.respondWith(list(event));
  else if (!/^\/(api|models)\//.test(pathname)) event.respondWith(shell(event));
});

/**
 * Whatever the page is made of comes from the network while there is one, so that no page is put together from two
 * versions of the site; but what is fetched later comes from the time when the page was loaded.
 */
async function shell(event) {
  const { request } = event;
  const isNavigation = request.mode === 'navigate';
  const key = isNavigation ? './' : request;
  const kept = await (await caches.open(SHELL)).match(key, { ignoreVary: true });
  if (isNavigation) loadedAt.set(event.resultingClientId, Date.now());
  if (kept && isLater(request) && !isLoading(event.clientId)) return kept;
  try {
    const response = await soon(request, kept ? PATIENCE_MS : 0);
    if (isNavigation && response.ok) event.waitUntil(fillShell().catch(() => {}));
    else if (isKeepable(response)) event.waitUntil(put(SHELL, key, response.clone()));
    return response;
  } catch (reason) {
    if (kept) return kept;
    throw reason;
  }
}

/** A worker that was put to sleep has forgotten; then the page was loaded long ago. */
function isLoading(client) {
  return Date.now() - (loadedAt.get(client) ?? 0) < LOADING_MS;
}

function isLater(request) {
  const path = new URL(request.url).href.slice(new URL('./', location).href.length);
  return LATER.includes(path) || path.startsWith('onnxruntime/');
}

/** All at once or nothing: half a site is none. */
async function fillShell() {
  const index = await fetch('./', { cache: 'no-cache' });
  if (!index.ok) throw new Error(`the page answers ${index.status}`);
  const html = await index.clone().text();
  const named = [
    ...html.matchAll(/(?:href|src)="((?:js|css|fonts|img)\/[^"#?]+|[^"#?/:]+\.(?:css|svg|webmanifest))"/g),
  ];
  const paths = [...new Set([...named.map(match => match[1]), ...LATER])];
  const files = await Promise.all(
    paths.map(async path => {
      const response = await fetch(path, { cache: 'no-cache' });
      if (!response.ok) throw new Error(`${path} answers ${response.status}`);
      return { path, response };
    }),
  );
  const cache = await caches.open(SHELL);
  await cache.put('./', index);
  for (const { path, response } of files) await cache.put(path, response);
}

/** A page that never changes is read from here once it was read; any other is as in a list. */
async function page(event) {
  const cache = await caches.open(READ);
  const kept = await cache.match(event.request.url);
  if (!kept) return list(event);
  // What was taken down is forgotten; else nothing can have become of it.
  event.waitUntil(
    fetch(event.request)
      .then(response => (response.status === 410 ? cache.delete(event.request.url) : false))
      .catch(() => false),
  );
  return kept;
}

/** What an author may edit: kept for a few minutes, and for as long as there is no network. */
async function list(event) {
  const { request } = event;
  const kept = await (await caches.open(LISTS)).match(request.url);
  const age = Date.now() - Date.parse(kept?.headers.get('date') ?? '');
  const asked = fetch(request).then(async response => {
    await keep(request.url, response);
    return response;
  });
  // A reader who reloads wants to see what has changed.
  if (kept && age < FRESH_MS && request.cache === 'default') {
    event.waitUntil(asked.catch(() => {}));
    return kept;
  }
  return asked.catch(reason => {
    if (kept) return kept;
    throw reason;
  });
}

async function keep(url, response) {
  if (!isKeepable(response)) return;
  const never = /\bimmutable\b/.test(response.headers.get('cache-control') ?? '');
  await put(never ? READ : LISTS, url, response.clone());
}

function isKeepable(response) {
  const control = response.headers.get('cache-control') ?? '';
  return response.status === 200 && response.type === 'basic' && !/\b(no-store|private)\b/.test(control);
}

async function put(name, key, response) {
  const cache = await caches.open(name);
  // A full disk is no reason not to answer.
  await cache.put(key, response).catch(() => {});
  if (name === READ && Math.random() < 0.01) await forgetOldest(cache);
}

async function forgetOldest(cache) {
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_READ))) await cache.delete(key);
}

/** A network that says nothing for seconds is none. */
function soon(request, patience) {
  return new Promise((resolve, reject) => {
    if (patience > 0) setTimeout(() => reject(new Error('no answer in time')), patience);
    fetch(request).then(resolve, reject);
  });
}
