'use client'
import { ResidentsDialog } from '@/components/people/residents-dialog'
import { said } from '@/lib/client/language'
import { residentsTexts } from '@/lib/client/messages/residents'
import { useRoute } from '@/lib/client/use-read'
import { residentRoutes } from '@/lib/domain/routes/residents'
import type { UnitDetail, UnitMember } from '@/lib/domain/unit'

/** The phone of somebody who is in a unit, by which they see at `/my` what is theirs: invited, invited anew, ended. */
export function MemberPhone({ unit, member, onClose }: { unit: Pick<UnitDetail, 'id' | 'name' | 'nameEn'>; member: UnitMember; onClose(): void }) {
  // whether residents are switched on at all
  const { data } = useRoute(residentRoutes.counts, {})
  const name = said({ zh: unit.name, en: unit.nameEn })
  const title = residentsTexts.ofMember(member.name, name)
  return <ResidentsDialog title={title} of={{ unit: unit.id, person: member.person }} on={data?.on !== false} onClose={onClose} />
}
