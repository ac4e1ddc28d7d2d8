/**
 * The trouble that tests ask for, each kind for the next `times` requests that fit, after `after` others that fit.
 * A fault may name `method`, `type` (of resource) and `page: true` (only later pages of a search).
 *
 *   status {status, retryAfter}   answers that (429, 500, 503 …) and does nothing
 *   slow {ms}                     answers late; a write is carried out before the wait
 *   late {ms}                     a write is carried out after the wait
 *   drop-before, drop-after       closes without an answer, before or after carrying the write out
 *   pretend                       answers a write as done without doing it
 *   garbage                       answers 200 in no language
 *   date {value}                  another `Date` header
 *   insert {resources, when}      the desk types something in, `before` or `after` this request is carried out
 *   touch                         a workflow of the server's gives the row that was written another version
 *   repeat                        a later page begins one row too early, with a row that was on the page before
 *   next-elsewhere {url}          the link to the next page leads to another server
 *   next-same                     the link to the next page leads to this page
 *   total {value}                 a searchset lies about its total
 *   outcome                       a searchset has an OperationOutcome among its entries
 */
export class Faults {
  faults = []

  add(fault) {
    this.faults.push({ times: 1, after: 0, ...fault })
  }

  clear() {
    this.faults = []
  }

  /** All that fit this request, each counted down once. */
  of(request) {
    const taken = new Map()
    for (const fault of this.faults) {
      if (!fits(fault, request) || fault.times === 0) continue
      if (fault.after > 0) fault.after--
      else if (!taken.has(fault.kind)) {
        fault.times--
        taken.set(fault.kind, fault)
      }
    }
    this.faults = this.faults.filter(({ times }) => times > 0)
    return taken
  }
}

const fits = (fault, { method, type, query }) =>
  (fault.method === undefined || fault.method === method) &&
  (fault.type === undefined || fault.type === type) &&
  (fault.page !== true || query.has('_offset'))
