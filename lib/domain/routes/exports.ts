import { ExportIn, MAX_EXPORT_ROWS } from '../export'
import type { Routes } from '../route'

/** Lists as files. */
export const exportRoutes = {
  make: {
    method: 'POST',
    path: '/api/exports',
    access: 'viewer',
    summary: 'A list as a file of CSV or XLSX: the same rows in the same order, while it is read; not for screens',
    description: `At most ${MAX_EXPORT_ROWS.toLocaleString('en-US')} rows (413 otherwise). Sensitive events only for those who see all such events one by one. What people wrote, and of people their names, telephones, numbers and addresses (\`words\`), is masked as in lists, and needs a person with a code of their second factor of the last five minutes. Each export is a row of the audit, whose number stands in the file: in the last line of a CSV (\`# name time number\`), in the footer of a workbook. A file without it was cut off. With \`only\` a list of events is exported as far as it holds these numbers; their number stands in the audit with them. An order that would sort all events each time is newest first instead.`,
    body: { json: { ExportIn } },
    answer: { says: 'the file, as it is made', bytes: 'application/octet-stream' },
    problems: [403, 413],
  },
} as const satisfies Routes
