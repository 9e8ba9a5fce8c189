import { type Command, InvalidArgumentError, Option } from 'commander'
import { Crs, textLimits } from '@/lib/domain/event'
import { isSourceName } from '@/lib/domain/origin'
import { type FeedMapping, MappingError, makeRowMapper, parseMapping } from '@/lib/sources/feed/feed-mapping'
import { zoneReader } from '@/lib/sources/feed/zone'

/** How a feed is read, as the commands `replay` and `events import` take it. */
export type FeedOptions = { map: FeedMapping; source: string; zone: string; crs?: Crs }

/** Adds the options that say how the rows of a feed become events. */
export function withFeedOptions(command: Command): Command {
  return command
    .requiredOption('--map <fields>', 'field=column, with commas between: id, occurredAt, type, lon, lat or grid, updatedAt, handledAt, …', readMap)
    .requiredOption('--source <name>', 'name of the system it comes from; with the feed’s ids it makes the events’ ids', readSource)
    .option('--zone <zone>', 'time zone of times without an offset', readZone, 'Asia/Shanghai')
    .addOption(new Option('--crs <crs>', 'coordinate reference system of the positions (WGS84 by default)').choices(Crs.options))
}

/** The mapper of rows that the options describe. */
export function mapperOf({ map, source, zone, crs }: FeedOptions): ReturnType<typeof makeRowMapper> {
  return makeRowMapper({ mapping: map, source, readTime: zoneReader(zone), crs })
}

/** Makes a MappingError of a mapping a complaint about the option. */
function readMap(text: string): FeedMapping {
  try {
    return parseMapping(text)
  } catch (error) {
    if (error instanceof MappingError) throw new InvalidArgumentError(error.message)
    throw error
  }
}

/** Checks the name of a source. */
export function readSource(text: string): string {
  if (!isSourceName(text)) throw new InvalidArgumentError(`a source is a name of at most ${textLimits.source} characters.`)
  return text
}

/** Checks the name of a time zone. */
export function readZone(text: string): string {
  try {
    zoneReader(text)
  } catch {
    throw new InvalidArgumentError(`there is no zone of this name; write one like Asia/Shanghai or America/Los_Angeles.`)
  }
  return text
}

/** Reads TEXT=CODE,TEXT=CODE; a text may have a = in it. */
export function readPairs(text: string): Record<string, string> {
  const pairs = text.split(',').map((part) => part.split(/=(?=[^=]*$)/).map((s) => s.trim()))
  for (const [from = '', to = ''] of pairs) if (!from || !to) throw new InvalidArgumentError('write TEXT=CODE, with commas between.')
  return Object.fromEntries(pairs)
}
