import type { EventType } from '@/lib/domain/category'
import { englishType } from '@/lib/domain/type-names'
import { said } from './language'

/** What a type is called: one of the proposal also in English, another one as the data name it. */
export const typeName = ({ name }: Pick<EventType, 'name'>): string => said({ zh: name, en: englishType(name) ?? name })
/** The first of the words that a type's name offers: 消防通道堵塞 for 消防通道堵塞/飞线充电. */
export const shortType = (type: EventType | undefined, code: string): string => (type ? typeName(type).split('/')[0] : undefined) ?? code
