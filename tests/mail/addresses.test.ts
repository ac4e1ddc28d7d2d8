/** Which addresses a mail may go to. */

import fc from 'fast-check'
import addressparser from 'nodemailer/lib/addressparser'
import { describe, expect, test } from 'vitest'
import { addressesIn, isAddress } from '../../src/mail/addresses.ts'
import { practiceMailOf } from '../../src/mail/recipients.ts'

test.each([
  'manager@wattle-street.example',
  'o.brien+reports@sub.practice.com.au',
  "o'brien@practice.nz",
  'a@b.co',
  'x@xn--bcher-kva.example',
  'MANAGER@Practice.Example',
])('%s is one', (text) => expect(isAddress(text)).toBe(true))

test.each([
  '',
  'manager',
  '@practice.example',
  'manager@',
  'manager@localhost',
  'manager@practice',
  'a@b@c.example',
  'a b@practice.example',
  ' manager@practice.example',
  'manager@practice.example ',
  '<manager@practice.example>',
  'Manager <manager@practice.example>',
  '"a b"@practice.example',
  'manager@practice.example,second@elsewhere.example',
  'manager@practice.example;second@elsewhere.example',
  'manager@practice.example\r\nRCPT TO:<second@elsewhere.example>',
  'manager@practice.example\nBcc: second@elsewhere.example',
  'manager@practice.example\0',
  'manager@practice..example',
  'manager@-practice.example',
  'manager@practice-.example',
  '.manager@practice.example',
  'manager.@practice.example',
  'ma..nager@practice.example',
  'manager@[127.0.0.1]',
  'manager@127.0.0.1',
  'mänager@practice.example',
  'manager@prактice.example',
  'manager@practice.example.',
  `${'a'.repeat(65)}@practice.example`,
  `a@${'b'.repeat(64)}.example`,
  `a@${'b.'.repeat(130)}example`,
])('%j is none', (text) => expect(isAddress(text)).toBe(false))

test('whatever is let through is one recipient to others too, and no command', () => {
  const piece = fc.constantFrom(
    'a',
    '.',
    '@',
    'b.example',
    '<',
    '>',
    ',',
    ';',
    '"',
    '\r',
    '\n',
    ' ',
    '(',
    ')',
    ':',
    '\\',
    'é',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((parts) => parts.join('')),
      ),
      (text) => {
        if (!isAddress(text)) return
        expect(addressparser(text)).toEqual([{ address: text, name: '' }])
        expect(text).toMatch(/^[\x21-\x7e]+$/)
      },
    ),
    { numRuns: 20_000 },
  )
})

describe('what a practice has written down', () => {
  test.each<[string, readonly string[], number]>([
    ['', [], 0],
    ['  ', [], 0],
    ['a@x.example', ['a@x.example'], 0],
    [' a@x.example ; b@x.example,', ['a@x.example', 'b@x.example'], 0],
    ['a@x.example, a@X.EXAMPLE', ['a@x.example'], 0],
    ['a@x.example, ask at the desk', ['a@x.example'], 1],
    ['Dr Lee <a@x.example>', [], 1],
    ['a@x.example\nb@x.example', [], 1],
  ])('%j', (text, to, bad) => expect(addressesIn(text)).toEqual({ to, bad })) // prettier-ignore

  const practice = {
    practiceId: 'p1',
    connectionId: 'c1',
    name: 'Practice',
    timeZone: 'UTC',
    pmsLocationId: null,
    managerEmail: 'manager@x.example',
  } // prettier-ignore

  test('counts unless the settings say otherwise, none at all included', () => {
    const wish = { attach: 'minimal', zipPassword: null } as const
    const nothing = { attach: 'nothing', zipPassword: null }
    expect(practiceMailOf(practice, undefined).mail).toEqual({ to: ['manager@x.example'], ...nothing })
    expect(practiceMailOf(practice, { ...wish, to: null }).mail.to).toEqual(['manager@x.example'])
    expect(practiceMailOf(practice, { ...wish, to: ['other@x.example'] }).mail.to).toEqual([
      'other@x.example',
    ])
    expect(practiceMailOf(practice, { ...wish, to: [] }).mail.to).toEqual([])
    expect(practiceMailOf({ ...practice, managerEmail: null }, undefined)).toMatchObject({ bad: 0 })
    expect(practiceMailOf({ ...practice, managerEmail: 'nobody' }, undefined)).toMatchObject({ bad: 1 })
  })
})
