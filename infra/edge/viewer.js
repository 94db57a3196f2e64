// Names the caller's address to the API. Whatever a caller wrote into this header is overwritten.
function handler(event) {
  event.request.headers["x-watchword-viewer"] = { value: event.viewer.ip };
  return event.request;
}
