/** What happens to the page as a whole: in the background, closed, brought back as it was. */

/**
 * @param {{ hidden: () => void, closed: () => void, back: () => void }} listeners `back`: the browser shows the page again as it was left
 */
export function watchPage({ hidden, closed, back }) {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hidden();
  });
  addEventListener("pagehide", closed);
  addEventListener("pageshow", (event) => {
    if (event.persisted) back();
  });
}
