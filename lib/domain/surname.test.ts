import { expect, it } from 'vitest'
import { isSurname } from './surname'

it.each(['王', '赵', '𠮷', '欧阳', '司马', '诸葛', '令狐', '澹台', '单于'])('%s is a surname', (term) => expect(isSurname(term)).toBe(true))

// the second character of a name is of the given name, and is not told
it.each(['王伟', '张三', '赵六六', '欧阳修', '阳欧', 'wang', 'W', '1', '', ' ', '王*', '欧 阳'])('%j is none', (term) =>
  expect(isSurname(term)).toBe(false),
)
