/**
 * The line that tells a person what is under way: it comes when work lasts, is redrawn a few times a second, and goes
 * as it came before anything else is written. The cursor rests at its beginning, so that whatever writes there without
 * asking writes over it.
 */
import { clipped } from '../src/report/terminal/columns.ts'
import { visible } from '../src/report/visible.ts'

/** What quick work does is over before it could be read. */
const LASTS_MS = 500
const REDRAW_MS = 100

/** The terminal that the line is drawn on. */
export interface ProgressPort {
  write(text: string): void
  /** The width as it is now: people resize windows. */
  columns(): number
  now(): number
  /** Calls once, unless the function that it returns is called before. */
  later(call: () => void, ms: number): () => void
}

export class ProgressLine {
  private readonly port: ProgressPort
  private text: string | null = null
  private isDrawn = false
  private beganMs = 0
  private drawnMs = Number.NEGATIVE_INFINITY
  private cancel: (() => void) | null = null

  constructor(port: ProgressPort) {
    this.port = port
  }

  /**
   * What is under way now. Ctrl-C ends the process as it always does, and the shell's prompt is written over the line: a
   * listener that clears it would have to wait for long calculations, and Node forgets a signal whose listener goes.
   */
  show(text: string): void {
    if (this.text === null) this.beganMs = this.port.now()
    this.text = text
    this.drawWhenDue()
  }

  /** The line is free for something else; the next `show` brings it back. */
  clear(): void {
    if (!this.isDrawn) return
    this.port.write(CLEAR)
    this.isDrawn = false
  }

  /** What was under way is over. */
  end(): void {
    this.cancel?.()
    this.cancel = null
    this.text = null
    this.clear()
  }

  private drawWhenDue(): void {
    const dueMs = Math.max(this.beganMs + LASTS_MS, this.drawnMs + REDRAW_MS)
    const waitMs = dueMs - this.port.now()
    if (waitMs <= 0) this.draw()
    else if (this.cancel === null) this.cancel = this.port.later(() => this.draw(), waitMs)
  }

  private draw(): void {
    this.cancel?.()
    this.cancel = null
    if (this.text === null) return
    // The last column stays free: some terminals begin a new line when it is written to.
    this.port.write(`${CLEAR}${clipped(visible(this.text), this.port.columns() - 1)}\r`)
    this.isDrawn = true
    this.drawnMs = this.port.now()
  }
}

const CLEAR = '\r\u001b[K'
