/** The window as a whole: startup, language, theme, which screen, notices, dialogs. Knows nothing of what a screen does. */
import { createContext } from 'svelte';
import type { Api } from '../api/api';
import type * as B from '../api/bindings';
import { locale, t } from '../i18n';
import { closestLanguage, type LanguageCode } from '../i18n/locale.svelte';
import type { ToastNotice } from '../kit/toast';
import type { Tone } from '../kit/tone';
import type { Exporting } from '../export/Exporting.svelte';
import { faultOf, faultWords } from './faults';

export type Phase = { kind: 'starting' } | { kind: 'failed'; fault: B.ApiError } | { kind: 'ready' };
export type Screen = { kind: 'library' } | { kind: 'studio'; desk: B.Desk };
export type NewVideoStart = { from: 'theme' | 'text'; theme?: string } | { from: 'clips'; paths: string[] };
export type SettingsPage = 'general' | 'generation' | 'voices' | 'library' | 'shortcuts' | 'about';
export type OpenDialog = { kind: 'new_video'; start: NewVideoStart } | { kind: 'settings'; page: SettingsPage } | { kind: 'shortcuts' };
export type Theme = B.Session['theme'];
export type Notice = { tone?: Tone; title: string; text?: string; action?: { label: string; run: () => void }; stays?: number | null };
export type FileHearer = (files: B.FilesDropped) => void;

const NOTICE_STAYS = 5_000;
const ACTION_STAYS = 10_000;
const MOST_NOTICES = 4;

export const [useApp, provideApp] = createContext<AppState>();

export class AppState {
  phase = $state.raw<Phase>({ kind: 'starting' });
  screen = $state.raw<Screen>({ kind: 'library' });
  dialog = $state.raw<OpenDialog | null>(null);
  notices = $state.raw<readonly ToastNotice[]>([]);
  /** What readers hear next. */
  spoken = $state('');
  /** What is held over the window from the desktop, where no screen takes it over. */
  filesOver = $state(false);
  session = $state.raw<B.Session | null>(null);
  /** The export under way, or the last one until its sheet is closed. The program makes one at a time. */
  exporting = $state.raw<Exporting | null>(null);
  isSystemDark = $state(true);

  readonly #api: Api;
  #startup = $state.raw<B.Startup | null>(null);
  #nextNotice = 1;
  #fileHearers: FileHearer[] = [];

  readonly theme = $derived<Theme>(this.session?.theme ?? 'system');
  readonly shownTheme = $derived(this.theme === 'system' ? (this.isSystemDark ? 'dark' : 'light') : this.theme);

  constructor(api: Api) {
    this.#api = api;
  }

  get api(): Api {
    return this.#api;
  }

  /** Screens are only shown once there is one. */
  get startup(): B.Startup {
    if (!this.#startup) throw new Error('the program has not answered yet');
    return this.#startup;
  }

  async start(): Promise<void> {
    this.phase = { kind: 'starting' };
    try {
      this.#startup = await this.#api.startup();
    } catch (error) {
      locale.set(closestLanguage(navigator.language));
      this.phase = { kind: 'failed', fault: faultOf(error) };
      return;
    }
    this.session = this.#startup.session;
    locale.set(closestLanguage(this.session.language ?? navigator.language));
    if (this.session.project) await this.#reopen(this.session.project, this.session.playhead);
    this.phase = { kind: 'ready' };
  }

  /** An address of the media server: `app.media('/take/ID/poster.jpg?h=320')`. */
  media(path: string): string {
    return this.startup.media_url + path;
  }

  /** Changes what the window is left with, and keeps it. */
  remember(change: Partial<B.Session>): void {
    if (!this.session) return;
    this.session = { ...this.session, ...change };
    this.#api.saveSession(this.session).catch((error: unknown) => this.report(error));
  }

  setTheme(theme: Theme): void {
    this.remember({ theme });
  }

  setLanguage(language: LanguageCode): void {
    locale.set(language);
    this.remember({ language });
  }

  /** Opens a project where it was left, or at its start. */
  async open(project: B.ProjectId): Promise<void> {
    try {
      const desk = await this.#api.openProject(project, this.session?.project === project ? this.session.playhead : 0);
      this.#show(desk);
    } catch (error) {
      this.report(error);
    }
  }

  /** Opens a project that was just made and, where wanted, makes what it lacks. */
  async openNew(project: B.ProjectId, request: B.GenerateRequest | null): Promise<void> {
    await this.open(project);
    if (!request) return;
    try {
      await this.#api.generate(project, request);
    } catch (error) {
      this.report(error);
    }
  }

  async showLibrary(): Promise<void> {
    this.screen = { kind: 'library' };
    this.remember({ project: null, playhead: 0 });
    this.#api.setTitle(t('app.name')).catch((error: unknown) => this.report(error));
    try {
      await this.#api.closeProject();
    } catch (error) {
      this.report(error);
    }
  }

  notify(notice: Notice): void {
    const { tone = 'quiet', title, text, action, stays = action ? ACTION_STAYS : NOTICE_STAYS } = notice;
    const shown: ToastNotice = { id: this.#nextNotice++, tone, title, text, action, stays };
    this.notices = [...this.notices, shown].slice(-MOST_NOTICES);
  }

  /** Says what went wrong and what to do next. */
  report(error: unknown, action?: Notice['action']): void {
    const { title, next } = faultWords(faultOf(error));
    this.notify({ tone: 'bad', title, text: next, stays: 2 * ACTION_STAYS, ...(action ? { action } : {}) });
  }

  dismiss(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }

  announce(text: string): void {
    this.spoken = text;
  }

  /** Lets a screen take what is dropped from the desktop, until the answer is called. The newest wins. */
  takeFiles(hear: FileHearer): () => void {
    this.#fileHearers.push(hear);
    return () => {
      this.#fileHearers = this.#fileHearers.filter((other) => other !== hear);
    };
  }

  /** Files held over the window, or dropped on it. */
  files(files: B.FilesDropped): void {
    if (this.phase.kind !== 'ready') return;
    const hearer = this.#fileHearers.at(-1);
    if (hearer) return hearer(files);
    this.filesOver = files.phase === 'enter' || files.phase === 'over';
    if (files.phase !== 'drop' || files.paths.length === 0) return;
    if (this.screen.kind === 'library') this.dialog = { kind: 'new_video', start: { from: 'clips', paths: files.paths } };
    else void this.#addFiles(this.screen.desk, files.paths);
  }

  async #addFiles(desk: B.Desk, paths: string[]): Promise<void> {
    try {
      const now = await this.#api.desk(desk.summary.project);
      await this.#api.importFiles(desk.summary.project, null, now.document.segments.length, paths);
    } catch (error) {
      this.report(error);
    }
  }

  async #reopen(project: B.ProjectId, playhead: B.Frames): Promise<void> {
    try {
      this.#show(await this.#api.openProject(project, playhead));
    } catch (error) {
      // A project that is gone is no reason to greet with an error: the library is the right place then.
      if (faultOf(error).code === 'not_found') this.remember({ project: null, playhead: 0, zoom: null });
      else this.report(error);
    }
  }

  #show(desk: B.Desk): void {
    this.dialog = null;
    this.screen = { kind: 'studio', desk };
    const { project, title } = desk.summary;
    // Where another video was left, and how near it was looked at, says nothing about this one.
    this.remember(this.session?.project === project ? { project } : { project, playhead: 0, zoom: null });
    this.#api.setTitle(title).catch((error: unknown) => this.report(error));
  }
}
