/** The first and the last instant that RFC 3339 can write, epoch milliseconds: no row has one beyond, and further back PostgreSQL has none. */
export const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z')
export const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z')
