/** A file that cannot be used; the message is a sentence with what to do. */
export class FileError extends Error {
  override readonly name = 'FileError'
}
