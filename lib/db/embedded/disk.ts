import { statfsSync } from 'node:fs'

/** With less than this no statement can be relied on to be written. */
const MIN_FREE_BYTES = 4 * 1024 * 1024

/** Is the disk of this folder full? The engine itself only says that it broke off. */
export function lacksSpace(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize < MIN_FREE_BYTES
  } catch {
    return false // no folder, no disk
  }
}

/** What is said of it, wherever it is met. */
export const NO_SPACE = 'no space is left on the disk of the data folder'

/** Why the engine cannot start: the disk is full, its files are there and cannot be read, or something else. */
export type WhyNot = 'no_space' | 'damaged' | 'other'

/** The engine cannot start. */
export class EngineFault extends Error {
  override readonly name = 'EngineFault'
  constructor(
    message: string,
    readonly why: WhyNot,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
