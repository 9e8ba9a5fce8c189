import type { Command } from 'commander'
import type { Coordinates, Point } from '@/lib/warning/distance'
import { type SpatialWeights, weightsGiven, weightsWithin } from '@/lib/warning/spatial-weights'
import { Failure } from '../shell'
import { coordinatesOption } from './coordinates'
import { between } from './numbers'
import { readRows } from './rows'

/** Which places are neighbours: those within a radius, or those that a file names. */
export type NearFlags = { radius?: number; weights?: string; coordinates: Coordinates; self: boolean }

/** Adds the options that say which places are neighbours. */
export function withNearOptions(command: Command): Command {
  return command
    .option('--radius <m>', 'places at most this far from each other are neighbours; exactly this far counts', between(0))
    .option('--weights <file>', 'or: table with the columns from, to and, if you like, weight (1); each direction has a row of its own')
    .addOption(coordinatesOption())
}

/** The columns that the file of values needs for these options. Throws Failure unless there is either a radius or a file of weights. */
export function nearColumns({ radius, weights }: NearFlags): string[] {
  if ((radius === undefined) === (weights === undefined)) throw new Failure('Give either --radius or --weights.', 2)
  return radius === undefined ? [] : ['x', 'y']
}

/** The neighbours of places by their ids; `points` are read only with a radius. */
export async function readNear(flags: NearFlags, ids: readonly string[], points: readonly Point[]): Promise<SpatialWeights> {
  const { radius, weights: file, coordinates, self } = flags
  if (file === undefined) return weightsWithin(points, radius ?? 0, coordinates, self)
  const places = new Map(ids.map((id, i) => [id, i]))
  const seen = new Set<string>()
  const links = (await readRows(file, ['from', 'to'])).map((row) => {
    const [from, to] = ['from', 'to'].map((column) => {
      const place = places.get(row.text(column))
      if (place === undefined) throw row.fault(column, `"${row.text(column)}" has no value`)
      return place
    })
    const pair = `${from} ${to}`
    if (seen.has(pair)) throw row.fault('to', 'this pair is there twice')
    seen.add(pair)
    return { from: from ?? 0, to: to ?? 0, weight: row.has('weight') ? row.amount('weight') : 1 }
  })
  return weightsGiven(
    ids.length,
    links.filter(({ weight }) => weight > 0),
    self,
  )
}
