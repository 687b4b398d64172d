/** A program without a program: made-up videos in memory, for tests and for trying the window in a plain browser. */
import { ApiFault, type Api } from './api';
import type * as B from './bindings';
import { CAPTION_PRESETS, MUSIC, PLATFORMS, encoders, pillars, providers, providersIn, settings, voices } from './sample/catalogue';
import { cutOf } from './sample/documents';
import { Hearers } from './sample/events';
import { SampleProject } from './sample/project';
import { scripts, type SampleScript } from './sample/scripts';

/** Runs `act` after `ms`. Tests pass their own and decide when. */
export type Schedule = (act: () => void, ms: number) => void;

export type FakeOptions = {
  projects?: number;
  now?: number;
  schedule?: Schedule;
  session?: Partial<B.Session>;
  /** Startup answers with this instead. */
  fails?: B.ApiError;
};

const READY = [3, 5, 3, 2, 4, 0, 2, 1, 3, 0];
const HOUR = 3_600_000;

/** The fake that an address asks for: `?fake`, `?fake=empty`, `?fake=many`, `?fake=busy`. */
export function fakeFor(asked: string): FakeApi {
  const session = { theme: themeOf(new URLSearchParams(location.search).get('theme')), language: new URLSearchParams(location.search).get('language') };
  switch (asked) {
    case 'empty': return new FakeApi({ projects: 0, session });
    case 'many': return new FakeApi({ projects: 1000, session });
    case 'busy': return new FakeApi({ fails: { code: 'library_busy', message: 'library /home/ada/Bobine is in use', context: {} }, session });
    default: return new FakeApi({ session });
  }
}

function themeOf(text: string | null): B.Session['theme'] {
  return text === 'light' || text === 'dark' ? text : 'system';
}

function refuse(code: B.ErrorCode, message: string): ApiFault {
  return new ApiFault({ code, message, context: {} });
}

export class FakeApi implements Api {
  readonly projectsById = new Map<B.ProjectId, SampleProject>();
  readonly copied: string[] = [];
  /** What the next picker answers. */
  picked: string[] = ['/home/ada/Clips/harbour.mp4', '/home/ada/Clips/boats at dawn.mov'];
  session: B.Session;

  readonly #deleted = new Map<B.ProjectId, SampleProject>();
  readonly #settings = new Map<string, string>();
  readonly #now: () => number;
  readonly #schedule: Schedule;
  readonly #fails: B.ApiError | null;
  #nextId = 1;
  #exporting: B.ProjectId | null = null;
  #preview: B.PreviewState = { is_playing: false, frame: 0, speed: 1, loop: null, problem: null };

  readonly libraries = new Hearers<B.LibraryChanged>();
  readonly desks = new Hearers<B.DeskChanged>();
  readonly jobs = new Hearers<B.JobsChanged>();
  readonly generateEnds = new Hearers<B.GenerateEnded>();
  readonly exportProgress = new Hearers<B.ExportProgress>();
  readonly exportEnds = new Hearers<B.ExportEnded>();
  readonly previews = new Hearers<B.PreviewState>();
  readonly files = new Hearers<B.FilesDropped>();

  constructor({ projects = scripts.length, now, schedule = (act, ms) => void setTimeout(act, ms), session = {}, fails }: FakeOptions = {}) {
    this.#now = () => now ?? Date.now();
    this.#schedule = schedule;
    this.#fails = fails ?? null;
    this.session = {
      project: null, playhead: 0, zoom: null, theme: 'system', language: 'en', export_folder: '/home/ada/Videos', export: null, is_snapping: true,
      safe_zone: null, volume: 80, ...session,
    };
    for (const setting of settings) if (setting.value !== null) this.#settings.set(setting.name, setting.value);
    for (let index = 0; index < projects; index += 1) {
      const script = scripts[index % scripts.length];
      if (!script) continue;
      const round = Math.floor(index / scripts.length);
      const titled: SampleScript = round === 0 ? script : { ...script, title: `${script.title} ${round + 1}` };
      this.#add(titled, READY[index % READY.length] ?? 0, this.#now() - (index * index * 1.7 + 0.4) * HOUR);
    }
  }

