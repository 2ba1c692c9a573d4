/** The home page: a drawing, and the header. */

import "./elements/app-header.js";
import "./elements/home-cards.js";
import { find } from "./dom.js";
import { figure } from "./figures.js";

find(document, "#hero-figure", HTMLElement).append(figure("deadlift"));
