import assert from 'node:assert/strict';
import test from 'node:test';
import { named, nothingKept } from '../../js/kept.js';
import { namingOf, slotsOf } from '../../js/names.js';
import { readable, unwoven } from '../../js/text.js';
import { after, story } from './samples.js';

const slots = slotsOf(named(nothingKept, 'spider', { sister: 'Anna O’Brien' }), story());

test('a name that was given is woven in; one that was not is the author’s', () => {
  assert.equal(readable('{sister} waits.', slots), 'Anna O’Brien waits.');
  assert.equal(readable('{sister} waits.', slotsOf(nothingKept, story())), 'Ottilie waits.');
});

test('no name that a reader gave is in what is sent, however it is written', () => {
  for (const typed of ['Call Anna O’Brien', "call anna o'brien", 'Call ANNA  O‘BRIEN', 'Call Anna O’Brien’s name']) {
    assert.match(unwoven(typed, slots), /^call \{sister\}/i);
    assert.doesNotMatch(unwoven(typed, slots), /brien/i);
  }
  assert.equal(unwoven('Call Ottilie', slotsOf(nothingKept, story())), 'Call {sister}');
});

test('a name within a word is that word', () => {
  const [ann] = slotsOf(named(nothingKept, 'spider', { sister: 'Ann' }), story());
  assert.equal(unwoven('Annex, Joann, Ann', [ann]), 'Annex, Joann, {sister}');
  assert.equal(unwoven('Hannå Ann', [ann]), 'Hannå {sister}');
});

test('the longest name is found first, and what is a slot already stays', () => {
  const two = [
    { name: 'a', label: '', default: 'Rose' },
    { name: 'b', label: '', default: 'Rose Hill' },
  ];
  assert.equal(unwoven('Go to Rose Hill with Rose and {a}', two), 'Go to {b} with {a} and {a}');
});

test('a name is only characters, whatever it means in a pattern', () => {
  const odd = [{ name: 'x', label: '', default: '.*(a|b)$' }];
  assert.equal(unwoven('Say .*(a|b)$ now', odd), 'Say {x} now');
  assert.equal(unwoven('Say anything', odd), 'Say anything');
});

test('questions are asked at a story’s beginning until they are answered, and later when the reader wants', () => {
  const asked = after();
  assert.equal(namingOf(asked, story(), true)?.first, true);
  assert.equal(namingOf(asked, story(), false), null);
  assert.equal(namingOf(asked, story({ slots: [] }), true), null);
  const answered = { ...asked, kept: named(nothingKept, 'spider', {}) };
  assert.equal(namingOf(answered, story(), true), null);
  assert.equal(namingOf({ ...answered, naming: true }, story(), false)?.first, false);
});

test('who has a name in another story is offered it', () => {
  const state = { ...after(), kept: named(nothingKept, 'low-water', { sister: 'Agnes' }) };
  assert.equal(namingOf(state, story(), true)?.questions[0].value, 'Agnes');
});
