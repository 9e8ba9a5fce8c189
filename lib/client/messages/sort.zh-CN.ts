/** Texts of what a list is sorted by. */
export const zh = {
  label: '排序',
  usual: '原有顺序',
  ways: {
    ascending: (name: string) => `${name}，升序`,
    descending: (name: string) => `${name}，降序`,
  },
}
