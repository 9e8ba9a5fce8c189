import { expect, it } from 'vitest'
import { CspReportIn, cspReport } from './csp-report'

it('keeps places without what was searched for, and nothing that breaks a line', () => {
  const told = {
    'document-uri': 'https://grid.example.cn/audit?actor=zhang#x',
    'violated-directive': 'script-src-elem',
    'blocked-uri': `https://evil.example/${'x'.repeat(500)}`,
    'source-file': 'https://grid.example.cn/a\n.js',
    'line-number': 7,
    'original-policy': "default-src 'self'",
  }
  expect(cspReport(CspReportIn.parse({ 'csp-report': told }))).toEqual({
    page: 'https://grid.example.cn/audit',
    directive: 'script-src-elem',
    blocked: `https://evil.example/${'x'.repeat(179)}`,
    source: 'https://grid.example.cn/a.js',
    line: 7,
  })
})
