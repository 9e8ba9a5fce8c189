/**
 * What the OpenAPI document says of routes that the wall asks for, beside their summaries. Apart from the routes, since the wall is sent those and
 * has no use for this.
 */
export const ROUTE_NOTES: Readonly<Record<string, string>> = {
  'GET /api/changes':
    'In JSON there are changes of kind `event`, with the whole event as it is now, and of kind `alert`, with the alert as it was then, in the form of `GET /api/alerts/{id}` without its timeline; `limit` bounds those of events, and those of alerts up to the same revision come with them. A frame has events only: it has the columns revision, number and receivedAt, and, each once with `before` and once with `after`: Revision, Grid, Type, Urgency, OccurredAt, HandledAfter, CellX, CellY. Grid 0: that side is absent. Grids and types are named by the ids of the snapshot, times are epoch milliseconds, HandledAfter is −1 while the event is open and else the milliseconds after OccurredAt, cells are −1 without a position.',
  'GET /api/events':
    'With `figure`, the events behind that count of `GET /api/kpis` for the same `within`, `from` and `to` (its `total`), for instance `handedInTimeRate.denominator`; the first page then has `figure`: how many are counted, and how many of them are listed. The difference are sensitive events that this viewer is told only as counts of a street; with a filter that `GET /api/kpis` does not have (all but `within`, `service`, `from` and `to`), only what is listed is counted. A cursor holds for the order that it came from. A screen, which is not told whom an event was given to, can neither ask for `order=lead` nor for `department`.',
  'GET /api/heat':
    'A field has one column `density` of width × height values: rows from the north-west, linear in Mercator y. The counts have the columns cellX, cellY, type (id), step and count.',
  'GET /api/trends':
    'What is usual is P10, median and P90 of the same hours of the same weekday of up to 12 weeks before, and null below 4 weeks. Hours and days are those of Asia/Shanghai. While a source is late (its newest event is over an hour old, and at least 8 more would usually have come since), `until` says how far the data reach, and today is compared only up to there.',
}
