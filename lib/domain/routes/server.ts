import * as z from 'zod/mini'
import type { Routes } from '../route'
import { Health } from '../wire'

/** For whoever watches over the server, and for programs that want to know the API. */
export const serverRoutes = {
  health: {
    method: 'GET',
    path: '/api/health',
    access: 'public',
    summary: 'Is the server ready',
    answer: { says: 'ready or degraded', json: { Health } },
    others: { 503: { says: 'starting', json: { Health } } },
  },
  openApi: {
    method: 'GET',
    path: '/api/openapi.json',
    access: 'public',
    summary: 'This document',
    answer: { says: 'the document', json: { OpenApi: z.record(z.string(), z.unknown()) } },
    problems: [429],
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    access: 'local',
    summary: 'Figures of this process for Prometheus; without a token from the same machine only',
    answer: { says: 'metrics', bytes: 'text/plain' },
  },
} as const satisfies Routes
