/**
 * Bytes in, text of whole CSV records out, with the line on which each starts. It stands before fast-csv and knows the
 * same grammar (blanks before a quote, a lone CR, a bare quote inside an unquoted cell), because fast-csv tells neither
 * lines nor what exactly is wrong, and puts the row into its error message.
 */
import { isUtf8 } from 'node:buffer'
import { Transform, type TransformCallback } from 'node:stream'

export interface ScanFault {
  readonly line: number
  /** Which cell of its row, from 0. */
  readonly cell: number
  readonly what: string
}

/** A row beyond this is a quote that somebody forgot, or no CSV at all. */
export const ROW_LIMIT = 1_000_000

const STATE = { cellStart: 0, unquoted: 1, quoted: 2, quoteInQuoted: 3, afterQuote: 4 } as const
type State = (typeof STATE)[keyof typeof STATE]

export class RecordScanner extends Transform {
  /** Start lines of the records that went out, in order; whoever reads the records takes them from here. */
  readonly starts: number[] = []
  fault: ScanFault | null = null

  private state: State = STATE.cellStart
  private line = 1
  private recordLine = 1
  private cell = 0
  private blank = true
  private pending = ''
  private bytesLeft: Buffer = Buffer.alloc(0)
  private carry = ''
  private first = true

  constructor() {
    super({ readableObjectMode: true, readableHighWaterMark: 2 })
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.fault === null)
      this.takeBytes(this.bytesLeft.length > 0 ? Buffer.concat([this.bytesLeft, chunk]) : chunk)
    done()
  }

  override _flush(done: TransformCallback): void {
    if (this.fault === null) {
      if (this.bytesLeft.length > 0) this.stop('the file ends inside a character, expected UTF-8')
      else this.takeText('', true)
    }
    if (this.fault === null) {
      if (this.state === STATE.quoted)
        this.stop('a quote opens here and never closes, expected a closing quote')
      else if (!this.blank) this.sendOut(this.pending, [this.recordLine])
    }
    done()
  }

  private takeBytes(bytes: Buffer): void {
    const end = bytes.length - incompleteEnd(bytes)
    this.bytesLeft = bytes.subarray(end)
    const whole = bytes.subarray(0, end)
    if (isUtf8(whole)) {
      this.takeText(whole.toString('utf8'), false)
      return
    }
    // Line by line up to the bad one: a line feed is never part of another character.
    let good = 0
    for (let next = 0; isUtf8(whole.subarray(good, next)); next = whole.indexOf(10, good) + 1 || end)
      good = next
    this.takeText(whole.subarray(0, good).toString('utf8'), true)
    if (this.fault === null) this.stop('the text is not UTF-8, expected UTF-8')
  }

  private takeText(fresh: string, last: boolean): void {
    let text = this.carry + fresh
    this.carry = ''
    if (this.first && text.length > 0) {
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1)
      this.first = false
    }
    // A CR at the end may be half a line break.
    if (!last && text.endsWith('\r')) {
      this.carry = '\r'
      text = text.slice(0, -1)
    }
    const nul = text.indexOf('\0')
    const starts: number[] = []
    const end = this.scan(nul < 0 ? text : text.slice(0, nul), starts)
    this.sendOut(this.pending + text.slice(0, end), starts, end)
    this.pending = (end > 0 ? '' : this.pending) + text.slice(end)
    if (this.fault !== null) return
    if (nul >= 0) this.stop('there is a NUL character, expected text')
    else if (this.pending.length > ROW_LIMIT) this.tooLong()
  }

  /** Walks over the text and returns where its last whole record ends. */
  private scan(text: string, starts: number[]): number {
    let whole = 0
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (this.state === STATE.quoteInQuoted) {
        this.state = c === 0x22 ? STATE.quoted : STATE.afterQuote
        if (c === 0x22) continue
      }
      if (this.state === STATE.quoted) {
        if (c === 0x22) this.state = STATE.quoteInQuoted
        else if (c === 0x0a || (c === 0x0d && text.charCodeAt(i + 1) !== 0x0a)) this.line++
      } else if (c === 0x2c) {
        this.cell++
        this.blank = false
        this.state = STATE.cellStart
      } else if (c === 0x0a || c === 0x0d) {
        if (c === 0x0d && text.charCodeAt(i + 1) === 0x0a) i++
        if ((whole === 0 ? this.pending.length : 0) + i - whole > ROW_LIMIT) {
          this.tooLong()
          return whole
        }
        whole = i + 1
        starts.push(this.recordLine)
        this.recordLine = ++this.line
        this.cell = 0
        this.blank = true
        this.state = STATE.cellStart
      } else if (this.state !== STATE.unquoted && !isBlank(c)) {
        if (this.state === STATE.afterQuote) {
          this.stop('there is text after a closing quote, expected a comma or the end of the line')
          return whole
        }
        this.blank = false
        this.state = c === 0x22 ? STATE.quoted : STATE.unquoted
      }
    }
    return whole
  }

  private sendOut(text: string, starts: readonly number[], end = text.length): void {
    if (end === 0 || starts.length === 0) return
    for (const start of starts) this.starts.push(start)
    // fast-csv takes one byte order mark from whatever it is given: a cell that starts with one gets another.
    this.push(text.charCodeAt(0) === 0xfeff ? `\ufeff${text}` : text)
  }

  private tooLong(): void {
    const open =
      this.state === STATE.quoted ? 'a quote opens here and does not close' : 'the row does not end'
    this.stop(`${open} within ${ROW_LIMIT} characters, expected a shorter row`)
  }

  /** What comes after this cannot be told apart any more: nothing of it goes out. */
  private stop(what: string): void {
    this.fault = { line: this.recordLine, cell: this.cell, what }
    this.pending = ''
  }
}

/** What fast-csv takes for a blank: JavaScript's `\s`, without line breaks. */
function isBlank(c: number): boolean {
  if (c === 0x20 || c === 0x09 || c === 0x0b || c === 0x0c) return true
  return c >= 0xa0 && /\s/.test(String.fromCharCode(c))
}

/** How many bytes at the end belong to a character that is not finished. */
function incompleteEnd(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
    if (byte < 0x80) return 0
  }
  return 0
}
