/** PURE. How much work a calendar may cause: rules are written by strangers, and some are written to never end. */
import { BadComponent } from './properties.ts'

export class Budget {
  private left: number

  constructor(steps: number) {
    this.left = steps
  }

  spend(steps: number): void {
    this.left -= steps
    if (this.left < 0) throw new BadComponent('its repetitions, and those before it, are too much work')
  }
}
