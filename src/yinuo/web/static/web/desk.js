// What every page of the desk runs.
import "./theme.js";
import "./toast.js";
import "./page.js";
import "./due.js";
import "./why.js";
import "./draft.js";
import "./keys.js";
import "./palette.js";
