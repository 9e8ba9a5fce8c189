import { KeptTasks } from '@/components/tasks/kept-tasks'

/** The document of the tasks that phones keep; it is nobody's (lib/server/shell.ts). */
export default function Page() {
  return <KeptTasks />
}
