import { Table } from '@/components/ui/table'
import { formatCount } from '@/lib/client/format'
import { importTexts as texts } from '@/lib/client/messages/import'
import type { ImportOutcome } from '@/lib/domain/import-outcome'

const COUNTS = ['read', 'added', 'updated', 'unchanged', 'rejected'] as const

/** What came of a file, or would: counts, and each row that is not taken with its line, its column and why. */
export function Outcome({ of }: { of: ImportOutcome }) {
  const { refused, rejected, dry } = of
  return (
    <section aria-live="polite" className="flex flex-col gap-10" data-testid="import-outcome" data-dry={dry}>
      <dl className="flex flex-wrap gap-x-24 gap-y-6">
        {COUNTS.map((name) => (
          <div key={name} className="flex flex-col-reverse">
            <dt className="text-13 text-ink-3">{texts.counts[name]}</dt>
            <dd className={`text-20 tabular-nums ${of[name] === 0 ? 'text-ink-3' : 'text-ink-1'}`} data-count={name}>
              {formatCount(of[name])}
            </dd>
          </div>
        ))}
      </dl>
      <p className="font-medium text-ink-1">{dry ? texts.dry : texts.done}</p>
      {refused.length > 0 && (
        <>
          <h3 className="text-14 font-semibold text-ink-1">
            {texts.refused}{' '}
            <span className="text-13 font-normal text-ink-3">
              {refused.length < rejected ? texts.someTold(refused.length, rejected) : texts.allTold(rejected)}
            </span>
          </h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys */}
          <section aria-label={texts.refused} tabIndex={0} className="max-h-240 overflow-y-auto rounded-8 border border-line">
            <Table columns={[texts.line, texts.column, texts.why]} testId="refused-rows">
              {refused.map((row) => (
                <tr key={row.line} data-line={row.line} data-code={row.code}>
                  <td className="text-ink-1 tabular-nums">{row.line}</td>
                  <td>{row.column}</td>
                  <td>{texts.codes[row.code]}</td>
                </tr>
              ))}
            </Table>
          </section>
        </>
      )}
    </section>
  )
}
