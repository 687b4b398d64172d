/** The open project as the studio holds it: the newest desk, what is selected, where the playhead stands, and the edits under way. */
import { ApiFault, type Api } from '../api/api';
import type { ApiError, Desk, Edit, Frames, FrameRange, GenerateRequest, GenerateEnded, JobView, PreviewState, Segment, SegmentId, SegmentStanding, Startup } from '../api/bindings';
import { Queue } from './queue';

export type DeskHosts = {
  /** Shows what went wrong; the words are chosen by its code. */
  readonly fault: (error: ApiError) => void;
  readonly generated?: (end: GenerateEnded) => void;
};

export class DeskState {
  view = $state.raw<Desk>() as Desk;
  jobs = $state.raw<readonly JobView[]>([]);
  selected = $state.raw<readonly SegmentId[]>([]);
  focused = $state.raw<SegmentId | null>(null);
  playhead = $state.raw<Frames>(0);
  isPlaying = $state.raw(false);
  /** Times as fast as it will be seen; less than 0 backwards. */
  speed = $state.raw(1);
  loop = $state.raw<FrameRange | null>(null);
  problem = $state.raw<string | null>(null);
  /** Whether edits are under way whose answer is still out. */
  isSending = $state.raw(false);
  /** Raised when fields must read the desk again, even under the cursor: after undo, redo and a jump. */
  epoch = $state.raw(0);

  readonly project: string;
  readonly fps = $derived.by(() => this.view.document.format.rate.num / this.view.document.format.rate.den);
  readonly #places = $derived.by(() => new Map(this.view.document.segments.map((segment, index) => [segment.id, index])));
  readonly placedById = $derived.by(() => new Map(this.view.placed.map((one) => [one.segment, one])));
  /** The job that decides how a segment stands: one at work before one that failed. */
  readonly jobOf = $derived.by(() => {
    const takes = this.jobs.filter((job) => job.kind === 'take' && job.segment_id !== null);
    return new Map(takes.toSorted((a, b) => Number(a.state !== 'failed') - Number(b.state !== 'failed')).map((job) => [job.segment_id ?? '', job]));
  });
  /** The segment the playhead stands in; the later one in an overlap. */
  readonly under = $derived.by(() => this.view.placed.findLast((one) => this.playhead >= one.range[0] && this.playhead < one.range[1])?.segment ?? null);

  readonly #queue = new Queue();
  #seeks = 0;
  #nextSeek: Frames | null = null;
  #gestures = 0;

  constructor(
    readonly api: Api,
    readonly startup: Startup,
    view: Desk,
    private readonly hosts: DeskHosts,
    at: Frames = 0,
  ) {
    this.view = view;
    this.jobs = view.jobs;
    this.project = view.summary.project;
    this.playhead = Math.min(at, Math.max(0, view.length - 1));
  }

