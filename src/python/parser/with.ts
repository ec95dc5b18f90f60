import type { Syntax } from "../syntax.js";
import { element, named } from "./elements.js";
import { AS, ASYNC, COLON, COMMA, FOR, LPAR, RPAR } from "./kinds.js";
import {
  endBefore,
  expect,
  isEnd,
  isLineEnd,
  isOpening,
  kindAt,
  make,
  type Reader,
  startAt,
  take,
} from "./reader.js";

/** `with a as b, c:`, `with (a as b, c):` */
export function within(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  take(p, ASYNC);
  p.at++;
  if (kindAt(p) === LPAR && isWrapped(p)) {
    p.at++;
    while (!isEnd(kindAt(p))) {
      const before = p.at;
      children.push(item(p));
      if (p.at === before) p.at++;
      if (!take(p, COMMA) && !isEnd(kindAt(p))) p.broken = true;
    }
    expect(p, RPAR);
  } else {
    do children.push(item(p));
    while (take(p, COMMA));
  }
  const body = p.block(p, indent);
  children.push(body);
  return make("with_statement", start, body.end, children);
}

/** Do the brackets hold items? They do where the colon follows them. */
function isWrapped(p: Reader): boolean {
  let open = 0;
  for (let i = p.at; ; i++) {
    const kind = p.kinds[i]!;
    if (isLineEnd(kind) || (open === 1 && kind === FOR)) return false;
    if (isOpening(kind)) open++;
    else if (isEnd(kind) && --open === 0) return p.kinds[i + 1] === COLON;
  }
}

function item(p: Reader): Syntax {
  const value = element(p);
  if (kindAt(p) !== AS) return make("with_item", value.start, value.end, [value]);
  return make("with_item", value.start, endBefore(p), named(p, value).children);
}
