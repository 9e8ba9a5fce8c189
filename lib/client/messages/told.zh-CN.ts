/** Texts of pages that cannot be shown (403 and 404). */
export const zh = {
  forbidden: {
    title: '你看不到这一页',
    page: (name: string) => `「${name}」不对你的角色开放。`,
    who: '需要查看的，请向本单位负责人提出，由系统管理员在「设置 · 账号」里调整角色或范围。',
    you: (name: string, role: string, scope: string) => `你现在的身份：${name}，${role}，${scope}`,
    reasons: {
      alerts: '部门账号按派来的事件工作，预警对应的是地点，由街道和县里的值班人员办理。',
      rules: '规则产生的预警对应的是地点，部门账号按派来的事件工作。',
      reports: '部门账号按派来的事件工作，报告对应的是地点。',
      report: '只有承担上报工作的人员可以录入事件。',
      tasks: '任务派给网格员和部门，由他们签收、反馈。',
      places: '部门账号按派来的事件工作，阵地属于辖区。',
      organisation: '部门账号按派来的事件工作，看不到辖区的组织。',
      people: '部门账号按派来的事件工作，看不到辖区的人员与住户。',
      audit: '审计只对审计员和系统管理员开放。',
      settings: '这一页只对系统管理员开放。',
    },
  },
  missing: { title: '没有这一页', text: '网址可能写错了，或者这一页已经改了名字。' },
}
