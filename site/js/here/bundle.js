// The model bundle in the browser: fetched once, compared with its manifest, and kept until the reader throws it away.

/** @import {FilterForm} from './filters.js' */

/**
 * @typedef {object} Manifest
 * @property {string} id
 * @property {{layers: number, heads: number, head_size: number, vocabulary: number, context: number}} architecture
 * @property {{path: string, size: number, sha256: string}[]} files
 * @property {{file: string, inputs: {name: string, type: string}[], outputs: {name: string}[]}} graph
 * @property {{end_of_text: number[], separator: string}} tokens
 * @property {number} prompt_version
 * @property {FilterForm & {file: string}} copy_filter
 * @property {FilterForm & {file: string}} lexicon
 */

const CACHE = /^model-/;

/** @param {string} id of the bundle */
function base(id) {
  return new URL(`../../models/${id}/`, import.meta.url);
}

/**
 * @param {string} id
 * @returns {Promise<Manifest>}
 */
export async function readManifest(id) {
  const response = await keptOr(id, 'manifest.json');
  if (!response.ok) throw new Error(`the model ${id} is not offered here (${response.status})`);
  const manifest = await response.json();
  if (manifest.id !== id) throw new Error(`the manifest of ${id} says ${manifest.id}`);
  return manifest;
}

/** @param {Manifest} manifest */
export function sizeOf({ files }) {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/**
 * Whether the whole bundle is on this device.
 * @param {Manifest} manifest
 */
export async function isKept({ id, files }) {
  const cache = await caches.open(`model-${id}`);
  const found = await Promise.all(files.map(({ path }) => cache.match(new URL(path, base(id)))));
  return found.every(response => response !== undefined);
}

/**
 * Every file of the bundle, from this device or the network.
 * @param {Manifest} manifest
 * @param {(bytes: number) => void} progress bytes that are here
 * @returns {Promise<Map<string, Uint8Array<ArrayBuffer>>>}
 */
export async function fetchBundle(manifest, progress) {
  const cache = await caches.open(`model-${manifest.id}`);
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const files = new Map();
  let here = 0;
  for (const { path, size, sha256 } of manifest.files) {
    const response = await keptOr(manifest.id, path);
    if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    const bytes = await readAll(response, size, count => progress(here + count));
    here += size;
    const digest = hex(await crypto.subtle.digest('SHA-256', bytes));
    if (digest !== sha256) {
      await cache.delete(new URL(path, base(manifest.id)));
      throw new Error(`${path}: sha256 is ${digest}, the manifest says ${sha256}; try again`);
    }
    files.set(path, bytes);
    await cache.put(new URL(path, base(manifest.id)), new Response(bytes)).catch(() => {});
  }
  await cache.put(new URL('manifest.json', base(manifest.id)), Response.json(manifest)).catch(() => {});
  await forget(manifest.id);
  return files;
}

/**
 * Throws away every bundle but this one.
 * @param {string} [id]
 */
export async function forget(id) {
  for (const name of await caches.keys()) if (CACHE.test(name) && name !== `model-${id}`) await caches.delete(name);
}

/**
 * @param {string} id
 * @param {string} path
 */
async function keptOr(id, path) {
  const url = new URL(path, base(id));
  const cache = await caches.open(`model-${id}`);
  return (await cache.match(url)) ?? fetch(url);
}

/**
 * @param {Response} response
 * @param {number} size
 * @param {(bytes: number) => void} progress
 */
async function readAll(response, size, progress) {
  const bytes = new Uint8Array(size);
  const reader = response.body?.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || !value) break;
    if (at + value.length > size) throw new Error(`${response.url} is longer than its manifest says`);
    bytes.set(value, at);
    at += value.length;
    progress(at);
  }
  if (at !== size) throw new Error(`${response.url}: ${at} bytes came, the manifest says ${size}`);
  return bytes;
}

/** @param {ArrayBuffer} digest */
function hex(digest) {
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
}
