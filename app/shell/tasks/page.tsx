import { TasksPage } from '@/components/tasks/tasks-page'

/** The document of the page that phones keep; it is nobody's (lib/server/shell.ts). */
export default function Page() {
  return <TasksPage />
}
