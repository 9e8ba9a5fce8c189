import { readEnv } from '@/lib/env'

/** The 审图号 under which maps are shown, as it is set; null: there is none, and no map may be published. */
export const mapReviewNumber = (): string | null => readEnv().MAP_REVIEW_NUMBER ?? null
