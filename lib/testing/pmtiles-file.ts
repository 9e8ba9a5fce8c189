const varint = (n: number): number[] => {
  const out: number[] = []
  for (let rest = n; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...out, rest]
    out.push((rest % 128) + 128)
  }
}

/** A PMTiles file (version 3, nothing packed) in which every tile down to `maxzoom` is the same picture. */
export function onePicturePmtiles(png: Uint8Array, maxzoom: number, attribution: string): Buffer {
  const tiles = (4 ** (maxzoom + 1) - 1) / 3
  // one entry: id 0, a run over all tiles, its length, offset 0 (written plus one)
  const root = Buffer.from([1, 0, ...varint(tiles), ...varint(png.length), 1].flatMap((n, i) => (i === 1 ? varint(n) : [n])))
  const metadata = Buffer.from(JSON.stringify({ name: 'test', attribution }))
  const header = Buffer.alloc(127)
  header.write('PMTiles', 0, 'latin1')
  header[7] = 3
  const [rootAt, metadataAt] = [127, 127 + root.length]
  const tilesAt = metadataAt + metadata.length
  const parts = [rootAt, root.length, metadataAt, metadata.length, tilesAt, 0, tilesAt, png.length, tiles, 1, 1]
  for (const [i, n] of parts.entries()) header.writeBigUInt64LE(BigInt(n), 8 + i * 8)
  // clustered; nothing packed, inside and in tiles; PNG; levels
  header.set([1, 1, 1, 2, 0, maxzoom], 96)
  header.writeInt32LE(-1_800_000_000, 102)
  header.writeInt32LE(-850_000_000, 106)
  header.writeInt32LE(1_800_000_000, 110)
  header.writeInt32LE(850_000_000, 114)
  return Buffer.concat([header, root, metadata, png])
}
