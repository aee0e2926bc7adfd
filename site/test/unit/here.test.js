// The engine in the browser against what the game's own is held to: tokens, prompts, verdicts.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withSlots, withStandIns, writePage } from '../../js/here/author.js';
import { bloomFilter, longestCopiedRun, madeUp } from '../../js/here/filters.js';
import { allows, GATE_VERSION, judge } from '../../js/here/gate.js';
import { labelOf, promptWindow } from '../../js/here/prompt.js';
import { readSampling } from '../../js/here/sampler.js';
import { cut } from '../../js/here/sentences.js';
import { joined, readTokenizer } from '../../js/here/tokenizer.js';
import { listedIn } from '../../js/here/words.js';
import { story } from './samples.js';

const goldens = new URL('../../../function/src/test/resources/golden/', import.meta.url);
const models = new URL('../../../function/models/', import.meta.url);
const [bundle] = readdirSync(models);

/** @param {string} name */
const bundled = name => new Uint8Array(readFileSync(new URL(`${bundle}/${name}`, models)));

/** @param {string} name */
const bundledJson = name => JSON.parse(new TextDecoder().decode(bundled(name)));
const manifest = bundledJson('manifest.json');
const tokenizer = readTokenizer(bundledJson('tokenizer.json'));

/** @param {string} name */
function golden(name) {
  const lines = readFileSync(new URL(name, goldens), 'utf8').trimEnd().split('\n');
  const [header, ...rest] = lines.map(line => JSON.parse(line));
  return { header, rest };
}

test('every string has the tokens that the reference gives it, and they read as the string', () => {
  const { header, rest } = golden('tokenizer/strings.jsonl');
  assert.equal(header.tokenizer_sha256, createHash('sha256').update(bundled('tokenizer.json')).digest('hex'));
  let strings = 0;
  let decodings = 0;
  for (const { text, ids, decode, bytes } of rest) {
    if (decode === undefined) {
      strings++;
      assert.deepEqual(tokenizer.encode(text), ids, JSON.stringify(text));
    } else {
      decodings++;
      assert.equal(
        Buffer.from(joined(decode.map((/** @type {number} */ id) => tokenizer.tokens[id]))).toString('hex'),
        bytes,
      );
    }
  }
  assert.deepEqual([strings, decodings], [header.strings, header.decodings]);
});

test('every segment is cut and judged, and every label allowed or not, as the game does it', () => {
  const { header, rest } = golden('gate/verdicts.jsonl');
  assert.equal(header.gate_version, GATE_VERSION);
  let segments = 0;
  let labels = 0;
  for (const line of rest) {
    const { forbidden } = line;
    if (line.written === undefined) {
      labels++;
      assert.equal(allows(line.label, forbidden), line.allowed, line.label);
      continue;
    }
    segments++;
    assert.equal(cut(line.written), line.cut);
    const { parent, siblings, copied } = line;
    const text = line.uncut ? line.written : line.cut;
    const { faults } = judge({ text, copied, madeUp: line.made_up, parent, siblings, forbidden });
    assert.deepEqual(faults.sort(), line.faults.sort(), text);
  }
  assert.deepEqual([segments, labels], [header.segments, header.labels]);
});

const PREMISE = 'You wake with too many arms.';
const window = promptWindow(tokenizer, 512);

/**
 * @param {import('../../js/here/prompt.js').Turn[]} turns
 * @param {string} choice
 */
const before = (turns, choice, close = false, premise = PREMISE) =>
  tokenizer.decode(window.beforeSegment({ premise, turns, choice, close }, 64));

test('a prompt is the training text and nothing else', () => {
  const turns = [
    { choice: '', text: 'It is dark.\n\nYou count.' },
    { choice: 'Count again', text: 'Nine.' },
  ];
  assert.equal(
    before(turns, 'Open the door'),
    `${PREMISE}\n\nIt is dark.\nYou count.\n> Count again\nNine.\n> Open the door\n`,
  );
  assert.equal(
    before(turns.slice(0, 1), 'Sleep.', true),
    `${PREMISE}\n\nIt is dark.\nYou count.\n> Sleep (the last page)\n`,
  );
  assert.equal(before([{ choice: '', text: 'Dark.' }], 'Go', false, ''), 'Dark.\n> Go\n');
  const typed = `Xyzzy ${'plugh zrr '.repeat(19)}`;
  assert.ok(before(turns, typed, true).endsWith(' (the last page)\n'));
});

test('a long story keeps its premise and its newest turns, and room to write', () => {
  const turns = Array.from({ length: 30 }, (_, at) => ({
    choice: `Step ${at}`,
    text: `Room ${at} is cold. `.repeat(6),
  }));
  const ids = window.beforeSegment({ premise: PREMISE, turns, choice: 'On', close: false }, 64);
  const text = tokenizer.decode(ids);
  assert.ok(ids.length <= 512 - 64 - 24, `${ids.length}`);
  assert.ok(text.startsWith(`${PREMISE}\n\nRoom`) && text.includes('Room 29') && !text.includes('Room 3 '), text);
  const choices = window.beforeChoices({ premise: PREMISE, turns, choice: 'On', close: false }, 'It ends.');
  assert.ok(tokenizer.decode(choices).endsWith('\n> On\nIt ends.\n>'));
});

test('a line of choice makes a label, or none', () => {
  assert.equal(labelOf(' Open the door.'), 'Open the door');
  assert.equal(labelOf(' Sleep (the last page)'), 'Sleep');
  assert.equal(labelOf(' Run. Then hide'), null);
  assert.equal(labelOf(' <b>'), null);
  assert.equal(labelOf(' one two three four five six seven eight nine ten eleven'), null);
});

