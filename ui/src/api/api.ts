import type * as B from './bindings';

/** Everything the page can ask the program. Times out nowhere; errors are thrown as `ApiFault`. */
export interface Api {
  startup(): Promise<B.Startup>;
  saveSession(session: B.Session): Promise<void>;

  projects(): Promise<B.ProjectSummary[]>;
  pillars(language: string): Promise<B.PillarView[]>;
  voices(language: string): Promise<B.VoiceView[]>;
  /** language: of the window. */
  providers(language: string): Promise<B.ProviderView[]>;
  cutScript(text: string): Promise<B.ScriptCut>;
  /** provider null: the one of the settings. */
  estimateNew(beginning: B.Beginning, provider: B.ProviderId | null): Promise<B.EstimateView>;
  /** Writes the script and answers with the new project; making voices and clips is asked for with `generate`. */
  newVideo(video: B.NewVideo): Promise<B.Desk>;
  newFromText(text: B.NewFromText): Promise<B.Desk>;
  newFromFiles(paths: string[], language: string): Promise<B.Desk>;
  duplicateProject(project: B.ProjectId): Promise<B.ProjectSummary>;
  /** Out of sight, until `restoreProject` or the program ends. */
  deleteProject(project: B.ProjectId): Promise<void>;
  restoreProject(project: B.ProjectId): Promise<void>;

  /** Opens it in the preview too. */
  openProject(project: B.ProjectId, at: B.Frames): Promise<B.Desk>;
  closeProject(): Promise<void>;
  desk(project: B.ProjectId): Promise<B.Desk>;
  edit(project: B.ProjectId, edit: B.Edit, gesture: B.Gesture | null): Promise<B.Desk>;
  undo(project: B.ProjectId): Promise<B.Desk>;
  redo(project: B.ProjectId): Promise<B.Desk>;
  history(project: B.ProjectId): Promise<B.HistoryStep[]>;
  goToRevision(project: B.ProjectId, revision: number): Promise<B.Desk>;
  chooseTake(project: B.ProjectId, segment: B.SegmentId, take: B.TakeId | null): Promise<B.Desk>;
  /** A file as a take of a segment, or (segment null) as new segments at a place. */
  importFiles(project: B.ProjectId, segment: B.SegmentId | null, at: number, paths: string[]): Promise<B.Desk>;

  estimate(project: B.ProjectId, request: B.GenerateRequest): Promise<B.EstimateView>;
  /** Starts and answers at once; `onJobs`, `onDesk` and `onGenerateEnded` tell the rest. */
  generate(project: B.ProjectId, request: B.GenerateRequest): Promise<void>;
  cancelJob(job: B.JobId): Promise<void>;
  retryJob(job: B.JobId): Promise<void>;

  encoders(): Promise<B.EncoderView[]>;
  /** Where a file of that name would go in a folder, with a number where one is there already. */
  exportPath(project: B.ProjectId, folder: string | null): Promise<string>;
  startExport(project: B.ProjectId, options: B.ExportOptions, path: string): Promise<void>;
  cancelExport(): Promise<void>;
  captionText(project: B.ProjectId): Promise<string>;

  play(speed: number): Promise<void>;
  pause(): Promise<void>;
  seek(frame: B.Frames): Promise<void>;
  step(frames: number): Promise<void>;
  loop(range: B.FrameRange | null): Promise<void>;
  setVolume(percent: number): Promise<void>;

  settings(): Promise<B.SettingView[]>;
  setSetting(name: string, value: string | null): Promise<void>;

  pickFolder(start: string | null): Promise<string | null>;
  pickFiles(): Promise<string[]>;
  pickSave(start: string): Promise<string | null>;
  reveal(path: string): Promise<void>;
  openFile(path: string): Promise<void>;
  copyText(text: string): Promise<void>;
  setTitle(title: string): Promise<void>;
  setProgress(percent: number | null): Promise<void>;
  notify(title: string, body: string): Promise<void>;

  /** Only while no project is open. */
  onLibrary(hear: (change: B.LibraryChanged) => void): () => void;
  onDesk(hear: (change: B.DeskChanged) => void): () => void;
  onJobs(hear: (change: B.JobsChanged) => void): () => void;
  onGenerateEnded(hear: (end: B.GenerateEnded) => void): () => void;
  onExportProgress(hear: (progress: B.ExportProgress) => void): () => void;
  onExportEnded(hear: (end: B.ExportEnded) => void): () => void;
  onPreview(hear: (state: B.PreviewState) => void): () => void;
  onFiles(hear: (files: B.FilesDropped) => void): () => void;
}

/** A command that could not be carried out. */
export class ApiFault extends Error {
  constructor(readonly fault: B.ApiError) {
    super(fault.message);
    this.name = 'ApiFault';
  }
}
