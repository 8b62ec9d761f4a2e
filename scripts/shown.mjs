// What documents show of the program: made the same on every run, and as wide as a page.

/** Handles are random: the same ones in every document. */
export function steady(text) {
  return text.replace(/answer [0-9a-z]{8}\]/g, 'answer 0123abcd]')
    .replace(/undo: [0-9a-z]{10}/g, 'undo: 0123456789')
    .replace(/plan_token [0-9a-z]{10}/g, 'plan_token 0123456789').trimEnd();
}

/** Lines longer than a page is wide are folded at blanks. */
export function fold(text, width = 100) {
  return text.split('\n').flatMap((line) => {
    const rows = [];
    let row = '';
    for (const word of line.split(' ')) {
      if (row !== '' && row.length + 1 + word.length > width) {
        rows.push(row);
        row = `  ${word}`;
      } else {
        row = row === '' ? word : `${row} ${word}`;
      }
    }
    return [...rows, row];
  }).join('\n');
}

/** Write the file, or with isCheck say that it would change and fail. */
export function keep({ isCheck, before, after, write, name, script }) {
  if (after === before) {
    console.log(`${name} is current`);
  } else if (isCheck) {
    console.error(`${name} is out of date: run node scripts/${script}`);
    process.exit(1);
  } else {
    write(after);
    console.log(`${name} rewritten`);
  }
}
