/** Where what is held in memory and SQL disagree: memory holds `board`, SQL counts `recounted`. `where` names grid, hour, cell or step. */
export type Difference = { what: string; where: string; board: number; recounted: number }
