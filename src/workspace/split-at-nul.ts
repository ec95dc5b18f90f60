/** What git writes with `-z`. */
export async function* splitAtNul(pieces: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let rest: Buffer[] = [];
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(0); end >= 0; end = piece.indexOf(0, start)) {
      const tail = piece.subarray(start, end);
      yield (rest.length === 0 ? tail : Buffer.concat([...rest, tail])).toString();
      rest = [];
      start = end + 1;
    }
    if (start < piece.length) rest.push(piece.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString();
}
