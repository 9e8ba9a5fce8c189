'use client'
import { useCallback, useEffect, useState } from 'react'
import { AdminPage, Part } from '@/components/admin/admin-page'
import { Path } from '@/components/ui/path'
import { Segments } from '@/components/ui/segments'
import { peopleTexts } from '@/lib/client/messages/people'
import { readCoverage, readFault } from '@/lib/client/people'
import { type BindingRow, type Coverage, Tree } from '@/lib/domain/binding'
import { CoverageTable } from './coverage-table'
import { PeopleList, UnboundList } from './people-lists'

type Step = Pick<BindingRow, 'code' | 'name'>
type Place = { tree: Tree; path: readonly Step[] }
const START: Place = { tree: 'grids', path: [] }

/** Binding coverage along either tree, who is bound to nobody, which posts are vacant, and who holds the others. The address says where. */
export function PeoplePage({ readsPeople, demo }: { readsPeople: boolean; demo: string | null }) {
  const [place, setPlace] = useState<Place | null>(null)
  const [answer, setAnswer] = useState<Coverage | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const within = place?.path.at(-1)?.code ?? null

  useEffect(() => {
    const query = new URLSearchParams(location.search)
    const tree = Tree.safeParse(query.get('tree'))
    const code = query.get('within')
    setPlace({ tree: tree.success ? tree.data : 'grids', path: code ? [{ code, name: code }] : [] })
  }, [])
  useEffect(() => {
    if (!place) return
    let current = true
    void readCoverage(place.tree, within).then((answer) => {
      if (!current) return
      setFault(answer.ok ? null : readFault(answer))
      setAnswer(answer.ok ? answer.body : null)
    })
    return () => {
      current = false
    }
  }, [place, within])

  const go = useCallback((next: Place) => {
    const query = new URLSearchParams({ tree: next.tree })
    const last = next.path.at(-1)
    if (last) query.set('within', last.code)
    history.replaceState(null, '', `?${query}`)
    setPlace(next)
  }, [])
  const { tree, path } = place ?? START
  // what was asked before is of another place: its rows would lead astray
  const coverage = answer?.tree === tree && answer.within === within ? answer : null
  const nameOf = (step: Step) => (step.code === coverage?.total.code ? coverage.total.name : step.name)

  return (
    <AdminPage page="people" title={peopleTexts.title} demo={demo}>
      <p className="text-1 text-ink-3">
        {peopleTexts.lead} {readsPeople && peopleTexts.audited} {demo !== null && peopleTexts.demo}
      </p>
      <div className="flex flex-wrap items-center gap-20">
        <Segments
          label={peopleTexts.tree}
          value={tree}
          options={Tree.options.map((value) => ({ value, label: peopleTexts.trees[value] }))}
          onChange={(next) => go({ tree: next, path: [] })}
          testId="tree"
        />
        <Path
          label={peopleTexts.path}
          root={peopleTexts.all}
          steps={path.map((step) => ({ ...step, name: nameOf(step) }))}
          onGo={(kept) => go({ tree, path: path.slice(0, kept) })}
        />
      </div>
      {fault !== null && (
        <p role="alert" className="text-2 text-stale">
          {fault}
        </p>
      )}
      {coverage ? (
        <>
          <CoverageTable coverage={coverage} onOpen={({ code, name }) => go({ tree, path: [...path, { code, name }] })} />
          {tree === 'service' && <p className="text-1 text-ink-3">{peopleTexts.overlap}</p>}
          {coverage.unplaced !== null && <p className="text-1 text-ink-3">{peopleTexts.unplaced(coverage.unplaced)}</p>}
        </>
      ) : (
        fault === null && <p className="text-1 text-ink-3">{peopleTexts.loading}</p>
      )}
      {readsPeople && place && (
        <Part title={peopleTexts.parts.unbound}>
          <UnboundList within={tree === 'grids' ? within : null} service={tree === 'service' ? within : null} />
        </Part>
      )}
      {tree === 'grids' && coverage && (
        <Part title={peopleTexts.vacancies.title(coverage.vacant)}>
          <ul className="flex flex-wrap gap-x-20 gap-y-8 text-1" data-testid="vacancies">
            {coverage.vacancies.map((v) => (
              <li key={`${v.kind}:${v.grid}`}>
                <span className="text-ink-1">{v.gridName}</span> {peopleTexts.vacancies[v.kind]} <span className="num text-ink-3">{v.grid}</span>
              </li>
            ))}
          </ul>
          {coverage.vacant === 0 && <p className="text-1 text-ink-3">{peopleTexts.vacancies.none}</p>}
        </Part>
      )}
      {readsPeople && tree === 'grids' && place && (
        <Part title={peopleTexts.parts.people}>
          <PeopleList within={within} />
        </Part>
      )}
      {coverage?.reported && (
        <Part title={peopleTexts.reported}>
          <dl className="flex flex-wrap gap-x-28 gap-y-12 text-1" data-testid="reported">
            {coverage.reported.totals.map(({ label, value }) => (
              <div key={label}>
                <dt className="text-ink-3">{label}</dt>
                <dd className="num text-2 text-ink-1">{value}</dd>
              </div>
            ))}
          </dl>
          <p className="text-1 text-ink-3">{peopleTexts.source(coverage.reported.source)}</p>
        </Part>
      )}
    </AdminPage>
  )
}
