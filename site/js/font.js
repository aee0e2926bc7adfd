// The page's own letters. They are put on before there is a text, or as a page is turned: never under the reader's eye.

let ready = false;

/** @param {() => boolean} blank whether there is no text yet */
export function fetchFont(blank) {
  const faces = ['1em Literata', 'italic 1em Literata'].map(face => document.fonts.load(face));
  Promise.all(faces).then(
    found => {
      ready = found.every(({ length }) => length > 0);
      if (blank()) wearFont();
    },
    () => {},
  );
}

export function wearFont() {
  if (ready) document.documentElement.dataset.font = '';
}
