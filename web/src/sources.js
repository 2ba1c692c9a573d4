/** A page of text: only the header is alive. */

import "./elements/app-header.js";
