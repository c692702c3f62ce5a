// Reads floors from standard input and writes what the page makes of them: columns, stories, figures at some times.
// node floor_stories.mjs BUNDLE.mjs < [{head, phrases, rows, times}, ...] as JSON, rows in base64

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { Replay, indexed, story, unpack } = await import(pathToFileURL(process.argv[2]));
const floors = JSON.parse(readFileSync(0, "utf8"));

const answers = floors.map(({ head, phrases, rows, times }) => {
  const bytes = Buffer.from(rows, "base64");
  const log = indexed(unpack({ ...head, phrases }, new DataView(bytes.buffer, bytes.byteOffset, bytes.length)));
  const replay = new Replay(log);
  const seen = times.map((time) => {
    replay.go(time);
    return { queues: replay.queues.map((one) => [...one]), hands: replay.hands.map((one) => [...one]), summary: replay.summary() };
  });
  const walk = [];
  let time = -1;
  for (let step = 0; step < 40; step++) walk.push(time = replay.neighbour(time, true));
  for (let step = 0; step < 39; step++) walk.push(time = replay.neighbour(time, false));
  const columns = Object.fromEntries(["arrived", "ended", "visitChannel", "visitAgent", "queued", "started", "visitEnded", "contactTime"]
    .map((name) => [name, [...log[name]]]));
  return { columns, spare: log.spare, stories: [...log.arrived.keys()].map((ticket) => story(log, ticket)), seen, walk };
});
process.stdout.write(JSON.stringify(answers));
