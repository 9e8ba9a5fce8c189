import { useRoute } from '@/lib/client/use-read'
import type { Departments } from '@/lib/domain/people'
import { peopleRoutes } from '@/lib/domain/routes/people'

/** Whom events can be given to, read when a form for it opens; `failed`: it could not be read. */
export function useTargets(): { targets: Departments | null; failed: boolean; again(): void } {
  const { data, failed, again } = useRoute(peopleRoutes.departments, {})
  return { targets: data, failed, again }
}
