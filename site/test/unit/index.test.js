import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import test from 'node:test';

const site = new URL('../../', import.meta.url);
const html = await readFile(new URL('index.html', site), 'utf8');
const panels = await readFile(new URL('panels.html', site), 'utf8');

test('every module is preloaded, so that none waits for another to be read', async () => {
  // What lies in a folder of its own is fetched by who uses it, with panels.js.
  const later = ['main.js', 'panels.js'];
  const names = (await readdir(new URL('js/', site))).filter(name => name.endsWith('.js') && !later.includes(name));
  const modules = names.map(name => `js/${name}`);
  const preloaded = [...html.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(match => match[1]);
  assert.deepEqual(preloaded.sort(), modules.sort());
});

test('the page keeps to its policy: no inline code, no inline style, nobody else’s address', () => {
  assert.doesNotMatch(html + panels, /<style|\sstyle=|\son[a-z]+=|javascript:|https?:|<script(?![^>]*\ssrc="js\/)/);
});

test('only text is written into the page', async () => {
  for (const name of await readdir(new URL('js/', site), { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    const code = await readFile(new URL(`js/${name}`, site), 'utf8');
    assert.doesNotMatch(code, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
  }
});
