// Answers 404.html, with status 404, where there is no page. The packager writes PAGES, MISSING and HEADERS above.
function handler(event) {
  var path = event.request.uri;
  if (PAGES.indexOf(path) >= 0 || /^\/(assets|vendor)\//.test(path)) return event.request;
  return { statusCode: 404, statusDescription: "Not Found", headers: HEADERS, body: { encoding: "text", data: MISSING } };
}
