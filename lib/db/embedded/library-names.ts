/** Every library of PostgreSQL exports it. */
const MARK = 'Pg_magic_func'

/**
 * Has this process list the names that a library exports once. PGlite looks each function of C up by `Object.keys(exports).indexOf(name)`
 * (emscripten's dlsym), of which it then uses nothing, and for the 23,265 names of PostGIS that takes 2.5 ms each time: 3 of the 7 s in which
 * the files are first made. Returns what takes it back.
 */
export function listLibrariesOnce(): () => void {
  const list = Object.keys
  const listed = new WeakMap<object, string[]>()
  Object.keys = (of: object) => {
    if (!Object.hasOwn(of, MARK)) return list(of)
    const names = listed.get(of) ?? list(of)
    listed.set(of, names)
    return names
  }
  return () => {
    Object.keys = list
  }
}
