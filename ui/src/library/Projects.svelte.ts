/** The projects of the library: which there are, and what is done to them from the grid. */
import type { Api } from '../api/api';
import type * as B from '../api/bindings';
import { locale } from '../i18n';
import { found, sorted, type Sorting } from './order';

export class Projects {
  /** null until the program has answered. */
  all = $state.raw<readonly B.ProjectSummary[] | null>(null);
  query = $state('');
  sorting = $state<Sorting>('changed');

  readonly shown = $derived(sorted(found(this.all ?? [], this.query), this.sorting, locale.current));

  readonly #api: Api;
  #loading: Promise<void> | null = null;
  #isOutdated = false;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Asks again; called while it asks, it asks once more afterwards. */
  async load(): Promise<void> {
    if (this.#loading) {
      this.#isOutdated = true;
      return this.#loading;
    }
    this.#loading = this.#ask();
    try {
      await this.#loading;
    } finally {
      this.#loading = null;
    }
  }

  async rename(project: B.ProjectSummary, title: string): Promise<void> {
    if (title === '' || title === project.title) return;
    const { summary } = await this.#api.edit(project.project, { kind: 'set_title', title }, null);
    this.#put(summary);
  }

  async duplicate(project: B.ProjectSummary, title: string): Promise<B.ProjectSummary> {
    const copy = await this.#api.duplicateProject(project.project);
    const { summary } = await this.#api.edit(copy.project, { kind: 'set_title', title }, null);
    this.#put(summary);
    return summary;
  }

  async remove(project: B.ProjectSummary): Promise<void> {
    await this.#api.deleteProject(project.project);
    this.all = (this.all ?? []).filter((other) => other.project !== project.project);
  }

  async restore(project: B.ProjectSummary): Promise<void> {
    await this.#api.restoreProject(project.project);
    this.#put(project);
  }

  async #ask(): Promise<void> {
    do {
      this.#isOutdated = false;
      this.all = await this.#api.projects();
    } while (this.#isOutdated);
  }

  /** News of a project may also have come by an event in the meantime: there is one of each. */
  #put(summary: B.ProjectSummary): void {
    this.all = [...(this.all ?? []).filter((other) => other.project !== summary.project), summary];
  }
}
