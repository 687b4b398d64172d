/** What is chosen for an export: the last settings to begin with. */
import type { Api } from '../api/api';
import type * as B from '../api/bindings';
import { USUAL } from './presets';
import { nameProblem, parts, whole, type PathParts } from './path';

export class Choices {
  options = $state.raw<B.ExportOptions>(USUAL);
  path = $state.raw<PathParts | null>(null);
  encoders = $state.raw<readonly B.EncoderView[]>([]);
  readonly problem = $derived(this.path ? nameProblem(this.path.name) : null);
  readonly isReady = $derived(this.path !== null && this.problem === null);

  readonly #api: Api;
  readonly #project: B.ProjectId;
  #tried: Promise<void> | null = null;

  constructor(api: Api, project: B.ProjectId, session: B.Session | null) {
    this.#api = api;
    this.#project = project;
    // A cover belongs to one video; the rest of the last settings to all.
    if (session?.export) this.options = { ...session.export, cover: null };
  }

  async load(folder: string | null): Promise<void> {
    this.path = parts(await this.#api.exportPath(this.#project, folder));
    // One that was chosen last time may be gone; without one there is nothing to wait for.
    if (this.options.encoder !== null) await this.loadEncoders();
  }

  /** Trying the encoders of a machine takes a moment, the first time. */
  loadEncoders(): Promise<void> {
    this.#tried ??= this.#tryEncoders();
    return this.#tried;
  }

  async #tryEncoders(): Promise<void> {
    this.encoders = await this.#api.encoders();
    if (!this.encoders.some((view) => view.encoder === this.options.encoder && view.problem === null)) this.change({ encoder: null });
  }

  change(change: Partial<B.ExportOptions>): void {
    this.options = { ...this.options, ...change };
  }

  rename(name: string): void {
    if (this.path) this.path = { ...this.path, name };
  }

  /** A chosen name moves along; one the program made is made anew, with a number where it is taken. */
  async changeFolder(): Promise<void> {
    const folder = await this.#api.pickFolder(this.path?.folder ?? null);
    if (folder !== null) this.path = parts(await this.#api.exportPath(this.#project, folder));
  }

  get whole(): string {
    return this.path ? whole(this.path) : '';
  }
}
