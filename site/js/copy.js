// Puts a link into the clipboard, where the browser allows it.

/**
 * @param {string} link
 * @returns {Promise<boolean>} false without https, or without leave: there browsers keep the clipboard shut
 */
export async function copied(link) {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    return false;
  }
}
