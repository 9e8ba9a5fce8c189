/**
 * What there is one of in a process, by its name: made when it is first asked for, and kept on globalThis. A variable of a module is not
 * enough: pages, route handlers and the server are bundled apart (Next has two module graphs), and each has an instance of the module.
 */
export function once<T extends object>(name: string, make: () => T): () => T {
  const key = Symbol.for(`gridsight.${name}`)
  const holder: { [key: symbol]: T | undefined } = globalThis
  return () => {
    holder[key] ??= make()
    return holder[key]
  }
}
