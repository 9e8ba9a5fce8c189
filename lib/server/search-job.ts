import { indexWords, SEARCH_READER } from '@/lib/db/search/event-texts'
import { completeFrom } from '@/lib/live/runtime'
import type { LeasedJob } from './job'
import { readerJob } from './reader-job'

/** Keeps the index of what is written about events. It waits while a history is being written: pages say that the index is being made. */
export const searchJob = (): LeasedJob =>
  readerJob({
    reader: SEARCH_READER,
    waits: () => completeFrom() !== null,
    work: indexWords,
    fault: 'what is written about events could not be indexed',
  })
