import { accessSync, chmodSync, constants, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { EngineFault } from './disk'
import { type Engine, openEngine } from './engine'
import { trimmedPostgis } from './postgis-bundle'

/** Where in the data folder the engine keeps its files. */
export const clusterFolder = (dataDir: string): string => path.join(dataDir, 'postgres')

const MAJOR = '18'

/**
 * Opens the engine's files, making them first where there are none: in a folder of another name that gets its own only when it is
 * complete, so that a process killed in its first seconds leaves nothing half-made. Throws EngineFault for files that are damaged or of
 * another version.
 */
export async function openDataFolder(dataDir: string): Promise<Engine> {
  const folder = clusterFolder(dataDir)
  const postgis = trimmedPostgis(dataDir)
  for (const name of readdirSync(dataDir)) if (name.startsWith('postgres.new-')) rmSync(path.join(dataDir, name), { recursive: true, force: true })
  if (!existsSync(folder)) {
    const unfinished = `${folder}.new-${process.pid}`
    const engine = await openEngine(unfinished, postgis)
    const made = engine.run('CREATE EXTENSION IF NOT EXISTS postgis')
    if (made.error) throw new Error(`PostGIS could not be installed: ${made.error}`)
    engine.run('CHECKPOINT')
    await engine.close()
    renameSync(unfinished, folder)
  }
  accessSync(folder, constants.R_OK | constants.W_OK)
  chmodSync(folder, 0o700) // PGlite makes it readable to all
  try {
    const version = readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim()
    if (version !== MAJOR) throw new EngineFault(`the data folder was made by version ${version} of the engine, this is version ${MAJOR}`, 'other')
    return await openEngine(folder, postgis)
  } catch (error) {
    if (error instanceof EngineFault) throw error
    // It was complete once (above), nobody else has it (the claim), and it can be written to: what is in it cannot be read any more.
    throw new EngineFault(error instanceof Error ? error.message : String(error), 'damaged', { cause: error })
  }
}
