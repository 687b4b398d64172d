/** The preview's frames: what a message holds, and the connection that brings them. Knows no canvas. */
export type PreviewFrame = { readonly frame: number; readonly width: number; readonly height: number; readonly isPlaying: boolean; readonly pixels: Uint8ClampedArray<ArrayBuffer> };

const HEADER = 16;
const SLOWEST_RETRY = 2_000;

/** Little endian: frame, width, height, flags (bit 0: playing), then rows of RGBA. Null for what is none. */
export function readFrame(message: ArrayBuffer): PreviewFrame | null {
  if (message.byteLength < HEADER) return null;
  const view = new DataView(message);
  const [width, height] = [view.getUint32(4, true), view.getUint32(8, true)];
  const size = width * height * 4;
  if (size === 0 || message.byteLength < HEADER + size) return null;
  return { frame: view.getUint32(0, true), width, height, isPlaying: (view.getUint32(12, true) & 1) === 1, pixels: new Uint8ClampedArray(message, HEADER, size) };
}

export function previewAddress(mediaUrl: string): string {
  return `${new URL(mediaUrl, location.href).href.replace(/^http/, 'ws')}/preview`;
}

/** Hands over the newest frame once per picture of the screen, answers each drawn one, and comes back when the connection breaks. */
export function connectPreview(address: string, draw: (frame: PreviewFrame) => void): () => void {
  let socket: WebSocket | null = null;
  let newest: PreviewFrame | null = null;
  let undrawn = 0;
  let painting = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = 100;
  let isOver = false;

  function paint(): void {
    painting = 0;
    const frame = newest;
    newest = null;
    if (frame) draw(frame);
    for (; undrawn > 0; undrawn -= 1) if (socket?.readyState === WebSocket.OPEN) socket.send(new Uint8Array([1]));
  }
  function connect(): void {
    socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => (wait = 100);
    socket.onmessage = (event: MessageEvent<unknown>) => {
      const frame = event.data instanceof ArrayBuffer ? readFrame(event.data) : null;
      undrawn += 1;
      if (frame) newest = frame;
      if (painting === 0) painting = requestAnimationFrame(paint);
    };
    socket.onclose = () => {
      undrawn = 0;
      if (isOver) return;
      timer = setTimeout(connect, wait);
      wait = Math.min(SLOWEST_RETRY, wait * 2);
    };
  }
  connect();
  return () => {
    isOver = true;
    clearTimeout(timer);
    cancelAnimationFrame(painting);
    socket?.close();
  };
}
