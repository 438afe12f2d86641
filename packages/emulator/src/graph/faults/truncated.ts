/** The response with the second half of its body missing: the connection breaks off in the middle. */
export function truncated(response: Response): Response {
  const { body } = response;
  if (body === null) return response;
  const half = Math.floor(Number(response.headers.get('content-length') ?? 0) / 2);
  const reader = body.getReader();
  let sent = 0;
  const cut = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done || sent + value.length >= half) {
        if (!done) controller.enqueue(value.subarray(0, Math.max(0, half - sent)));
        await reader.cancel();
        controller.error(new Error('truncated on request'));
        return;
      }
      sent += value.length;
      controller.enqueue(value);
    },
  });
  return new Response(cut, { status: response.status, headers: response.headers });
}
