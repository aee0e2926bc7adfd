// GPT-2 in onnxruntime-web: what it has read is held, and each run reads on from there.

import { nothingHeld } from './held.js';

/** @import {Manifest} from './bundle.js' */
/** @import {Held} from './held.js' */
/** @import {Model} from './writer.js' */

/**
 * @param {any} ort the module onnxruntime-web
 * @param {Manifest} manifest
 * @param {Map<string, Uint8Array<ArrayBuffer>>} files
 * @returns {Promise<Model>}
 */
export async function openModel(ort, manifest, files) {
  const { vocabulary, context } = manifest.architecture;
  const graph = manifest.graph.file;
  const session = await ort.InferenceSession.create(files.get(graph), {
    executionProviders: ['wasm'],
    externalData: manifest.files
      .filter(({ path }) => path.startsWith(`${graph}.`))
      .map(({ path }) => ({ path, data: files.get(path) })),
  });

  /**
   * @param {Held} held
   * @param {number[][]} rows the new tokens of each row, equally many
   */
  async function run(held, rows) {
    const count = rows[0].length;
    const shape = [rows.length, count];
    const total = held.length + count;
    const ids = BigInt64Array.from(rows.flat(), id => BigInt(id));
    const positions = BigInt64Array.from(ids, (_, at) => BigInt(held.length + (at % count)));
    const inputs = {
      input_ids: new ort.Tensor('int64', ids, shape),
      position_ids: new ort.Tensor('int64', positions, shape),
      seqlens_k: new ort.Tensor('int32', new Int32Array(rows.length).fill(total - 1), [rows.length]),
      total_sequence_length: new ort.Tensor('int32', Int32Array.of(total), [1]),
      ...held.inputs(count),
    };
    const results = await session.run(inputs, ['logits', ...held.outputs]);
    const logits = rows.map((_, row) => results.logits.data.slice(row * vocabulary, (row + 1) * vocabulary));
    return { held: held.after(results, count), logits };
  }

  /** @type {number[]} */
  let read = [];
  let held = nothingHeld(ort, manifest);

  return {
    vocabulary,

    async prefill(ids) {
      if (ids.length === 0 || ids.length > context)
        throw new Error(`${ids.length} tokens: a row takes 1 to ${context}`);
      let shared = 0;
      while (shared < ids.length - 1 && read[shared] === ids[shared]) shared++;
      read = ids.slice(0, shared);
      held = held.cut(shared);
      const result = await run(held, [ids.slice(shared)]);
      read = [...ids];
      held = result.held;
      return result.logits[0];
    },

    async decodeStep(id) {
      const result = await run(held, [[id]]);
      read = [...read, id];
      held = result.held;
      return result.logits[0];
    },

    fork(rows) {
      let forked = held.forked(rows);
      return async ids => {
        const result = await run(
          forked,
          ids.map(id => [id]),
        );
        forked = result.held;
        return result.logits;
      };
    },
  };
}
