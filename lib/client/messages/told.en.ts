import type { Translated } from '../language'
import type { zh } from './told.zh-CN'

/** The English texts of pages that cannot be shown. */
export const en: Translated<typeof zh> = {
  forbidden: {
    title: 'You cannot see this page',
    page: (name) => `“${name}” is not open to your role.`,
    who: 'If you need it, ask the head of your unit; an administrator changes roles and areas under “Settings · Accounts”.',
    you: (name, role, scope) => `You are signed in as ${name}, ${role}, ${scope}`,
    reasons: {
      alerts: 'An account of a department works on the events that it is given. Alerts are of places, and those on duty there act on them.',
      rules: 'Rules raise alerts, which are of places. An account of a department works on the events that it is given.',
      reports: 'An account of a department works on the events that it is given. Reports are of places.',
      report: 'Only those whose work it is to report enter events.',
      tasks: 'Tasks are given to grid members and departments, who take them and hand in.',
      places: 'An account of a department works on the events that it is given; places are of an area.',
      organisation: 'An account of a department works on the events that it is given, and sees no units of an area.',
      people: 'An account of a department works on the events that it is given, and sees no people or households of an area.',
      audit: 'The audit is for auditors and administrators only.',
      settings: 'This page is for administrators only.',
    },
  },
  missing: { title: 'There is no such page', text: 'The address may be mistyped, or the page has another name by now.' },
}
