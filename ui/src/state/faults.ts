/** Errors of the program in a creator's words. By code only: messages are for logs. */
import { ApiFault } from '../api/api';
import type * as B from '../api/bindings';
import { t } from '../i18n';

/** Whatever was thrown, as the program would have said it. */
export function faultOf(error: unknown): B.ApiError {
  if (error instanceof ApiFault) return error.fault;
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), context: {} };
}

export type FaultWords = { title: string; next: string };

/** What happened, and what to do about it. */
export function faultWords(fault: B.ApiError): FaultWords {
  return { title: t(`error.${fault.code}.title`), next: t(`error.${fault.code}.next`) };
}

/** Codes whose words alone leave out which thing it is about: the program's own sentence names it. */
export function namesDetails(fault: B.ApiError): boolean {
  return fault.code === 'engine_missing' || fault.code === 'failed' || fault.code === 'internal' || fault.code === 'usage';
}
