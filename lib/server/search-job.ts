import { indexWords, SEARCH_READER } from '@/lib/db/search/event-texts'
import type { LeasedJob } from './job'
import { readerJob } from './reader-job'

/** Keeps the index of what is written about events. */
export const searchJob = (): LeasedJob =>
  readerJob({ reader: SEARCH_READER, work: indexWords, fault: 'what is written about events could not be indexed' })
