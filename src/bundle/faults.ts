/** PURE. What is wrong with a bundle, and where: by file, line and column, and never by what a patient's cell holds. */

export interface Fault {
  readonly file: string
  /** The physical line on which the row starts; the header is line 1. */
  readonly line: number
  readonly column: string
  /** "what is wrong, expected what" */
  readonly what: string
}

/** The first of many, and how many there were: a file of a million bad rows must not fill the memory. */
export class FaultList implements Iterable<Fault> {
  private readonly first: Fault[] = []
  length = 0

  add(fault: Fault): void {
    this.length++
    if (this.first.length < 1_000) this.first.push(fault)
  }

  [Symbol.iterator](): Iterator<Fault> {
    return this.first[Symbol.iterator]()
  }
}

export function formatFault({ file, line, column, what }: Fault): string {
  return `${file}:${line}:${column}: ${what}`
}

/** One line each, the first hundred; then how many more there are. */
export function formatFaults(faults: Iterable<Fault> & { readonly length: number }): string {
  const lines = Array.from(faults).slice(0, 100).map(formatFault)
  if (faults.length > lines.length) lines.push(`… and ${faults.length - lines.length} more`)
  return lines.join('\n')
}
