import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { afterEach } from 'node:test';
import { askBranch, askStories } from '../../js/api.js';
import { branch } from './samples.js';

/** @type {string[]} */
let asked = [];
/** @type {RequestInit[]} */
let sent = [];
const realFetch = globalThis.fetch;

/** @param {() => Response} answer */
function answering(answer) {
  asked = [];
  sent = [];
  globalThis.fetch = async (url, how) => {
    asked.push(String(url));
    sent.push(how ?? {});
    return answer();
  };
}

afterEach(() => {
  globalThis.fetch = realFetch;
});

test('a branch is asked for at its story path', async () => {
  answering(() => Response.json(branch('spider/7/open.2~b')));
  const event = await askBranch('spider/7/open.2~b');
  assert.deepEqual(asked, ['/api/stories/spider/7/open.2~b']);
  const came = { type: 'came', path: 'spider/7/open.2~b', branch: branch('spider/7/open.2~b'), fresh: false };
  assert.deepEqual(event, came);
});

test('what was written a minute ago by the server’s clock is fresh, at an edge too; what is older is not', async () => {
  const now = Date.parse('2026-11-24T02:00:00Z');
  const fresh = async (/** @type {number} */ seconds, age = 0) => {
    const createdAt = new Date(now - seconds * 1000).toISOString();
    const provenance = { model: 'm', tokens: 1, generateMs: 1, fallback: false, createdAt };
    const headers = { date: new Date(now).toUTCString(), age: String(age) };
    answering(() => Response.json(branch('spider/7/1', { origin: 'dreamed', provenance }), { headers }));
    const event = await askBranch('spider/7/1');
    return event.type === 'came' && event.fresh;
  };
  assert.equal(await fresh(60), true);
  assert.equal(await fresh(600), false);
  assert.equal(await fresh(60, 3600), false);
});

test('202 is a dream in progress, with the time to rest', async () => {
  answering(() => Response.json({ status: 'dreaming', retryAfterMs: 700 }, { status: 202 }));
  assert.deepEqual(await askBranch('spider/7/1'), { type: 'dreaming', path: 'spider/7/1', retryAfterMs: 700 });
});

test('a refusal keeps the server’s words and its Retry-After', async () => {
  const body = { type: '/problems/asleep', title: 'The dreamer sleeps', status: 503, detail: 'Until midnight.' };
  answering(() => Response.json(body, { status: 503, headers: { 'retry-after': '120' } }));
  assert.deepEqual(await askBranch('spider/7/1'), {
    type: 'failed',
    what: 'spider/7/1',
    problem: { title: 'The dreamer sleeps', detail: 'Until midnight.', status: 503, restSeconds: 120 },
  });
});

test('Retry-After may be a date', async () => {
  const date = new Date(Date.now() + 60_000).toUTCString();
  answering(() => new Response('', { status: 503, headers: { 'retry-after': date } }));
  const event = await askBranch('spider/7/1');
  assert.ok(event.type === 'failed' && event.problem.restSeconds >= 58 && event.problem.restSeconds <= 61);
});

test('a connection lost once is tried once more, and no oftener', async () => {
  const lost = () => {
    throw new TypeError('Failed to fetch');
  };
  answering(() => (asked.length === 1 ? lost() : Response.json(branch('spider/7'))));
  assert.equal((await askBranch('spider/7')).type, 'came');
  answering(lost);
  assert.equal((await askBranch('spider/7')).type, 'failed');
  assert.deepEqual(asked, ['/api/stories/spider/7', '/api/stories/spider/7']);
});

test('a gateway’s page, a lost connection and an answer of the wrong shape are problems, not crashes', async () => {
  const answers = [
    () => new Response('<html>Bad gateway</html>', { status: 502 }),
    () => Response.json({ hello: 'world' }),
    () => new Response('<html>a captive portal</html>', { status: 200 }),
    () => {
      throw new TypeError('Failed to fetch');
    },
  ];
  for (const answer of answers) {
    answering(answer);
    for (const event of [await askBranch('spider/7'), await askStories()]) {
      assert.equal(event.type, 'failed');
      assert.ok(event.type === 'failed' && event.problem.title.length > 0 && event.problem.detail.length > 0);
    }
  }
});

test('what was typed is posted to the page before it, with the hash of its bytes, and asked again the same', async () => {
  const id = '_AAAAAAAAAAAAAAAAAAAAA-';
  const path = `spider/7/open.${id}`;
  const answers = [
    Response.json({ status: 'dreaming', retryAfterMs: 700 }, { status: 202 }),
    Response.json(branch(path)),
  ];
  answering(() => /** @type {Response} */ (answers.shift()));
  const typed = { id, text: 'Whistle “Ottilie” – twice' };
  assert.equal((await askBranch(path, typed)).type, 'dreaming');
  assert.equal((await askBranch(path, typed)).type, 'came');
  assert.deepEqual(asked, ['/api/stories/spider/7/open', '/api/stories/spider/7/open']);
  assert.deepEqual(sent[0].body, sent[1].body);
  assert.deepEqual(JSON.parse(String(sent[0].body)), typed);
  const hash = createHash('sha256').update(String(sent[0].body)).digest('hex');
  assert.equal(new Headers(sent[0].headers).get('x-amz-content-sha256'), hash);
  assert.equal(new Headers(sent[0].headers).get('content-type'), 'application/json');
});

test('from a start passage it is posted there', async () => {
  const id = '_AAAAAAAAAAAAAAAAAAAAA-';
  answering(() => Response.json(branch(`spider/7/${id}`)));
  await askBranch(`spider/7/${id}`, { id, text: 'Wait' });
  assert.deepEqual(asked, ['/api/stories/spider/7']);
});
