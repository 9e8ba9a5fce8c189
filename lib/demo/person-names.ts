import type { Random } from '@/lib/domain/random'

/** Family names as they are frequent in the north of China, the first ones more often. */
const FAMILIES = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高梁郑谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆范汪石']
const GIVEN = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红梅志文斌辉鹏飞宇浩雪莹晨佳慧颖欣怡子轩梓涵浩然俊凯雨彤思源晓东春生海燕长林',
]

const pickOf = <T>(random: Random, list: readonly T[], skew = 1): T | undefined => list[Math.floor(random.next() ** skew * list.length)]

/** An invented name. */
export function personName(random: Random): string {
  const given = () => pickOf(random, GIVEN) ?? ''
  return (pickOf(random, FAMILIES, 1.8) ?? '') + given() + (random.next() < 0.72 ? given() : '')
}

/** An invented number of a mobile phone, of the range 154, which is given out to nobody. */
export function personPhone(random: Random): string {
  return `154${String(Math.floor(random.next() * 1e8)).padStart(8, '0')}`
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

/** An invented number of identity of somebody born before 1900, so that it is no living person's. */
export function personIdNumber(random: Random, area: string): string {
  const digits = (n: number, length: number) => String(n).padStart(length, '0')
  const within = (low: number, high: number) => low + Math.floor(random.next() * (high - low + 1))
  const first = area + digits(within(1870, 1899), 4) + digits(within(1, 12), 2) + digits(within(1, 28), 2) + digits(within(1, 999), 3)
  const sum = WEIGHTS.reduce((all, weight, i) => all + weight * Number(first.charAt(i)), 0)
  return first + CHECKS.charAt(sum % 11)
}

const QUARTERS = [
  '阳光',
  '金桂',
  '御景',
  '玉兰',
  '锦绣',
  '康乐',
  '和谐',
  '翠园',
  '民生',
  '安居',
  '东方',
  '丽景',
  '书香',
  '福源',
  '同心',
  '祥和',
  '春晖',
  '文苑',
]
const KINDS = ['小区', '花园', '家园', '苑', '新村']

/** The name of the nth quarter of a community; none twice among the first 90. */
export function quarterName(seed: number, n: number): string {
  const at = (seed + n * 7) % (QUARTERS.length * KINDS.length)
  return `${QUARTERS[at % QUARTERS.length]}${KINDS[Math.floor(at / QUARTERS.length)]}`
}
