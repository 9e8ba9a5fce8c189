import { Starting } from '@/components/page/starting'
import { TasksPage } from '@/components/tasks/tasks-page'
import { frameViewport, isShell, keptProps, openPage, titled } from '../frame'

export const generateMetadata = titled('tasks')
export const generateViewport = frameViewport

/** What is given to whoever stands before it, made for a phone. */
export default async function Page() {
  if (await isShell()) return <TasksPage />
  const frame = await openPage('tasks')
  return frame === 'starting' ? <Starting /> : <TasksPage given={{ frame, props: await keptProps(frame.viewer) }} />
}
