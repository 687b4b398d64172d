/** The voices of a language, asked for once. */
import type { VoiceView } from '../../api/bindings';
import type { DeskState } from '../../state/Desk.svelte';

export class Voices {
  all = $state.raw<readonly VoiceView[]>([]);
  constructor(private readonly desk: DeskState) {}

  async load(language: string): Promise<void> {
    await this.desk.attempt(this.desk.api.voices(language).then((voices) => (this.all = voices)));
  }
}
