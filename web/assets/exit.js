// Leaving in a hurry. GOV.UK's component gives the button and three Shift presses within 5 seconds; this adds Escape.

export function watchForExit() {
  const button = document.querySelector(".govuk-js-exit-this-page-button");
  if (!button) return;
  // The settings of the person who leaves must not be there for whoever presses Back.
  button.addEventListener("click", () => sessionStorage.clear());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") button.click();
  });
}
