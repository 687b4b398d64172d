/** A frame as a clock with frames: "0:08" and ".14". */
export function timecode(frame: number, fps: number): { clock: string; frames: string } {
  const whole = Math.floor(frame / fps + 1e-6);
  const rest = Math.max(0, frame - Math.round(whole * fps));
  const pad = (value: number): string => String(value).padStart(2, '0');
  return { clock: `${Math.floor(whole / 60)}:${pad(whole % 60)}`, frames: `.${pad(rest)}` };
}
