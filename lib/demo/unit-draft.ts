import { peopleId } from '@/lib/db/people/people-ids'
import { type NewMember, unitId } from '@/lib/db/units/unit-write'
import type { NewGrid } from '@/lib/domain/grid'
import type { NewPerson } from '@/lib/domain/people'
import { makeRandom, type Random } from '@/lib/domain/random'
import type { Road } from '@/lib/domain/road'
import { type NewUnit, type RegisteredAs, UnitContent, type UnitRole } from '@/lib/domain/unit'
import type { PlannedTeams } from './people-plan'
import { personIdNumber, personName, personPhone } from './person-names'
import type { ServicePlan } from './service-plan'

/** The source that the ids of the demonstration's units and people are of. */
const SOURCE = 'demo'
export type PlannedUnit = NewUnit & { id: string }
export type UnitPlan = { units: PlannedUnit[]; people: NewPerson[]; members: NewMember[] }
/** What the units of a demonstration are made on. */
export type UnitGround = {
  grids: readonly NewGrid[]
  service: ServicePlan
  people: readonly NewPerson[]
  roads: readonly Road[]
  teams: PlannedTeams
}

export const demoUnit = (externalId: string): string => unitId(SOURCE, externalId)
export const demoPerson = (externalId: string): string => peopleId('person', SOURCE, externalId)

/** Collects what is planned, so that each maker says only what is its own. */
export class Draft {
  readonly units: PlannedUnit[] = []
  readonly people: NewPerson[] = []
  readonly members: NewMember[] = []

  unit(externalId: string, fields: Partial<UnitContent> & Pick<UnitContent, 'kind' | 'name' | 'grids'>): PlannedUnit {
    const unit = { externalId, id: demoUnit(externalId), ...UnitContent.parse(fields) }
    this.units.push(unit)
    return unit
  }
  /** Somebody invented, who holds no post on the grids. Their external id. */
  person(externalId: string, employer: string | null): string {
    const random = makeRandom('unit person', externalId)
    this.people.push({
      externalId,
      name: personName(random),
      phone: personPhone(random),
      idNumber: personIdNumber(random, '411324'),
      employer,
      posts: [],
    })
    return externalId
  }
  member(
    unit: PlannedUnit,
    person: string,
    role: UnitRole,
    more: Partial<Pick<NewMember, 'grid' | 'skills'>> & { registered?: RegisteredAs } = {},
  ): void {
    const { grid = null, registered = null, skills = [] } = more
    const from = dayFrom(makeRandom('unit member', unit.externalId, person, role))
    this.members.push({ unit: unit.id, person: demoPerson(person), role, grid, registered, skills, from, to: null })
  }
}

/** A day of 2024 or 2025. */
const dayFrom = (random: Random): string => new Date(Date.UTC(2024, 0, 1) + Math.floor(random.next() * 730) * 86_400_000).toISOString().slice(0, 10)
