/** A sheet of the board in a hand. */
export const handSheet = 'min-w-0 rounded-12 border border-line bg-panel px-16 py-12'
