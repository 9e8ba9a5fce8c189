import * as z from 'zod/mini'

/** The skills (特长) of teams and members, a row each, with the event types that they are for. A customer's other types fit by the class that their code begins with. */
export const SKILLS = {
  /** 调解 */
  mediation: ['0101', '0102', '0103', '0104', '0106'],
  /** 法律 */
  law: ['0103', '0104', '0105', '0106', '0205'],
  /** 心理疏导 */
  counselling: ['0102', '0301', '0406'],
  /** 巡防 */
  patrol: ['0201', '0202', '0205', '0602', '0604'],
  /** 社区警务 */
  policing: ['0201', '0205'],
  /** 消防 */
  fire: ['0401', '0402', '0601', '0603'],
  /** 应急救援 */
  rescue: ['0402', '0403', '0601', '0604'],
  /** 城市管理 */
  city: ['0302', '0404', '0501', '0502'],
  /** 水电维修 */
  repair: ['0401', '0503', '0504'],
  /** 保洁 */
  cleaning: ['0302', '0501'],
  /** 医护 */
  medical: ['0506'],
  /** 助老助困 */
  care: ['0506', '0301'],
  /** 代办 */
  errands: ['0505', '0507'],
  /** 宣传 */
  publicity: ['0203', '0303', '0304', '0605'],
} as const satisfies Record<string, readonly string[]>
export type Skill = keyof typeof SKILLS

const isSkill = (name: string): name is Skill => Object.hasOwn(SKILLS, name)
const SKILL_NAMES: readonly Skill[] = Object.keys(SKILLS).filter(isSkill)
export const SkillName = z.enum(SKILL_NAMES)

/** Those of the skills that fit an event type, in the order of the table. */
export function fittingSkills(skills: Iterable<Skill>, type: string): Skill[] {
  const held = new Set(skills)
  return SKILL_NAMES.filter((skill) => held.has(skill) && SKILLS[skill].some((code: string) => code === type))
}
