/** The program behind the window. The only file that imports `@tauri-apps`. */
import { invoke } from '@tauri-apps/api/core';
import { listen, type EventName } from '@tauri-apps/api/event';
import { ApiFault, type Api } from './api';
import type * as B from './bindings';

type Arguments = { readonly [name: string]: unknown };

function isFault(value: unknown): value is B.ApiError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

/** Asks the program; what it refuses is thrown as a fault, and so is what Tauri itself refuses. */
async function ask<T>(command: string, args: Arguments = {}): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (error) {
    throw new ApiFault(isFault(error) ? error : { code: 'internal', message: String(error), context: { command } });
  }
}

/** Hears an event until the answer is called, even where that is before Tauri has registered the listener. */
function hear<T>(event: EventName, tell: (payload: T) => void): () => void {
  let isOver = false;
  let stop: (() => void) | null = null;
  void listen<T>(event, ({ payload }) => { if (!isOver) tell(payload); }).then((unlisten) => {
    if (isOver) unlisten();
    else stop = unlisten;
  });
  return () => {
    isOver = true;
    stop?.();
  };
}

export const api: Api = {
  startup: () => ask('startup'),
  saveSession: (session) => ask('save_session', { session }),

  projects: () => ask('projects'),
  pillars: (language) => ask('pillars', { language }),
  voices: (language) => ask('voices', { language }),
  providers: (language) => ask('providers', { language }),
  cutScript: (text) => ask('cut_script', { text }),
  estimateNew: (beginning, provider) => ask('estimate_new', { beginning, provider }),
  newVideo: (video) => ask('new_video', { video }),
  newFromText: (text) => ask('new_from_text', { text }),
  newFromFiles: (paths, language) => ask('new_from_files', { paths, language }),
  duplicateProject: (project) => ask('duplicate_project', { project }),
  deleteProject: (project) => ask('delete_project', { project }),
  restoreProject: (project) => ask('restore_project', { project }),

  openProject: (project, at) => ask('open_project', { project, at }),
  closeProject: () => ask('close_project'),
  desk: (project) => ask('desk', { project }),
  edit: (project, edit, gesture) => ask('edit', { project, edit, gesture }),
  undo: (project) => ask('undo', { project }),
  redo: (project) => ask('redo', { project }),
  history: (project) => ask('history', { project }),
  goToRevision: (project, revision) => ask('go_to_revision', { project, revision }),
  chooseTake: (project, segment, take) => ask('choose_take', { project, segment, take }),
  importFiles: (project, segment, at, paths) => ask('import_files', { project, segment, at, paths }),

  estimate: (project, request) => ask('estimate', { project, request }),
  generate: (project, request) => ask('generate', { project, request }),
  cancelJob: (job) => ask('cancel_job', { job }),
  retryJob: (job) => ask('retry_job', { job }),

  encoders: () => ask('encoders'),
  exportPath: (project, folder) => ask('export_path', { project, folder }),
  startExport: (project, options, path) => ask('start_export', { project, options, path }),
  cancelExport: () => ask('cancel_export'),
  captionText: (project) => ask('caption_text', { project }),

  play: (speed) => ask('play', { speed }),
  pause: () => ask('pause'),
  seek: (frame) => ask('seek', { frame }),
  step: (frames) => ask('step', { frames }),
  loop: (range) => ask('set_loop', { range }),
  setVolume: (percent) => ask('set_volume', { percent }),

  settings: () => ask('settings'),
  setSetting: (name, value) => ask('set_setting', { name, value }),

  pickFolder: (start) => ask('pick_folder', { start }),
  pickFiles: () => ask('pick_files'),
  pickSave: (start) => ask('pick_save', { start }),
  reveal: (path) => ask('reveal', { path }),
  openFile: (path) => ask('open_file', { path }),
  copyText: (text) => ask('copy_text', { text }),
  setTitle: (title) => ask('set_title', { title }),
  setProgress: (percent) => ask('set_progress', { percent }),
  notify: (title, body) => ask('notify', { title, body }),

  onLibrary: (tell) => hear<B.LibraryChanged>('library-changed', tell),
  onDesk: (tell) => hear<B.DeskChanged>('desk-changed', tell),
  onJobs: (tell) => hear<B.JobsChanged>('jobs-changed', tell),
  onGenerateEnded: (tell) => hear<B.GenerateEnded>('generate-ended', tell),
  onExportProgress: (tell) => hear<B.ExportProgress>('export-progress', tell),
  onExportEnded: (tell) => hear<B.ExportEnded>('export-ended', tell),
  onPreview: (tell) => hear<B.PreviewState>('preview-state', tell),
  onFiles: (tell) => hear<B.FilesDropped>('files-dropped', tell),
};
