import { giveHouseholds } from '@/lib/live/households'
import { handle, otherMethods } from '@/lib/live/request'

/** Households, masked. */
export const GET = handle('/api/households', giveHouseholds)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
