import { zh as units } from './units.zh-CN'

/** Texts of what one is in units on a resident's own page. */
export const zh = {
  title: '我在的队伍和组织',
  none: '您现在不在任何组织里。以前的事还在这里，照样看得到。',
  registered: (as: string) => `报到的${as}`,
  can: (skills: string) => `特长：${skills}`,
  and: '、',
  roles: units.roles,
  as: units.registered,
  skills: units.skills,
}
