/** One sound to try something by; a second press, or another sound, ends it. */
export class Listening {
  address = $state.raw<string | null>(null);
  #sound: HTMLAudioElement | null = null;

  get isPlaying(): boolean {
    return this.address !== null;
  }
  toggle(address: string): void {
    const isSame = this.address === address;
    this.stop();
    if (isSame) return;
    const sound = new Audio(address);
    this.#sound = sound;
    this.address = address;
    sound.addEventListener('ended', () => this.stop());
    sound.addEventListener('error', () => this.stop());
    sound.play().catch(() => this.stop());
  }
  stop(): void {
    this.#sound?.pause();
    this.#sound = null;
    this.address = null;
  }
}
