/** A selection in a bar; on a phone as large as a thumb. */
export const selectLook = 'h-32 max-w-220 rounded-8 border border-line-strong bg-panel px-8 text-14 text-ink-1 max-lg:h-48 max-sm:max-w-full'
