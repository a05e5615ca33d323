// Words of the scripts, in both languages side by side.
const english = document.documentElement.lang.startsWith("en");

/** The saying of the page's language. */
export const say = (zh, en) => (english ? en : zh);

/** A length of working time in whole minutes: 1 小时 20 分, 1 h 20 min. */
export function span(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [];
  if (hours) parts.push(say(`${hours} 小时`, `${hours} h`));
  if (rest || !hours) parts.push(say(`${rest} 分`, `${rest} min`));
  return parts.join(" ");
}
