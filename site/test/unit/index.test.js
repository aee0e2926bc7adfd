import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import test from 'node:test';

const site = new URL('../../', import.meta.url);
const html = await readFile(new URL('index.html', site), 'utf8');

test('every module is preloaded, so that none waits for another to be read', async () => {
  const modules = (await readdir(new URL('js/', site))).map(name => `js/${name}`).filter(name => name !== 'js/main.js');
  const preloaded = [...html.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(match => match[1]);
  assert.deepEqual(preloaded.sort(), modules.sort());
});

test('the page keeps to its policy: no inline code, no inline style, nobody else’s address', () => {
  assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=|javascript:|https?:|<script(?![^>]*\ssrc="js\/)/);
});

test('only text is written into the page', async () => {
  for (const name of await readdir(new URL('js/', site))) {
    const code = await readFile(new URL(`js/${name}`, site), 'utf8');
    assert.doesNotMatch(code, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
  }
});
