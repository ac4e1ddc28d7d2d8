/** PURE. Filters as a mapping file writes them: `{"Type": ["Lunch", "Leave"], "Patient": ""}`, or a list of such. */
import { type Given, isObject } from './given.ts'
import type { Filter, Test } from './mapping.ts'

/** Stands for the connection's id in a filter. */
const CONNECTION = '{connection}'

export function filterOf(given: Given, name: string): Filter | null {
  const value = given.value(name)
  if (value === undefined) return null
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0) given.fault(name, 'must have a test in it')
  return list.map((one, index) => {
    const tests = Array.isArray(value) ? given.item(name, index, one) : given.inner(name)
    const columns = tests.names()
    if (isObject(one) && columns.length === 0) tests.fault('', 'must have a test in it')
    return columns.map((column) => testOf(tests, column))
  })
}

function testOf(given: Given, column: string): Test {
  const value = given.value(column)
  const inverse = isObject(value) ? given.inner(column) : null
  const wanted = inverse === null ? value : inverse.value('not')
  inverse?.end()
  const list: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted]
  const words = list.filter((one) => typeof one === 'string' || typeof one === 'number').map(String)
  if (words.length !== list.length || words.length === 0) {
    given.fault(column, 'must be a word, a list of words, or {"not": …}; "" is an empty cell')
  }
  return {
    column: /^[1-9]\d*$/.test(column) ? Number(column) : column,
    words: new Set(words.filter((word) => word !== CONNECTION).map((word) => word.trim().toLowerCase())),
    connection: words.includes(CONNECTION),
    not: inverse !== null,
  }
}
