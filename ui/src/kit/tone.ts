/** What a colour says: nothing, ready, running, needs attention, failed. */
export type Tone = 'quiet' | 'ok' | 'run' | 'warn' | 'bad';
