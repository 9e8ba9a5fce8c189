import { Choice } from '@/components/ui/choice'
import { auditActionName } from '@/lib/client/audit-words'
import { adminTexts } from '@/lib/client/messages/admin'
import { AuditAction } from '@/lib/domain/audit'

const words = adminTexts.audit

/** Which action the audit is searched for; it brings the words of all of them along. */
export function ActionChoice({ value }: { value: string }) {
  return (
    <Choice
      label={words.action}
      name="action"
      value={value}
      options={[['', words.all], ...AuditAction.options.map((action) => [action, auditActionName(action)] as const)]}
    />
  )
}
