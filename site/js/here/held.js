// Keys and values of the tokens that a model has read. A graph for browsers gives those of new tokens alone, and they are
// written behind the others; other graphs give all of them anew, which takes memory twice over for each token.

/**
 * @typedef {object} Held
 * @property {number} length tokens of each row
 * @property {(more: number) => Record<string, any>} inputs before a run of so many more tokens
 * @property {string[]} outputs what the run is asked for besides logits
 * @property {(results: Record<string, any>, more: number) => Held} after a run of so many more tokens
 * @property {(length: number) => Held} cut the first tokens of a row alone; what it was cut from is used up
 * @property {(rows: number) => Held} forked a copy of one row as several
 */

// Room is made for so many tokens at a time.
const ROOM = 64;

/**
 * @param {any} ort the module onnxruntime-web
 * @param {import('./bundle.js').Manifest} manifest
 * @returns {Held} nothing
 */
export function nothingHeld(ort, { graph, architecture }) {
  const { heads, head_size: headSize } = architecture;
  const pasts = graph.inputs.filter(({ name }) => name.startsWith('past.'));
  const places = { ort, pasts, heads, headSize };
  if (!graph.outputs.some(({ name }) => name === newOf('0'))) return whole(places, 1, 0, {});
  return written(places, 1, 0, 0, []);
}

/**
 * @typedef {object} Places
 * @property {any} ort
 * @property {{name: string, type: string}[]} pasts
 * @property {number} heads
 * @property {number} headSize
 */

/**
 * Keys and values as tensors that each run hands on to the next.
 * @param {Places} places
 * @param {number} rows
 * @param {number} length
 * @param {Record<string, any>} past by input name; none is empty
 * @returns {Held}
 */
function whole(places, rows, length, past) {
  const { ort, pasts, heads, headSize } = places;
  /** @param {{name: string, type: string}} input */
  const tensor = ({ name, type }) =>
    past[name] ?? new ort.Tensor(type, valuesOf(type, 0), [rows, heads, length, headSize]);
  /** @param {(data: any, type: string) => any} change @param {number} count @param {number} kept */
  const changed = (change, count, kept) => {
    const shape = [count, heads, kept, headSize];
    const tensors = pasts.map(input => {
      const data = change(tensor(input).data, input.type);
      return [input.name, new ort.Tensor(input.type, data, shape)];
    });
    return whole(places, count, kept, Object.fromEntries(tensors));
  };
  return {
    length,
    inputs: () => Object.fromEntries(pasts.map(input => [input.name, tensor(input)])),
    outputs: pasts.map(({ name }) => `present.${name.slice(5)}`),
    after: (results, more) => {
      const present = pasts.map(({ name }) => [name, results[`present.${name.slice(5)}`]]);
      return whole(places, rows, length + more, Object.fromEntries(present));
    },
    cut(kept) {
      if (kept === length) return this;
      return changed((data, type) => strips(data, type, heads, headSize, length, kept, kept), 1, kept);
    },
    forked: count => changed((data, type) => repeated(data, type, count), count, length),
  };
}

/**
 * Keys and values in arrays with room, to which a run's are added.
 * @param {Places} places
 * @param {number} rows
 * @param {number} length
 * @param {number} room tokens that a strip of the arrays takes: each row of each head has one
 * @param {any[]} arrays one for each input
 * @returns {Held}
 */
function written(places, rows, length, room, arrays) {
  const { ort, pasts, heads, headSize } = places;
  const width = heads * headSize;
  return {
    length,
    inputs(more) {
      if (length + more > room) {
        const larger = Math.ceil((length + more) / ROOM) * ROOM;
        arrays = pasts.map(({ type }, at) =>
          strips(arrays[at] ?? valuesOf(type, 0), type, rows * heads, headSize, room, length, larger),
        );
        room = larger;
      }
      const shape = [rows, heads, room, headSize];
      return Object.fromEntries(pasts.map(({ name, type }, at) => [name, new ort.Tensor(type, arrays[at], shape)]));
    },
    outputs: pasts.flatMap(({ name }) => (name.endsWith('.key') ? newOf(name.split('.')[1]) : [])),
    after(results, more) {
      for (const [at, { name }] of pasts.entries()) {
        const [, layer, part] = name.split('.');
        const { data } = results[newOf(layer)];
        // Queries, keys and values of a token lie behind one another, and the heads of each.
        const begin = part === 'key' ? width : 2 * width;
        for (let strip = 0; strip < rows * heads; strip++) {
          const row = Math.floor(strip / heads);
          for (let token = 0; token < more; token++) {
            const from = (row * more + token) * 3 * width + begin + (strip % heads) * headSize;
            arrays[at].set(data.subarray(from, from + headSize), (strip * room + length + token) * headSize);
          }
        }
      }
      return written(places, rows, length + more, room, arrays);
    },
    cut: kept => written(places, rows, kept, room, arrays),
    forked: count => {
      const copies = pasts.map(({ type }, at) => repeated(arrays[at], type, count));
      return written(places, count, length, room, copies);
    },
  };
}

/**
 * The output that has queries, keys and values of a run's tokens.
 * @param {string} layer
 */
function newOf(layer) {
  return `h.${layer}.attn.c_attn`;
}

/**
 * @param {string} type
 * @param {number} size
 */
function valuesOf(type, size) {
  return type === 'int8' ? new Int8Array(size) : new Float32Array(size);
}

/**
 * The beginnings of strips, in strips of another length.
 * @param {any} data
 * @param {string} type
 * @param {number} count
 * @param {number} headSize
 * @param {number} before tokens that a strip takes
 * @param {number} kept tokens of each that are copied
 * @param {number} after tokens that a new strip takes
 */
function strips(data, type, count, headSize, before, kept, after) {
  const result = valuesOf(type, count * after * headSize);
  for (let strip = 0; strip < count; strip++) {
    const from = strip * before * headSize;
    result.set(data.subarray(from, from + kept * headSize), strip * after * headSize);
  }
  return result;
}

/**
 * @param {any} data
 * @param {string} type
 * @param {number} times
 */
function repeated(data, type, times) {
  const copies = valuesOf(type, data.length * times);
  for (let copy = 0; copy < times; copy++) copies.set(data, copy * data.length);
  return copies;
}
