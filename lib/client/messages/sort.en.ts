import type { zh } from './sort.zh-CN'

export const en: typeof zh = {
  label: 'Sort',
  usual: 'Usual order',
  ways: {
    ascending: (name) => `${name}, ascending`,
    descending: (name) => `${name}, descending`,
  },
}
