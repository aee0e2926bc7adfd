// The stories against an independent Twee 3 parser: it reads what we write, and the function's tests read what it
// writes, which is kept in its golden files. `WRITE_GOLDEN=1 npm test` writes them anew after a story was edited.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
// @ts-expect-error the package has no types
import * as extwee from 'extwee';

/** @type {(text: string) => { IFID: string, format: string, start: string, toTwee(): string,
 *   passages: { name: string, tags: string[] }[] }} */
const parseTwee = extwee.parseTwee;
const stories = new URL('../../../function/stories/', import.meta.url);
const golden = new URL('../../../function/src/test/resources/golden/twee/', import.meta.url);
const files = readdirSync(stories).filter(file => file.endsWith('.twee'));

test('there are stories to read', () => {
  assert.ok(files.length >= 2);
});

for (const file of files) {
  const source = readFileSync(new URL(file, stories), 'utf8');
  const story = parseTwee(source);

  test(`${file} reads as Twee 3`, () => {
    const headers = [...source.matchAll(/^:: *([^[{\n]*?) *(?:\[(.*?)\])?(?: *\{.*\})?$/gm)];
    const passages = headers.filter(([, name]) => !['StoryTitle', 'StoryData'].includes(name));
    assert.deepEqual(
      story.passages.map(({ name, tags }) => [name, tags.join(' ')]),
      passages.map(([, name, tags = '']) => [name, tags]),
    );
    assert.match(story.IFID, /^[0-9A-F-]{36}$/);
    assert.equal(story.format, 'Feverdream');
    assert.ok(story.passages.some(({ name }) => name === story.start));
  });

  test(`${file} as that parser writes it is the golden file`, () => {
    const target = new URL(file, golden);
    if (process.env.WRITE_GOLDEN) {
      mkdirSync(golden, { recursive: true });
      writeFileSync(target, story.toTwee());
    }
    assert.equal(readFileSync(target, 'utf8'), story.toTwee());
  });
}