  async startup(): Promise<B.Startup> {
    if (this.#fails) throw new ApiFault(this.#fails);
    const files = [...this.projectsById.values()].reduce((sum, project) => sum + project.takes.size, 0);
    return {
      version: '0.1.0', library: { folder: '/home/ada/Bobine', projects: this.projectsById.size, files, bytes: files * 7_400_000 },
      session: this.session, media_url: '/fake-media', caption_presets: CAPTION_PRESETS, music: [...MUSIC], platforms: [...PLATFORMS], languages: ['en', 'fr', 'es', 'de', 'it', 'pt', 'ja'],
    };
  }
  async saveSession(session: B.Session): Promise<void> { this.session = session; }

  async projects(): Promise<B.ProjectSummary[]> { return [...this.projectsById.values()].map((project) => project.summary()); }
  async pillars(language: string): Promise<B.PillarView[]> { return pillars(language); }
  async voices(language: string): Promise<B.VoiceView[]> { return voices(language); }
  async providers(language: string): Promise<B.ProviderView[]> { return providersIn(language); }

  async cutScript(text: string): Promise<B.ScriptCut> { return cutOf(text); }
  async estimateNew(beginning: B.Beginning, provider: B.ProviderId | null): Promise<B.EstimateView> {
    return this.#estimate(beginning.from === 'text' ? cutOf(beginning.text).beats.length : Math.max(1, Math.round(beginning.seconds / 5)), provider, 0);
  }
  async newVideo(video: B.NewVideo): Promise<B.Desk> {
    const model = scripts.find((script) => script.language === video.language) ?? scripts[0];
    const title = video.theme.charAt(0).toUpperCase() + video.theme.slice(1);
    return this.#add({ title, theme: video.theme, pillar: video.pillar, language: video.language, lines: model?.lines ?? [] }, 0, this.#now()).desk(this.#cap());
  }
  async newFromText({ title, language, text }: B.NewFromText): Promise<B.Desk> {
    const cut = cutOf(text);
    const named = { title: title || cut.title, theme: title || cut.title, pillar: 'story', language };
    return this.#add({ ...named, lines: cut.beats.map((beat) => [beat.text, ''] as const) }, 0, this.#now()).desk(this.#cap());
  }
  async newFromFiles(paths: string[], language: string): Promise<B.Desk> {
    const title = paths[0]?.split('/').at(-1)?.replace(/\.\w+$/, '') ?? 'Clips';
    return this.#add({ title, theme: '', pillar: 'story', language, lines: paths.map(() => ['', ''] as const) }, paths.length, this.#now()).desk(this.#cap());
  }
  async duplicateProject(id: B.ProjectId): Promise<B.ProjectSummary> {
    const { script, document } = this.#project(id);
    return this.#add({ ...script, title: document.title }, document.segments.filter((of) => of.picture).length, this.#now()).summary();
  }
  async deleteProject(id: B.ProjectId): Promise<void> {
    this.#deleted.set(id, this.#project(id));
    this.projectsById.delete(id);
  }
  async restoreProject(id: B.ProjectId): Promise<void> {
    const project = this.#deleted.get(id);
    if (!project) throw refuse('not_found', `project ${id} not found`);
    this.#deleted.delete(id);
    this.projectsById.set(id, project);
  }

  async openProject(id: B.ProjectId, at: B.Frames): Promise<B.Desk> {
    this.#preview = { ...this.#preview, frame: at, is_playing: false };
    return this.desk(id);
  }
  async closeProject(): Promise<void> { await this.pause(); }
  async desk(id: B.ProjectId): Promise<B.Desk> { return this.#project(id).desk(this.#cap()); }
  async edit(id: B.ProjectId, edit: B.Edit, gesture: B.Gesture | null): Promise<B.Desk> {
    this.#project(id).edit(edit, gesture, this.#now());
    return this.#changed(id);
  }
  async undo(id: B.ProjectId): Promise<B.Desk> { return this.goToRevision(id, this.#project(id).revision - 1); }
  async redo(id: B.ProjectId): Promise<B.Desk> { return this.goToRevision(id, this.#project(id).revision + 1); }
  async history(id: B.ProjectId): Promise<B.HistoryStep[]> { return this.#project(id).history(); }
  async goToRevision(id: B.ProjectId, revision: number): Promise<B.Desk> {
    this.#project(id).goTo(revision, this.#now());
    return this.#changed(id);
  }
  async chooseTake(id: B.ProjectId, segment: B.SegmentId, take: B.TakeId | null): Promise<B.Desk> {
    const picture: B.TakeUse | null = take ? { take, extent: { kind: 'clip', length: 150, trim: [0, 150] } } : null;
    return this.edit(id, { kind: 'set_take', segment, picture }, null);
  }
  async importFiles(id: B.ProjectId, segment: B.SegmentId | null, at: number, paths: string[]): Promise<B.Desk> {
    const project = this.#project(id);
    const targets = segment ? [segment] : paths.map(() => this.#id('s'));
    if (!segment) project.edit({ kind: 'insert', at, segments: targets.map((target) => ({ id: target, narration: '', prompt: '', target: 150 })) }, null, this.#now());
    for (const target of targets) project.addTake(target, 'imported', 0, this.#now());
    return this.#changed(id);
  }

  async estimate(id: B.ProjectId, { wanted, provider }: B.GenerateRequest): Promise<B.EstimateView> {
    return this.#estimate(this.#wanted(id, wanted).length, provider, this.#project(id).spent);
  }
  async generate(id: B.ProjectId, request: B.GenerateRequest): Promise<void> {
    const project = this.#project(id);
    const wanted = this.#wanted(id, request.wanted);
    if (request.wanted.kind === 'voices') {
      project.speak(request.wanted.segments, this.#now());
      this.#changed(id);
      return;
    }
    project.speak(wanted, this.#now());
    const provider = request.provider ?? 'embedded';
    const price = (providers.find((view) => view.provider === provider && view.makes === 'video')?.price_micros ?? 0) * 5;
    project.setJobs(wanted.map((segment): B.JobView => ({
      job: this.#id('j'), kind: 'take', segment: project.document.segments.findIndex((of) => of.id === segment) + 1, segment_id: segment, provider,
      state: 'queued', progress: null, reason: null, estimate_micros: price, created_ms: this.#now(),
    })));
    this.#changed(id);
    this.#schedule(() => this.#advance(id), 300);
  }
  async cancelJob(job: B.JobId): Promise<void> {
    for (const [id, project] of this.projectsById) {
      if (!project.jobs.some((other) => other.job === job)) continue;
      project.setJobs(project.jobs.filter((other) => other.job !== job));
      this.#changed(id);
    }
  }
  async retryJob(job: B.JobId): Promise<void> {
    for (const [id, project] of this.projectsById) {
      const failed = project.jobs.find((other) => other.job === job);
      if (failed?.segment_id) await this.generate(id, { wanted: { kind: 'missing_in', segments: [failed.segment_id] }, provider: failed.provider, one_by_one: false });
    }
  }

  async encoders(): Promise<B.EncoderView[]> { return [...encoders]; }
  async exportPath(id: B.ProjectId, folder: string | null): Promise<string> {
    const slug = this.#project(id).document.title.normalize('NFD').replace(/[^\w ]/g, '').trim().toLowerCase().replace(/ +/g, '-');
    return `${folder ?? '/home/ada/Videos'}/${slug}.mp4`;
  }
  async startExport(id: B.ProjectId, options: B.ExportOptions, path: string): Promise<void> {
    if (path.startsWith('/root')) throw refuse('unwritable', `${path} cannot be written`);
    this.#exporting = id;
    this.#schedule(() => this.#exportStep(id, options, path, 0), 200);
  }
  async cancelExport(): Promise<void> {
    const id = this.#exporting;
    this.#exporting = null;
    if (id) this.exportEnds.tell({ project: id, export: null, address: null, error: { code: 'stopped', message: 'stopped', context: {} } });
  }
  async captionText(id: B.ProjectId): Promise<string> { return this.#project(id).document.segments.map((of) => of.narration).join(' '); }

  async play(speed: number): Promise<void> {
    const wasPlaying = this.#preview.is_playing;
    this.#show({ is_playing: true, speed });
    if (!wasPlaying) this.#tick();
  }
  async pause(): Promise<void> { this.#show({ is_playing: false }); }
  async seek(frame: B.Frames): Promise<void> { this.#show({ frame }); }
  async step(count: number): Promise<void> { this.#show({ is_playing: false, frame: Math.max(0, this.#preview.frame + count) }); }
  async loop(range: B.FrameRange | null): Promise<void> { this.#show({ loop: range }); }
  async setVolume(): Promise<void> {}

  async settings(): Promise<B.SettingView[]> { return settings.map((setting) => ({ ...setting, value: this.#settings.get(setting.name) ?? null })); }
  async setSetting(name: string, value: string | null): Promise<void> {
    if (value === null) this.#settings.delete(name);
    else this.#settings.set(name, value);
  }

  async pickFolder(start: string | null): Promise<string | null> { return start ?? '/home/ada/Videos'; }
  async pickFiles(): Promise<string[]> { return this.picked; }
  async pickSave(start: string): Promise<string | null> { return start; }
  async reveal(): Promise<void> {}
  async openFile(): Promise<void> {}
  async copyText(text: string): Promise<void> { this.copied.push(text); }
  async setTitle(title: string): Promise<void> { document.title = title; }
  async setProgress(): Promise<void> {}
  async notify(): Promise<void> {}

  onLibrary = this.libraries.hear;
  onDesk = this.desks.hear;
  onJobs = this.jobs.hear;
  onGenerateEnded = this.generateEnds.hear;
  onExportProgress = this.exportProgress.hear;
  onExportEnded = this.exportEnds.hear;
  onPreview = this.previews.hear;
  onFiles = this.files.hear;

  #id(kind: string): string { return `${kind}${this.#nextId++}`; }

  #project(id: B.ProjectId): SampleProject {
    const project = this.projectsById.get(id);
    if (!project) throw refuse('not_found', `project ${id} not found`);
    return project;
  }

  #add(script: SampleScript, ready: number, changed: number): SampleProject {
    const project = new SampleProject(this.#id('p'), script, ready, Math.round(changed));
    this.projectsById.set(project.id, project);
    return project;
  }

  #changed(id: B.ProjectId): B.Desk {
    const desk = this.#project(id).desk(this.#cap());
    this.libraries.tell({ projects: [id] });
    this.desks.tell({ project: id, version: desk.version });
    this.jobs.tell({ project: id, jobs: desk.jobs });
    return desk;
  }

  #cap(): number | null {
    const dollars = Number(this.#settings.get('cap.project'));
    return Number.isFinite(dollars) && dollars > 0 ? dollars * 1_000_000 : null;
  }

  #estimate(clips: number, provider: string | null, spent: number): B.EstimateView {
    const name = provider ?? this.#settings.get('video.provider') ?? 'embedded';
    const view = providers.find((other) => other.provider === name && other.makes === 'video');
    const cost = clips * 5 * (view?.price_micros ?? 0);
    const cap = this.#cap();
    return {
      provider: name, model: view?.model ?? '', clips, clip_seconds: clips * 5, readings: clips, cost_micros: cost, spent_micros: spent, cap_micros: cap,
      is_within_budget: cap === null || spent + cost <= cap,
    };
  }

  #wanted(id: B.ProjectId, wanted: B.Wanted): B.SegmentId[] {
    if (wanted.kind === 'new_take') return [wanted.segment];
    const { segments } = this.#project(id).document;
    const asked = wanted.kind === 'missing' ? segments.filter((of) => of.is_included) : segments.filter((of) => wanted.segments.includes(of.id));
    return asked.filter((of) => wanted.kind === 'voices' || !of.picture).map((of) => of.id);
  }

  #advance(id: B.ProjectId): void {
    const project = this.projectsById.get(id);
    if (!project || project.jobs.length === 0) return;
    const done = project.jobs.filter((job) => (job.progress ?? 0) >= 90);
    const left = project.jobs.filter((job) => !done.includes(job));
    for (const job of done) if (job.segment_id) project.addTake(job.segment_id, job.provider, job.estimate_micros, this.#now());
    project.setJobs(left.map((job, index) => (index < 2 ? { ...job, state: 'running', progress: (job.progress ?? 0) + 15 } : job)));
    this.#changed(id);
    if (left.length > 0) this.#schedule(() => this.#advance(id), 500);
    else this.generateEnds.tell({ project: id, readings: 0, takes: done.length, failures: [], unknown: 0, error: null });
  }

  #exportStep(id: B.ProjectId, options: B.ExportOptions, path: string, permille: number): void {
    if (this.#exporting !== id) return;
    if (permille < 1000) {
      const PICTURE = 900;
      const isPicture = permille < PICTURE;
      this.exportProgress.tell({
        project: id, stage: isPicture ? 'picture' : 'check', permille: Math.round(isPicture ? (permille * 1000) / PICTURE : (permille - PICTURE) * 10),
        left_ms: !isPicture || permille < 50 ? null : (PICTURE - permille) * 24,
      });
      this.#schedule(() => this.#exportStep(id, options, path, permille + 25), 200);
      return;
    }
    this.#exporting = null;
    const { length } = this.#project(id).desk(null);
    const made: B.ExportView = {
      path, frames: length, duration_ms: Math.round((length * 1000) / 30), lufs: -14, true_peak_dbtp: -1.3, bytes: length * 32_000,
      chunks_rendered: 2, chunks_reused: 4, subtitles: options.subtitles ? path.replace(/mp4$/, options.subtitles) : null, cover: null,
    };
    this.#project(id).wasExported(path, this.#now());
    this.libraries.tell({ projects: [id] });
    this.exportEnds.tell({ project: id, export: made, address: `/export/${id}.mp4`, error: null });
  }

  #show(change: Partial<B.PreviewState>): void {
    this.#preview = { ...this.#preview, ...change };
    this.previews.tell(this.#preview);
  }

  #tick(): void {
    this.#schedule(() => {
      if (!this.#preview.is_playing) return;
      this.#show({ frame: Math.max(0, Math.round(this.#preview.frame + this.#preview.speed)) });
      this.#tick();
    }, 1000 / 30);
  }
}
