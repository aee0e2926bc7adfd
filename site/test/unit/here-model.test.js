// The shipped bundle in onnxruntime-web, run by Node as a browser would run it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { writePage } from '../../js/here/author.js';
import { bloomFilter } from '../../js/here/filters.js';
import { readSampling } from '../../js/here/sampler.js';
import { openModel } from '../../js/here/session.js';
import { readTokenizer } from '../../js/here/tokenizer.js';
import { story } from './samples.js';

const models = new URL('../../../function/models/', import.meta.url);
const [bundle] = readdirSync(models);

/** @param {string} name */
const bundled = name => new Uint8Array(readFileSync(new URL(`${bundle}/${name}`, models)));

/** @param {string} name */
const bundledJson = name => JSON.parse(new TextDecoder().decode(bundled(name)));

const manifest = bundledJson('manifest.json');
const files = new Map(manifest.files.map((/** @type {{path: string}} */ { path }) => [path, bundled(path)]));
const runtime = new URL('../../node_modules/onnxruntime-web/dist/ort.node.min.mjs', import.meta.url).href;
const ort = await import(runtime);
ort.env.wasm.numThreads = 1;
const tokenizer = readTokenizer(bundledJson('tokenizer.json'));
const model = await openModel(ort, manifest, files);

test('it expects the same after a prompt whether it read it at once, in two parts, or beside others', async () => {
  const prompt = tokenizer.encode('You wake because someone is holding your hand.\n> Light the candle\n');
  const once = await model.prefill(prompt);
  await model.prefill([...prompt.slice(0, 12), 300, 301]);
  const again = await model.prefill(prompt);
  await model.prefill(prompt.slice(0, -1));
  const stepped = await model.decodeStep(prompt[prompt.length - 1]);
  await model.prefill(prompt.slice(0, -1));
  const beside = await model.fork(3)([prompt[prompt.length - 1], 300, 301]);
  for (const other of [again, stepped, beside[0]]) {
    const apart = Math.max(...once.map((logit, id) => Math.abs(logit - other[id])));
    assert.ok(apart < 0.05, `${apart}`);
  }
  assert.equal(beside.length, 3);
});

test('it writes a page of a story, with ways on', async () => {
  const recipe = {
    story: 'spider',
    model: manifest.id,
    browserModel: manifest.id,
    promptVersion: 1,
    sampling: '',
    premise: 'You are a boy, and this morning you have woken with five arms.',
    choices: 3,
    tokens: 48,
    leastDepth: 4,
    greatestDepth: 12,
    fallbacks: ['Nothing stirs. You wait, and it waits with you.'],
    fallbackEndings: [],
    fallbackChoices: ['Go on', 'Turn back', 'Stand still'],
    forbid: [],
    words: [],
  };
  const loaded = {
    model,
    tokenizer,
    sampling: readSampling(
      'temperature=0.65,top_k=40,top_p=0.9,repetition_penalty=1.15,penalty_window=160,no_repeat_ngram=4,best_of=4',
    ),
    endOfText: manifest.tokens.end_of_text,
    endsStory: true,
    context: manifest.architecture.context,
    copied: bloomFilter(manifest.copy_filter, bundled(manifest.copy_filter.file)),
    lexicon: bloomFilter(manifest.lexicon, bundled(manifest.lexicon.file)),
  };
  const page = await writePage(loaded, {
    depth: 1,
    recipe,
    slots: story().slots,
    turns: [{ choice: '', text: 'You wake because someone is holding your hand. You sleep alone.' }],
    choice: 'Light the candle',
    siblings: [],
    seed: Uint32Array.of(1, 2, 3, 4),
  });
  console.log(JSON.stringify(page));
  assert.equal(page.fallback, false, JSON.stringify(page));
  assert.match(page.text, /^[“"A-Z].*[.!?”"]$/s);
  assert.equal(page.ending, 'none');
  assert.ok(page.labels.length >= 2, `${page.labels}`);
});
