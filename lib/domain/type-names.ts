/**
 * The event types of the product's proposal in English, by their Chinese names; a county's own types are called as its data name them. What
 * stands before the slash is what a list shows.
 */
const ENGLISH: Readonly<Record<string, string>> = {
  邻里纠纷: 'Neighbour dispute',
  婚姻家庭纠纷: 'Family dispute',
  物业服务纠纷: 'Property management dispute',
  劳资欠薪: 'Unpaid wages',
  '征地拆迁/宅基地': 'Land acquisition/homestead',
  '民间借贷/合同': 'Private lending/contract',
  盗窃扒窃线索: 'Theft report',
  打架斗殴: 'Fighting',
  电信诈骗线索: 'Phone fraud report',
  涉黄赌毒线索: 'Vice, gambling, drugs report',
  出租房屋异常: 'Irregular rental',
  重点人员走访: 'Visit to a person of concern',
  创文创卫整治: 'City clean-up campaign',
  '秸秆禁烧/环保': 'Straw burning/environment',
  '征兵/普查': 'Conscription/census',
  重大项目周边隐患: 'Hazard near a major project',
  '消防通道堵塞/飞线充电': 'Blocked fire lane/unsafe charging',
  '燃气泄漏/爆管': 'Gas leak/burst pipe',
  '危房/高空坠物': 'Unsafe building/falling objects',
  违法建设: 'Illegal construction',
  食品药品安全: 'Food and drug safety',
  集体上访苗头: 'Signs of a group petition',
  '暴露垃圾/乱堆放': 'Exposed rubbish/dumping',
  占道经营: 'Trading on the street',
  '道路/井盖/路灯': 'Road/manhole/street lamp',
  '下水道堵塞/积水': 'Blocked drain/standing water',
  '流动人口/出租房屋登记': 'Migrant residents/rental registration',
  '困难群众/独居老人帮扶': 'Help for those in need/elderly living alone',
  '证件代办/咨询': 'Documents/enquiry',
  '安全隐患/防汛排查': 'Safety hazard/flood check',
  校园周边: 'Around schools',
  九小场所: 'Small public premises',
  '溺水/水域防护': 'Drowning/water safety',
  '平安宣传/反邪教': 'Safety campaign/cults',
}

/** A type's name in English; null where it is none of the proposal. */
export const englishType = (name: string): string | null => (Object.hasOwn(ENGLISH, name) ? (ENGLISH[name] ?? null) : null)
