import { type EventChange, encodeChanges } from '@/lib/domain/change'

/** Bytes as the wire carries them: a Buffer, which the message packer keeps as bytes. */
export const wireBytes = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A frame as the wire carries it; no changes are no bytes. */
export const frameOf = (changes: readonly EventChange[]): Buffer =>
  changes.length === 0 ? Buffer.alloc(0) : wireBytes(encodeChanges(changes, {}, { brief: true }))
