/** What is said of the product itself, where a browser keeps it. */
export const zh = { description: '县、街道、社区网格事件的实时态势' }
