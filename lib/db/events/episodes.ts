import { prisma } from '../engine/prisma'

/**
 * A known rise of the demonstration (事件聚集), which warnings are judged by: in these leaf grids events of a type, or of a class when the
 * code is that of a class, happen `factor` times as often as usual from `startsAt` until `endsAt` (epoch milliseconds). `live`: of the
 * feed, and perhaps still to come.
 */
export type KnownEpisode = { typeCode: string; gridCodes: string[]; factor: number; startsAt: number; endsAt: number; live: boolean }

/** Records episodes; those that are recorded already, by type and beginning, stay as they are. Returns how many were new. */
export async function saveEpisodes(episodes: readonly KnownEpisode[]): Promise<number> {
  const known = new Set((await readEpisodes()).map((e) => `${e.typeCode} ${e.startsAt}`))
  const { count } = await prisma().demoEpisode.createMany({
    data: episodes
      .filter((e) => !known.has(`${e.typeCode} ${e.startsAt}`))
      .map(({ startsAt, endsAt, ...rest }) => ({ ...rest, startsAt: new Date(startsAt), endsAt: new Date(endsAt) })),
  })
  return count
}

/** All recorded episodes, by beginning. */
export async function readEpisodes(): Promise<KnownEpisode[]> {
  const rows = await prisma().demoEpisode.findMany({ orderBy: [{ startsAt: 'asc' }, { id: 'asc' }] })
  return rows.map(({ id: _id, startsAt, endsAt, ...rest }) => ({ ...rest, startsAt: startsAt.getTime(), endsAt: endsAt.getTime() }))
}
