import { giveHouseholds } from '@/lib/api/households'
import { handle, otherMethods } from '@/lib/api/request'

/** Households, masked. */
export const GET = handle('/api/households', giveHouseholds)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
