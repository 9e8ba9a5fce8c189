/** What is written as a point: longitude and latitude, parted by a comma in either language or by a space. Null: nothing is; undefined: it is none. */
export function pointIn(text: string): [number, number] | null | undefined {
  const parts = text.trim().split(/[,\uff0c\s]+/)
  if (parts[0] === '') return null
  const [lon, lat] = parts.map(Number)
  return parts.length === 2 && lon !== undefined && lat !== undefined && Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : undefined
}

/** A point as it is written in a field: to a tenth of a metre, by which nobody stands anywhere else. */
export const pointText = (point: readonly [number, number]): string => point.map((degrees) => Number(degrees.toFixed(6))).join(',')
