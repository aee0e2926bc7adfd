// GPT-2 in onnxruntime-web: what it has read stays in tensors, which each run hands on to the next.

/** @import {Manifest} from './bundle.js' */
/** @import {Model} from './writer.js' */

/**
 * A row: the tokens it holds, and the keys and values of them by input name.
 * @typedef {object} Held
 * @property {number[]} ids
 * @property {Record<string, any>} past
 */

/**
 * @param {any} ort the module onnxruntime-web
 * @param {Manifest} manifest
 * @param {Map<string, Uint8Array<ArrayBuffer>>} files
 * @returns {Promise<Model>}
 */
export async function openModel(ort, manifest, files) {
  const { heads, head_size: headSize, vocabulary, context } = manifest.architecture;
  const pasts = manifest.graph.inputs.filter(({ name }) => name.startsWith('past.'));
  const graph = manifest.graph.file;
  const session = await ort.InferenceSession.create(files.get(graph), {
    executionProviders: ['wasm'],
    externalData: manifest.files
      .filter(({ path }) => path.startsWith(`${graph}.`))
      .map(({ path }) => ({ path, data: files.get(path) })),
  });

  /**
   * @param {string} type
   * @param {number} size
   */
  const values = (type, size) => (type === 'int8' ? new Int8Array(size) : new Float32Array(size));

  /** @returns {Held} */
  const nothing = () => ({
    ids: [],
    past: Object.fromEntries(
      pasts.map(({ name, type }) => [name, new ort.Tensor(type, values(type, 0), [1, heads, 0, headSize])]),
    ),
  });

  /**
   * @param {Held['past']} past
   * @param {number[][]} rows the new tokens of each row, equally many
   * @param {number} held tokens that each row holds already
   */
  async function run(past, rows, held) {
    const count = rows[0].length;
    const shape = [rows.length, count];
    const ids = BigInt64Array.from(rows.flat(), id => BigInt(id));
    const positions = BigInt64Array.from(ids, (_, at) => BigInt(held + (at % count)));
    const results = await session.run({
      input_ids: new ort.Tensor('int64', ids, shape),
      position_ids: new ort.Tensor('int64', positions, shape),
      seqlens_k: new ort.Tensor('int32', new Int32Array(rows.length).fill(held + count - 1), [rows.length]),
      total_sequence_length: new ort.Tensor('int32', Int32Array.of(held + count), [1]),
      ...past,
    });
    const present = Object.fromEntries(pasts.map(({ name }) => [name, results[`present.${name.slice(5)}`]]));
    const logits = rows.map((_, row) => results.logits.data.slice(row * vocabulary, (row + 1) * vocabulary));
    return { present, logits };
  }

  /**
   * The first tokens of a row alone.
   * @param {Held} row
   * @param {number} length
   * @returns {Held}
   */
  function cut(row, length) {
    if (length === row.ids.length) return row;
    const past = pasts.map(({ name, type }) => {
      const [, , before] = row.past[name].dims;
      const kept = values(type, heads * length * headSize);
      for (let head = 0; head < heads; head++) {
        const from = head * before * headSize;
        kept.set(row.past[name].data.subarray(from, from + length * headSize), head * length * headSize);
      }
      return [name, new ort.Tensor(type, kept, [1, heads, length, headSize])];
    });
    return { ids: row.ids.slice(0, length), past: Object.fromEntries(past) };
  }

  let held = nothing();

  return {
    vocabulary,

    async prefill(ids) {
      if (ids.length === 0 || ids.length > context)
        throw new Error(`${ids.length} tokens: a row takes 1 to ${context}`);
      let shared = 0;
      while (shared < ids.length - 1 && held.ids[shared] === ids[shared]) shared++;
      const begun = cut(held, Math.min(shared, held.ids.length));
      const { present, logits } = await run(begun.past, [ids.slice(begun.ids.length)], begun.ids.length);
      held = { ids: [...ids], past: present };
      return logits[0];
    },

    async decodeStep(id) {
      const { present, logits } = await run(held.past, [[id]], held.ids.length);
      held = { ids: [...held.ids, id], past: present };
      return logits[0];
    },

    fork(rows) {
      let length = held.ids.length;
      let past = Object.fromEntries(
        pasts.map(({ name, type }) => {
          const { data } = held.past[name];
          const copies = values(type, data.length * rows);
          for (let row = 0; row < rows; row++) copies.set(data, row * data.length);
          return [name, new ort.Tensor(type, copies, [rows, heads, length, headSize])];
        }),
      );
      return async ids => {
        const { present, logits } = await run(
          past,
          ids.map(id => [id]),
          length,
        );
        past = present;
        length++;
        return logits;
      };
    },
  };
}
