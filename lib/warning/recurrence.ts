/** The recurrence interval of p over k streams that are looked at together, in nights: in how long chance alone brings the like once. */
export const intervalOf = (p: number, streams: number): number => -1 / Math.expm1(streams * Math.log1p(-p))
