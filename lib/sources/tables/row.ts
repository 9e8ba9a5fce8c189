/** A row of a table by position: the number of the line it ends on (or of its row in a sheet), and its cells as text. */
export type TableRow = { line: number; cells: string[] }

/**
 * What stands before a whole number of more than 15 digits: Excel keeps no more, so its last ones are lost, and a code that was typed as a
 * number must not pass for one.
 */
export const LOST_DIGITS = '⟨digits lost⟩'

/** The columns that a file of rejected rows (`--rejects`) has before those of the file that they are of. */
export const REJECT_COLUMNS: readonly string[] = ['reject line', 'reject code', 'reject message']
