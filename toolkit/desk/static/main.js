// The page of the editor: its parts, put together.

import { start } from "./editor.js";
import "./preview.js";
import "./search.js";
import "./whole.js";

await start();
