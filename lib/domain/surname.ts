/**
 * Surnames of two characters (复姓): those of the Hundred Family Surnames (百家姓), and those beside them that people bear. Of any other two characters the second
 * is of the given name, which whoever is shown a masked name is not told.
 */
const COMPOUND = new Set(
  (
    '欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 司寇 夏侯 长孙 宇文 轩辕 端木 南宫 独孤 申屠 太史 太叔 百里 东郭 东门 西门 南门 澹台 ' +
    '公冶 公羊 公西 公良 宗政 濮阳 淳于 单于 万俟 闻人 赫连 仲孙 叔孙 季孙 钟离 鲜于 闾丘 亓官 子车 颛孙 巫马 漆雕 乐正 壤驷 拓跋 夹谷 宰父 谷梁 段干 呼延 ' +
    '羊舌 微生 梁丘 左丘 第五 纳兰 完颜 耶律 尔朱 贺兰 屈突 哥舒 达奚 宿勤'
  ).split(' '),
)

/** Is this word a surname? One Chinese character, or a compound one of two. */
export const isSurname = (term: string): boolean => /^\p{Script=Han}$/u.test(term) || COMPOUND.has(term)
