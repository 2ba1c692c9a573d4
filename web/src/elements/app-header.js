/** `<app-header>`: the name and the pages that exist. */

import { html, svg } from "../dom.js";
import { PAGES } from "../pages.js";

class AppHeader extends HTMLElement {
  connectedCallback() {
    const here = location.pathname.replace(/\.html$|\/$/u, "");
    this.replaceChildren(
      html(
        "header",
        { class: "bar" },
        html("a", { class: "brand", href: "/" }, logo(), "Formcue"),
        html(
          "nav",
          { "aria-label": "Pages" },
          html("ul", { class: "links" }, ...PAGES.map(([href, name]) => html("li", {}, html("a", { href, "aria-current": href === here ? "page" : null }, name)))),
        ),
      ),
    );
    // On a phone the row of pages scrolls: begin where this page is.
    this.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

function logo() {
  return svg(
    "svg",
    { viewBox: "0 0 28 28", "aria-hidden": "true" },
    svg("circle", { cx: 14, cy: 14, r: 13, fill: "var(--accent)" }),
    svg("path", { d: "M7.5 15.5 12 20 20.5 9", fill: "none", stroke: "var(--accent-ink)", "stroke-width": 3, "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
}

customElements.define("app-header", AppHeader);
