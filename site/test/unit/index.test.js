import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import test from 'node:test';

const site = new URL('../../', import.meta.url);
const html = await readFile(new URL('index.html', site), 'utf8');
const panels = await readFile(new URL('panels.html', site), 'utf8');

/**
 * Every module that must be there before a page is drawn; rooms that are entered later are not.
 * @param {string} name
 * @param {Set<string>} found
 */
async function imports(name, found = new Set()) {
  const code = await readFile(new URL(`js/${name}`, site), 'utf8');
  for (const [, other] of code.matchAll(/^(?:import|export) [^;]*?from '\.\/([^']+)';/gms)) {
    if (!found.has(other)) await imports(other, found.add(other));
  }
  return found;
}

test('every module that the first page needs is preloaded, and no other', async () => {
  const modules = [...(await imports('main.js'))].map(name => `js/${name}`);
  assert.ok(modules.length > 10, `${modules.length} modules cannot be all`);
  const preloaded = [...html.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(match => match[1]);
  assert.deepEqual(preloaded.sort(), modules.sort());
});

test('a link to a page has all that reading needs fetched at once', async () => {
  const early = await readFile(new URL('js/early.js', site), 'utf8');
  const listed = early.match(/READING = \[(.*?)\]/s)?.[1] ?? '';
  const names = [...listed.matchAll(/'([^']+)'/g)].map(([, name]) => `${name}.js`);
  const shelf = await imports('main.js');
  const reading = [...(await imports('reading-view.js', new Set(['reading-view.js'])))].filter(
    name => !shelf.has(name),
  );
  assert.deepEqual(names.sort(), reading.sort());
});

test('what code names, the site has: rooms, style sheets, templates', async () => {
  const names = await readdir(new URL('js/', site), { recursive: true });
  const code = (
    await Promise.all(
      names.filter(name => /^[^/]+\.js$/.test(name)).map(name => readFile(new URL(`js/${name}`, site), 'utf8')),
    )
  ).join('\n');
  const files = await readdir(site);
  for (const [, sheet] of code.matchAll(/'([a-z-]+\.css)'/g)) assert.ok(files.includes(sheet), sheet);
  for (const [, room] of code.matchAll(/import\('\.\/([^']+)'\)/g)) assert.ok(names.includes(room), room);
  for (const [, id] of code.matchAll(/(?:stamp|viewOf)\('([^']+)'\)/g)) {
    assert.ok(html.includes(`<template id="${id}">`), `template ${id}`);
  }
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

test('without a network the page has all that it may need, and nothing that is gone', async () => {
  const worker = await readFile(new URL('service-worker.js', site), 'utf8');
  const later = [...(worker.match(/const LATER = \[([^\]]*)\]/)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(
    ([, path]) => path,
  );
  const root = (await readdir(site)).filter(name => /\.(css|html)$/.test(name) && name !== 'index.html');
  const code = (await readdir(new URL('js/', site), { recursive: true })).filter(name => /\.(js|css)$/.test(name));
  const fonts = (await readdir(new URL('fonts/', site))).filter(name => name.endsWith('.woff2'));
  const all = [...root, ...code.map(name => `js/${name}`), ...fonts.map(name => `fonts/${name}`)];
  assert.deepEqual(later.sort(), all.filter(path => !html.includes(`"${path}"`)).sort());
});
