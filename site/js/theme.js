// Runs before the first paint, so that a chosen theme does not flash in. Without a choice the style sheet follows the device.
try {
  const theme = localStorage.getItem('feverdream/theme');
  if (theme && ['night', 'paper', 'contrast'].includes(theme)) document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing has no choice to keep.
}
