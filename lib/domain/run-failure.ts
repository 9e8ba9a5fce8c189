import * as z from 'zod/mini'

/** Why a file cannot be used or a run failed, by a name that stays: words for each stand in the messages of failures. */
export type RunFailureCode =
  | ('gave_up' | 'internal' | 'too_many_rows' | 'mapping_lacks' | 'mapping_unknown' | 'datum')
  | ('nothing_sent' | 'still_written' | 'no_folders' | 'no_folder' | 'folder_outside' | 'folder_empty')
  | ('private_address' | 'answered' | 'unreached' | 'too_large')
  | ('empty' | 'no_column' | 'column_twice' | 'no_line_end' | 'open_quote' | 'encoding' | 'unreadable')
  | ('old_excel' | 'web_page' | 'no_result' | 'no_workbook' | 'damaged' | 'unpacks_too_large')

/** A failure by its code, with what its sentence names. One whose code is not known here is told by the English sentence beside it. */
export const RunFailure = z.object({ code: z.string(), params: z.array(z.string()) })
export type RunFailure = z.infer<typeof RunFailure>
