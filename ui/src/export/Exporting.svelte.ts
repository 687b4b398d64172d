/** The export that is under way, or the last one. Lives longer than its sheet, so that one can go on working. */
import type { Api } from '../api/api';
import type * as B from '../api/bindings';

export type ExportPhase =
  | { kind: 'running'; progress: B.ExportProgress | null }
  | { kind: 'done'; made: B.ExportView; address: string | null }
  | { kind: 'failed'; fault: B.ApiError };

/** How much of an export is drawing the picture; the rest is putting the file together and checking it. */
const PICTURE = 0.9;

function partOf({ stage, permille }: B.ExportProgress): number {
  const done = Math.min(1, permille / 1000);
  return stage === 'picture' ? done * PICTURE : PICTURE + done * (1 - PICTURE);
}

export class Exporting {
  phase = $state.raw<ExportPhase>({ kind: 'running', progress: null });
  readonly isRunning = $derived(this.phase.kind === 'running');
  readonly part = $derived(this.phase.kind === 'running' && this.phase.progress ? partOf(this.phase.progress) : null);

  readonly #api: Api;
  readonly #ended: (end: B.ExportEnded) => void;
  #forget: (() => void)[] = [];

  constructor(api: Api, readonly project: B.ProjectId, readonly title: string, ended: (end: B.ExportEnded) => void) {
    this.#api = api;
    this.#ended = ended;
  }

  async start(options: B.ExportOptions, path: string): Promise<void> {
    this.#forget = [this.#api.onExportProgress((progress) => this.#hear(progress)), this.#api.onExportEnded((end) => this.#end(end))];
    try {
      await this.#api.startExport(this.project, options, path);
    } catch (error) {
      this.#stopHearing();
      throw error;
    }
  }

  cancel(): Promise<void> {
    return this.#api.cancelExport();
  }

  #hear(progress: B.ExportProgress): void {
    if (progress.project !== this.project || this.phase.kind !== 'running') return;
    this.phase = { kind: 'running', progress };
    void this.#api.setProgress(Math.round(partOf(progress) * 100));
  }

  #end(end: B.ExportEnded): void {
    if (end.project !== this.project) return;
    this.#stopHearing();
    void this.#api.setProgress(null);
    if (end.export) this.phase = { kind: 'done', made: end.export, address: end.address };
    else this.phase = { kind: 'failed', fault: end.error ?? { code: 'failed', message: '', context: {} } };
    this.#ended(end);
  }

  #stopHearing(): void {
    for (const forget of this.#forget) forget();
    this.#forget = [];
  }
}
