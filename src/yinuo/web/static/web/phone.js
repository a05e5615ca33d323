// What every page of field and portal runs.
import "./theme.js";
import "./toast.js";
import "./page.js";
import "./due.js";
import "./why.js";
import "./draft.js";
