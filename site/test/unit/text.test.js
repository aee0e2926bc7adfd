import assert from 'node:assert/strict';
import test from 'node:test';
import { lastSentence, paragraphs, readable, sentences } from '../../js/text.js';

const slots = [{ name: 'sister', label: 'What is your sister called?', default: 'Ottilie' }];

test('a blank line separates paragraphs; a single line break does not', () => {
  assert.deepEqual(paragraphs('One.\nStill one.\n\nTwo.\n\n\n\nThree.\n', []), ['One.\nStill one.', 'Two.', 'Three.']);
  assert.deepEqual(paragraphs('', []), []);
});

test('a slot becomes its default, and other braces stay', () => {
  assert.equal(readable('{sister} and {stranger} and {not a slot}', slots), 'Ottilie and {stranger} and {not a slot}');
});

test('a name is put in as it is, whatever signs it has', () => {
  const odd = [{ name: 'x', label: '', default: '$& $1 {sister}' }];
  assert.equal(readable('<{x}>', odd), '<$& $1 {sister}>');
});

test('typewriter quotes are set as print sets them', () => {
  assert.equal(
    readable(`"It's hers," he said. "The sailors' 'rest'..."`, []),
    '“It’s hers,” he said. “The sailors’ ‘rest’…”',
  );
  assert.equal(readable(`He stopped—"No!"—and 'twas done.`, []), 'He stopped—“No!”—and ’twas done.');
});

test('markup is only characters', () => {
  assert.equal(readable('<img src=x onerror=alert(1)>', []), '<img src=x onerror=alert(1)>');
});

test('a paragraph comes in sentences, and nothing of it is lost', () => {
  for (const paragraph of ['One. Two? “Three!” Four…', 'Mr. No one', '', 'no end']) {
    assert.equal(sentences(paragraph).join(''), paragraph);
  }
  assert.equal(sentences('You wait. Nothing comes. You go.').length, 3);
});

test('an ending is told by its last sentence', () => {
  assert.equal(lastSentence('A. B.\n\nYou go. You sleep.\n'), 'You sleep.');
  assert.equal(lastSentence(''), '');
  assert.equal(lastSentence('x'.repeat(300)).length, 200);
});
