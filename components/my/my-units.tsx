'use client'
import { said } from '@/lib/client/language'
import { myUnitTexts as texts } from '@/lib/client/messages/my-units'
import type { MyUnit } from '@/lib/domain/my'

/** What one is in units, where one was invited as a member of one; whoever has left them all is told so. */
export function MyUnits({ units }: { units: readonly MyUnit[] }) {
  return (
    <section className="flex flex-col gap-10 rounded-12 border border-line bg-panel px-16 py-14" data-testid="my-units">
      <h2 className="text-18 font-semibold text-ink-1">{texts.title}</h2>
      {units.length === 0 && <p>{texts.none}</p>}
      <ul className="flex flex-col gap-10">
        {units.map(({ id, name, nameEn, role, registered, skills }) => (
          <li key={`${id} ${role}`} data-unit={id}>
            <strong className="block font-semibold text-ink-1">{said({ zh: name, en: nameEn })}</strong>
            <span className="block">{registered ? texts.registered(texts.as[registered]) : texts.roles[role]}</span>
            {skills.length > 0 && (
              <span className="block text-16 text-ink-3">{texts.can(skills.map((skill) => texts.skills[skill]).join(texts.and))}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
