/** PURE. Whose hands carry an action out: the program writes to the book or to the platform, or a person acts. */
import type { Action, ActionKind } from '../reconcile/model.ts'

export type Hands = 'book' | 'platform' | 'person'

export const HANDS: Readonly<Record<ActionKind, Hands>> = {
  'create-patient': 'book',
  'create-appointment': 'book',
  'move-appointment': 'book',
  'cancel-appointment': 'book',
  'remove-placeholder': 'book',
  'hold-slot': 'book',
  'link-booking': 'platform',
  'update-booking': 'platform',
  'cancel-booking': 'platform',
  'confirm-booking': 'platform',
  'offer-alternative': 'person',
  'call-patient': 'person',
  'notify-patient': 'person',
  'import-recall': 'platform',
  'update-recall': 'platform',
  'close-recall': 'platform',
  'pause-recall': 'platform',
  'resume-recall': 'platform',
  'send-recall': 'person',
  'send-reminder': 'platform',
  'send-correction': 'person',
  'fix-setup': 'person',
  'recreate-appointment': 'person',
  'resend-video-link': 'person',
  review: 'person',
}

/** Open, not begun, and not for the program: in a book that it cannot write, people do what is to be done. */
export function isLeftToPeople(
  { action: { kind, status }, intent }: { readonly action: Action; readonly intent: unknown },
  bookIsWritable: boolean,
): boolean {
  if (intent !== null || (status !== 'proposed' && status !== 'approved')) return false
  return HANDS[kind] === 'person' || (HANDS[kind] === 'book' && !bookIsWritable)
}
