/** The elements of the review pages by their names, so that making one gives the right type. */
declare global {
  interface HTMLElementTagNameMap {
    "draw-layer": import("./draw-layer.js").DrawLayer;
    "home-cards": import("./home-cards.js").HomeCards;
    "player-controls": import("./player-controls.js").PlayerControls;
    "queue-list": import("./queue-list.js").QueueList;
    "rep-notes": import("./rep-notes.js").RepNotes;
    "rep-player": import("./rep-player.js").RepPlayer;
    "review-desk": import("./review-desk.js").ReviewDesk;
    "rule-trust": import("./rule-trust.js").RuleTrust;
    "series-plot": import("./series-plot.js").SeriesPlot;
    "verdict-panel": import("./verdict-panel.js").VerdictPanel;
  }
}

export {};
