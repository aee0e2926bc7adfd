// Drawing tokens in the browser, and keeping a draft of several.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { randomFrom, readSampling, sample } from '../../js/here/sampler.js';
import { readTokenizer } from '../../js/here/tokenizer.js';
import { writeSegment } from '../../js/here/writer.js';

const PLAIN = 'temperature=1,top_k=40,top_p=1,repetition_penalty=1,penalty_window=0,no_repeat_ngram=0,best_of=1';
const models = new URL('../../../function/models/', import.meta.url);
const tokenizer = readTokenizer(
  JSON.parse(readFileSync(new URL(`${readdirSync(models)[0]}/tokenizer.json`, models), 'utf8')),
);

test('drawing follows the settings and its seed', () => {
  const sampling = readSampling(
    'temperature=0.65,top_k=2,top_p=0.9,repetition_penalty=1.15,penalty_window=160,no_repeat_ngram=4,best_of=1',
  );
  const logits = () => Float32Array.from([0, 3, 2.9, 1]);
  const draws = Array.from({ length: 50 }, (_, seed) =>
    sample(logits(), [], 0, sampling, randomFrom(Uint32Array.of(seed, 1, 2, 3))),
  );
  assert.deepEqual([...new Set(draws)].sort(), [1, 2]);
  assert.equal(
    sample(logits(), [1, 2, 3, 0, 1, 2, 3], 0, { ...sampling, topK: 1 }, Math.random),
    1,
    'runs of four are not repeated',
  );
  assert.equal(
    sample(logits(), [1], 0, { ...sampling, temperature: 0 }, Math.random),
    2,
    'what was said is less likely',
  );
  assert.equal(sample(logits(), [1], 1, { ...sampling, temperature: 0 }, Math.random), 1, 'a prompt may be said again');
  assert.throws(() => readSampling('temperature=0.5'), /top_k/);
});

test('of many tokens the likeliest are drawn from, in order, and of equal ones the first', () => {
  const sampling = { ...readSampling(PLAIN), temperature: 1e9 };
  const random = randomFrom(Uint32Array.of(5, 6, 7, 8));
  for (const size of [3, 40, 4096]) {
    const logits = Float32Array.from({ length: size }, () => Math.round(random() * 60));
    logits[1] = Number.NEGATIVE_INFINITY;
    const order = [...logits.keys()].filter(id => id !== 1).sort((a, b) => logits[b] - logits[a] || a - b);
    for (const topK of [0, 1, 7, 40, 5000]) {
      const among = order.slice(0, topK === 0 ? size : topK);
      const drawn = among.map((_, rank) =>
        sample(logits.slice(), [], 0, { ...sampling, topK }, () => (rank + 0.5) / among.length),
      );
      assert.deepEqual(drawn, among, `${topK} of ${size}`);
    }
  }
});

test('of several drafts the one is kept that the model itself finds likeliest', async () => {
  const [likelier, other] = ['Dark.', 'Stairs go down.'].map(text => [...tokenizer.encode(text), 0]);
  const between = new Float32Array(tokenizer.tokens.length).fill(-50);
  between[likelier[0]] = 1;
  between[other[0]] = 0.5;
  let at = 0;
  const next = (/** @type {number[]} */ ids) => {
    const scripts = at === 0 ? ids.map(id => (id === likelier[0] ? likelier : other)) : rows;
    rows = scripts;
    at++;
    return scripts.map(script => {
      const logits = new Float32Array(between.length).fill(-50);
      logits[script[at] ?? 0] = 50;
      return logits;
    });
  };
  /** @type {number[][]} */
  let rows = [];
  const write = (/** @type {number[]} */ points, isClean = (/** @type {string} */ _) => true) => {
    at = 0;
    const model = {
      vocabulary: between.length,
      prefill: async () => between.slice(),
      decodeStep: async (/** @type {number} */ id) => next([id])[0],
      fork: () => async (/** @type {number[]} */ ids) => next(ids),
    };
    const sampling = { ...readSampling(PLAIN), bestOf: points.length };
    const random = () => points.shift() ?? 0;
    return writeSegment({ model, tokenizer, sampling, endOfText: [0], endsStory: true }, [5], 64, isClean, random);
  };
  const kept = { text: 'Dark.', finish: 'END_OF_TEXT', tokens: likelier.length };
  assert.deepEqual(await write([0.99, 0]), kept);
  assert.deepEqual(await write([0, 0.99, 0.99]), kept);
  assert.equal((await write([0.99])).text, 'Stairs go down.');
  assert.equal((await write([0, 0.99], text => text !== 'Dark.')).text, 'Stairs go down.');
  assert.equal((await write([0, 0.99], () => false)).text, 'Dark.');
});
