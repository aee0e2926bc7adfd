// Runs before the first paint: a chosen theme does not flash in, and a link to a page has all that reading needs fetched
// at once. Without a choice the style sheet follows the device.

const READING = ['copy', 'naming-view', 'note', 'reading-page', 'reading-view', 'report', 'trail-view', 'ways-view'];

try {
  const theme = localStorage.getItem('feverdream/theme');
  if (theme && ['night', 'paper', 'contrast'].includes(theme)) document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing has no choice to keep.
}

if (/^#\/[a-z0-9-]+\/\d/.test(location.hash)) {
  // Fetched, not yet worn: rooms.js puts style sheets on in their order.
  const styles = ['reading.css', 'doors.css'].map(href => ({ rel: 'preload', as: 'style', href }));
  const modules = READING.map(name => ({ rel: 'modulepreload', href: `js/${name}.js` }));
  for (const link of [...styles, ...modules]) {
    document.head.append(Object.assign(document.createElement('link'), link));
  }
}
