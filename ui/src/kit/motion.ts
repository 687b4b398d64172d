/** Whether the person at the screen asked for stillness: then nothing moves that they did not start. */
export const isMotionReduced = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
