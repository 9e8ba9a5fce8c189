import { faultsOfUnit, type UnitContent, type UnitKind } from '@/lib/domain/unit'

type Others = Pick<ReadonlyMap<string, { kind: UnitKind }>, 'get'>

/**
 * Of units that come together those that go with each other and with what is here: one may stand below a later one, and falls with what it stands below. `knownTo` answers
 * what of the units here a row may name; `refuse` is told of the others, with the field that is wrong: of a link its kind.
 */
export function fittingUnits<T>(
  come: readonly T[],
  unitOf: (one: T) => UnitContent & { id: string },
  knownTo: (one: T) => Others,
  refuse: (one: T, field: string, message: string) => void,
): T[] {
  let good = [...come]
  for (let before = -1; before !== good.length; ) {
    before = good.length
    const coming = new Map(good.map((one) => [unitOf(one).id, unitOf(one)]))
    good = good.filter((one) => {
      const [unit, known] = [unitOf(one), knownTo(one)]
      const others: Others = { get: (id) => coming.get(id) ?? known.get(id) }
      const [fault] = faultsOfUnit(unit, others)
      if (!fault) return true
      const link = unit.links.find((of) => faultsOfUnit({ ...unit, links: [of] }, others).some(({ field }) => field === 'links'))
      refuse(one, fault.field === 'links' && link ? link.kind : fault.field, fault.message)
      return false
    })
  }
  return good
}
