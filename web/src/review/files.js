/** Files that were dropped or chosen, folders opened. */

const VIDEO = /\.(mp4|m4v|mov|avi|mkv|webm|mpe?g|mts|m2ts|3gp|gif|wmv)$/iu;

/** @param {{ name: string, type: string }} file */
export function isVideo(file) {
  return file.type.startsWith("video/") || VIDEO.test(file.name);
}

/**
 * All files of a drop, also those inside folders.
 *
 * @param {DataTransfer} dropped
 * @returns {Promise<File[]>}
 */
export async function filesOf(dropped) {
  // entries must be taken before the first await: the list is emptied when the event is over
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry());
  const known = [...dropped.files];
  if (entries.every((entry) => entry === null)) return known;
  const found = await Promise.all(entries.map((entry) => (entry ? inside(entry) : [])));
  return found.flat();
}

/**
 * @param {FileSystemEntry} entry
 * @returns {Promise<File[]>}
 */
async function inside(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject))];
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {File[]} */
  const found = [];
  for (;;) {
    // a reader gives at most a hundred entries at a time
    const entries = /** @type {FileSystemEntry[]} */ (await new Promise((resolve, reject) => reader.readEntries(resolve, reject)));
    if (entries.length === 0) return found;
    for (const one of entries) found.push(...(await inside(one)));
  }
}
