import * as z from 'zod/mini'
import type { Routes } from '../route'
import { Remote, ScreenCodeIn, ScreenProgramIn, Screens, Steer, SteerPast } from '../screen'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the screen: of its link')) })

/** Walls that are opened by a link: what they show by themselves, and the remote that steers them. */
export const screenRoutes = {
  list: {
    method: 'GET',
    path: '/api/screens',
    access: 'viewer',
    summary: 'The screens that the asker may program: by administrators and supervisors, of what lies in their area',
    answer: { says: 'the screens, by name', json: { Screens } },
    problems: [403],
  },
  program: {
    method: 'PUT',
    path: '/api/screens/{id}',
    access: 'viewer',
    summary:
      'Say what a screen shows by itself: the scenes of its tour and how long each stands; it begins anew; 409 where it is not as it was `seen`',
    params: One,
    body: { json: { ScreenProgramIn } },
    answer: { says: 'the screens, by name', json: { Screens } },
    problems: [403, 404, 409],
  },
  connect: {
    method: 'POST',
    path: '/api/screens/remote',
    access: 'person',
    summary: 'Connect a remote by the six digits that the screen shows, for 30 minutes; five wrong ones, and it is 15 minutes before the next',
    description: 'By dispatchers and supervisors whose area holds that of the screen. The digits change every five minutes.',
    body: { json: { ScreenCodeIn } },
    answer: { says: 'the screen as it stands', json: { Remote } },
    problems: [403, 404, 429],
  },
  remote: {
    method: 'GET',
    path: '/api/screens/{id}/remote',
    access: 'person',
    summary: 'How a screen stands that the asker is connected to',
    params: One,
    answer: { says: 'the screen as it stands', json: { Remote } },
    problems: [403, 404],
  },
  steer: {
    method: 'POST',
    path: '/api/screens/{id}/steer',
    access: 'person',
    summary: 'Steer a screen: hold or go on, next or previous stop, how the map is looked at, where to, mute for at most 30 minutes, into the past',
    description:
      'All browsers of the screen follow at the same moment, 300 ms later. What is done by hand lapses after 30 minutes. It acknowledges nothing, and a red alert goes first. The past (`replay`) is that of the screen’s own area; it ends 10 minutes after the last hand, and is in the audit once a hand.',
    params: One,
    body: { json: { Steer } },
    answer: { says: 'the screen as it stands', json: { Remote } },
    problems: [403, 404, 409],
  },
  past: {
    method: 'POST',
    path: '/api/screens/past',
    access: 'viewer',
    summary: 'By a screen itself, for a hand at its keyboard: show the past, steer it, return to now',
    body: { json: { SteerPast } },
    answer: { says: 'all browsers of the screen are told' },
    problems: [403, 409],
  },
  disconnect: {
    method: 'DELETE',
    path: '/api/screens/{id}/remote',
    access: 'person',
    summary: 'Disconnect the remote',
    params: One,
    answer: { says: 'disconnected' },
  },
} as const satisfies Routes