test('the filters know what the model has read', () => {
  const lexicon = bloomFilter(manifest.lexicon, bundled(manifest.lexicon.file));
  const copied = bloomFilter(manifest.copy_filter, bundled(manifest.copy_filter.file));
  assert.deepEqual(madeUp(lexicon, "The door's handle flimbled.", ''), ['flimbled']);
  assert.deepEqual(madeUp(lexicon, 'It flimbled.', 'what flimbled'), []);
  const corpus = readFileSync(new URL('../../../model-export/corpus/a-arms.txt', import.meta.url), 'utf8');
  const line = corpus.split('\n').find(text => text.length > 120 && /^[A-Z]/.test(text)) ?? '';
  assert.ok(longestCopiedRun(copied, line) >= 9, line);
  assert.equal(longestCopiedRun(copied, 'Nine green kettles sing to the moon about the price of salted sorrow.'), 0);
});

test('names are stand-ins to the model and slots to the reader', () => {
  const { slots } = story();
  assert.equal(withStandIns('{sister} sings.', slots), 'Ottilie sings.');
  assert.equal(withSlots('Ottilie and Ottilies sing.', slots), '{sister} and Ottilies sing.');
});

test('a listed word is found however it is dressed', () => {
  assert.deepEqual(listedIn(['kike', 'two words'], 'K1ke’s hat, twö words').sort(), ['kike', 'two words']);
  assert.deepEqual(listedIn(['kike'], 'A kiked thing'), []);
});

/** Says the same text whatever it is asked, and then ends. @param {string[]} texts */
function scripted(texts) {
  const script = texts.map(text => [...tokenizer.encode(text), 0]);
  const [newline] = tokenizer.encode('\n');
  let run = -1;
  let at = 0;
  /** @param {number} id */
  const expecting = id => {
    const logits = new Float32Array(manifest.architecture.vocabulary).fill(-50);
    logits[id] = 50;
    return logits;
  };
  const next = () => expecting(script[Math.min(run, script.length - 1)][at++] ?? 0);
  return {
    vocabulary: manifest.architecture.vocabulary,
    prefill: async () => {
      run++;
      at = 0;
      return next();
    },
    decodeStep: async () => next(),
    fork: (/** @type {number} */ rows) => async () => Array.from({ length: rows }, () => expecting(newline)),
  };
}

const RECIPE = {
  story: 'spider',
  model: 'x',
  browserModel: 'x',
  promptVersion: 1,
  sampling: '',
  premise: PREMISE,
  choices: 3,
  tokens: 64,
  leastDepth: 2,
  greatestDepth: 5,
  fallbacks: ['Nothing stirs. You wait, and it waits with you in the dark.'],
  fallbackEndings: ['The lamp goes out. This is the end of you, and of it too.'],
  fallbackChoices: ['Go on', 'Turn back', 'Stand still'],
  forbid: ['phone'],
  words: [],
};

/**
 * @param {string[]} texts
 * @param {{depth?: number}} [change]
 */
function written(texts, { depth = 3 } = {}) {
  const loaded = {
    model: scripted(texts),
    tokenizer,
    sampling: { ...readSampling(MANY), temperature: 0 },
    endOfText: [0],
    endsStory: true,
    context: 512,
    copied: bloomFilter(manifest.copy_filter, bundled(manifest.copy_filter.file)),
    lexicon: bloomFilter(manifest.lexicon, bundled(manifest.lexicon.file)),
  };
  const turns = [{ choice: '', text: 'It is dark in the house of the glove-maker.' }];
  return writePage(loaded, {
    depth,
    recipe: RECIPE,
    slots: story().slots,
    turns,
    choice: 'Go',
    siblings: [],
    seed: Uint32Array.of(1, 2, 3, 4),
  });
}

const MANY = 'temperature=1,top_k=40,top_p=1,repetition_penalty=1,penalty_window=0,no_repeat_ngram=0,best_of=1';
const GOOD = 'You open the door, and Ottilie stands there with a lamp in her hand. She says';

test('a page is what the model wrote, cut at its last sentence, with the slots back in it', async () => {
  const page = await written([GOOD]);
  assert.equal(page.text, 'You open the door, and {sister} stands there with a lamp in her hand.');
  assert.equal(page.ending, 'dreamed');
  assert.deepEqual(page.labels, []);
  assert.equal(page.fallback, false);
});

test('a dream does not end before its least depth: it offers ways on, the author’s where the model has none', async () => {
  const page = await written([GOOD], { depth: 1 });
  assert.equal(page.ending, 'none');
  assert.equal(page.labels.length, 2);
  assert.ok(
    page.labels.every(label => RECIPE.fallbackChoices.includes(label)),
    `${page.labels}`,
  );
});

test('what does not pass the gate is written again, and at last the author’s line stands there', async () => {
  const bad = 'The phone rings and rings, and you pick up the phone at last.';
  const second = await written([bad, GOOD]);
  assert.equal(second.attempts, 2);
  assert.match(second.text, /^You open/);
  const last = await written([bad]);
  assert.equal(last.attempts, 5);
  assert.equal(last.text, RECIPE.fallbacks[0]);
  assert.equal(last.fallback, true);
  assert.equal((await written([bad], { depth: 5 })).text, RECIPE.fallbackEndings[0]);
});
