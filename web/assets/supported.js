// Before the first paint, so that nothing moves: the classes by which GOV.UK Frontend's styles know that scripts run.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
