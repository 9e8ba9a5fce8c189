import * as z from 'zod/mini'
import { Crs } from '../event-parts'
import { fileQuery, IMPORT_BYTES, ImportOutcome } from '../import-outcome'
import type { Routes } from '../route'

const body = { bytes: 'application/octet-stream', limit: IMPORT_BYTES } as const
const answer = { says: 'counts, and the rows that are not taken', json: { ImportOutcome } } as const
const description =
  'Good rows are kept and bad ones named by line and column; the same file again changes nothing. `dry=true` reads, checks and compares everything, and changes nothing. 400 for a file that cannot be read or lacks a column.'

/** Files that are sent whole: units, who is in them, and service places, as the command line imports them. */
export const importRoutes = {
  units: {
    method: 'POST',
    path: '/api/units/imports',
    access: 'viewer',
    summary:
      'Import units (组织), or who is in them, from a CSV or XLSX file; rows outside of the area of whoever sends it, and those that name what is, are not taken',
    description,
    query: z.object({ ...fileQuery, kind: z._default(z.enum(['units', 'members']), 'units') }),
    body,
    answer,
    problems: [403, 413, 429],
  },
  places: {
    method: 'POST',
    path: '/api/places/imports',
    access: 'viewer',
    summary: 'Import service places (阵地) from a CSV, XLSX or GeoJSON file; rows outside of the area of whoever sends it are not taken',
    description,
    query: z.object({ ...fileQuery, crs: z._default(Crs, 'WGS84') }),
    body,
    answer,
    problems: [403, 413, 429],
  },
} as const satisfies Routes
