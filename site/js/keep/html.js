// A copy as one HTML file that plays by itself, from a disk too. Its code and style are the two files beside this one;
// what was read is data in it.

/** @import {Copy} from '../../types.keep.js' */

// sha256 of player.js and player.css; the file's own policy runs these and nothing else. A test holds them.
export const PLAYER_SHA256 = 'sha256-YlrfJgdlKFEQhJMeXOyOFNe7YlflYd+o0Pp04JzwKNQ=';
export const STYLE_SHA256 = 'sha256-xlCgy3Jwpe9osj69lkh10E6wmJJbM99cXfek2WuMH9s=';

/**
 * @param {Copy} copy
 * @param {{code: string, style: string}} player
 */
export function htmlOf(copy, { code, style }) {
  const policy =
    `default-src 'none'; script-src '${PLAYER_SHA256}'; style-src '${STYLE_SHA256}'; ` +
    `base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="dark light">
<title>${escaped(copy.title)}</title>
<style>${style}</style>
</head>
<body>
<main></main>
<script type="application/json" id="copy">${dataOf(copy)}</script>
<script>${code}</script>
</body>
</html>
`;
}

/**
 * JSON in which nothing can end the element that it stands in, or begin a comment there.
 * @param {unknown} value
 */
export function dataOf(value) {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    mark => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"']/g, mark => `&#${mark.charCodeAt(0)};`);
}
