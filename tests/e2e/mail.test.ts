/** A program that dies with a mail on its way. */
import { expect, test } from 'vitest'
import { configure, listed, place, quiet, running, serving, smtp, started } from './mailing.ts'
import { AS_OF, rejoin } from './program.ts'

test('killed when the mail was handed over and not answered: known as such, and sent again as the same', async () => {
  const cwd = place(null)
  const killed = { now: () => {} }
  const server = await serving({ received: () => killed.now(), onMessage: 'silence' })
  configure(cwd, smtp(cwd, server))
  const { child, ended } = started(cwd, ['run', '--all', '--mail', '--as-of', AS_OF])
  killed.now = () => child.kill('SIGKILL')
  await ended
  expect(server.received).toHaveLength(1)
  // The run is recorded and its mail is known to have been on its way.
  expect(rejoin(cwd, ['runs']).stdout).toContain('c1')
  expect(listed(cwd)).toMatchObject({ code: 2, mails: [{ state: 'unknown', attempts: 1 }] })
  killed.now = () => {}
  const { onMessage: _, ...good } = server.behaviour
  server.behaviour = good
  const ran = await running(cwd, ['watch', '--once'])
  quiet(ran)
  expect(listed(cwd)).toMatchObject({ code: 0, mails: [{ state: 'sent', attempts: 2 }] })
  const [first, second] = server.received
  expect(second?.raw).toBe(first?.raw)
})
