/** @file Reads plain files out of a tar archive in memory. Whatever is not a plain file is passed over; a header that lies is an error. */

const blockSize = 512;

/** The plain files of an archive by their base name; paths are not kept, so that no entry can name a place outside. */
export function readTar(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + blockSize <= archive.length; ) {
    const header = archive.subarray(at, at + blockSize);
    if (header.every((byte) => byte === 0)) break;
    checkHeader(header);
    const size = readOctal(header, 124, 12);
    const start = at + blockSize;
    if (start + size > archive.length) throw new Error("the archive ends inside a file");
    const name = readText(header, 0, 100).split("/").at(-1);
    if (isPlainFile(header) && name) files.set(name, archive.subarray(start, start + size));
    at = start + Math.ceil(size / blockSize) * blockSize;
  }
  return files;
}

function isPlainFile(header: Uint8Array): boolean {
  return header[156] === 0 || header[156] === 0x30;
}

/** The header's checksum counts its own eight bytes as spaces. */
function checkHeader(header: Uint8Array): void {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  if (sum !== readOctal(header, 148, 8)) throw new Error("the archive is damaged");
}

function readText(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function readOctal(header: Uint8Array, start: number, length: number): number {
  const text = readText(header, start, length).trim();
  if (!/^[0-7]+$/.test(text)) throw new Error("the archive is damaged");
  return Number.parseInt(text, 8);
}
