/** Who watches a card and what its reply must say, where a source tells of a card without them (见来源系统). */
export const UNTOLD = '见来源系统'
