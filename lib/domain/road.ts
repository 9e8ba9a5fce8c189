import * as z from 'zod/mini'
import { Position } from './position'

/** How large a street is, as a map draws it: 主干路, 次干路 and 支路, 巷. */
export const RoadGrade = z.enum(['main', 'street', 'lane'])
export type RoadGrade = z.infer<typeof RoadGrade>

/** Characters of a name at most. */
export const MAX_ROAD_NAME = 60

/** A street (道路) by its name, with all the lines that bear it; degrees, WGS84. */
export const Road = z.object({ name: z.string(), grade: RoadGrade, lines: z.array(z.array(Position)) })
export type Road = z.infer<typeof Road>