  /** Follows the program's events until the answer is called. */
  listen(): () => void {
    const stops = [
      this.api.onDesk((change) => {
        if (change.project === this.project && change.version > this.view.version) this.reload();
      }),
      this.api.onJobs((change) => {
        if (change.project === this.project) this.jobs = change.jobs;
      }),
      this.api.onGenerateEnded((end) => {
        if (end.project !== this.project) return;
        if (end.error) this.hosts.fault(end.error);
        this.hosts.generated?.(end);
        this.reload();
      }),
      this.api.onPreview((state) => this.#hearPreview(state)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  segment(id: SegmentId | null): Segment | null {
    const index = id === null ? undefined : this.#places.get(id);
    return index === undefined ? null : (this.view.document.segments[index] ?? null);
  }
  standing(id: SegmentId): SegmentStanding | null {
    const index = this.#places.get(id);
    return index === undefined ? null : (this.view.segments[index] ?? null);
  }
  indexOf(id: SegmentId): number {
    return this.#places.get(id) ?? -1;
  }
  /** The selected segments in the order of the video. */
  get chosen(): Segment[] {
    return this.view.document.segments.filter((segment) => this.selected.includes(segment.id));
  }

  select(ids: readonly SegmentId[], focus: SegmentId | null = ids[0] ?? null): void {
    if (ids.length !== this.selected.length || ids.some((id, index) => id !== this.selected[index])) this.selected = ids;
    this.focused = focus;
  }

  /** A name under which the edits of one drag, or of one stay in a field, are undone together. */
  gesture(of: string): string {
    this.#gestures += 1;
    return `${of}-${this.#gestures}`;
  }

  /** Sends an edit behind those under way. Of one gesture, a waiting edit gives way to the newer one. */
  edit(edit: Edit, gesture: string | null = null): Promise<void> {
    return this.#ask(() => this.api.edit(this.project, edit, gesture === null ? null : { name: gesture }), gesture);
  }
  undo(): Promise<void> {
    return this.#ask(() => this.api.undo(this.project), null, true);
  }
  redo(): Promise<void> {
    return this.#ask(() => this.api.redo(this.project), null, true);
  }
  goTo(revision: number): Promise<void> {
    return this.#ask(() => this.api.goToRevision(this.project, revision), null, true);
  }
  chooseTake(segment: SegmentId, take: string | null): Promise<void> {
    return this.#ask(() => this.api.chooseTake(this.project, segment, take));
  }
  importFiles(segment: SegmentId | null, at: number, paths: string[]): Promise<void> {
    return this.#ask(() => this.api.importFiles(this.project, segment, at, paths));
  }
  reload(): void {
    void this.#ask(() => this.api.desk(this.project), 'reload');
  }

  async generate(request: GenerateRequest): Promise<void> {
    // What is still being typed belongs to what is generated.
    await this.#queue.add(async () => {});
    await this.attempt(this.api.generate(this.project, request));
  }

  /** Waits for something else the program does and shows its fault; whether it went well. */
  async attempt(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  seek(frame: Frames): void {
    const to = Math.max(0, Math.min(Math.round(frame), Math.max(0, this.view.length - 1)));
    this.playhead = to;
    this.#nextSeek = to;
    if (this.#seeks === 0) void this.#sendSeeks();
  }
  togglePlay(): void {
    if (this.isPlaying) void this.attempt(this.api.pause());
    else void this.attempt(this.api.play(1));
  }
  play(speed: number): void {
    void this.attempt(this.api.play(speed));
  }
  pause(): void {
    if (this.isPlaying) void this.attempt(this.api.pause());
  }
  setLoop(range: FrameRange | null): void {
    this.loop = range;
    void this.attempt(this.api.loop(range));
  }
  /** A drawn frame says where playing has come to. While it stands, late frames of a scrub would pull the playhead back. */
  shown(frame: Frames, isPlaying: boolean): void {
    this.isPlaying = isPlaying;
    if (isPlaying && this.#seeks === 0) this.playhead = frame;
  }

  /** One seek at a time, and then only to the newest place. */
  async #sendSeeks(): Promise<void> {
    this.#seeks += 1;
    for (let frame = this.#nextSeek; frame !== null; frame = this.#nextSeek) {
      this.#nextSeek = null;
      await this.attempt(this.api.seek(frame));
    }
    this.#seeks -= 1;
  }

  #hearPreview(state: PreviewState): void {
    this.isPlaying = state.is_playing;
    this.speed = state.speed;
    this.loop = state.loop;
    this.problem = state.problem;
    if (this.#seeks === 0) this.playhead = state.frame;
  }

  #ask(ask: () => Promise<Desk>, name: string | null = null, isJump = false): Promise<void> {
    this.isSending = true;
    return this.#queue.add(async () => {
      try {
        this.#take(await ask());
        if (isJump) this.epoch += 1;
      } catch (error) {
        this.#fail(error);
        // The truth is in the program: what was drawn ahead of it goes.
        this.#take(await this.api.desk(this.project).catch(() => this.view));
        this.epoch += 1;
      }
      if (this.#queue.isLast) this.isSending = false;
    }, name);
  }

  #take(view: Desk): void {
    if (view.summary.project !== this.project || view.version < this.view.version) return;
    this.view = view;
    this.jobs = view.jobs;
    const stays = (id: SegmentId): boolean => this.#places.has(id);
    if (!this.selected.every(stays)) this.selected = this.selected.filter(stays);
    if (this.focused !== null && !stays(this.focused)) this.focused = this.selected[0] ?? null;
    if (this.playhead >= view.length && view.length > 0) this.playhead = view.length - 1;
  }

  #fail(error: unknown): void {
    this.hosts.fault(error instanceof ApiFault ? error.fault : { code: 'internal', message: String(error), context: {} });
  }
}
