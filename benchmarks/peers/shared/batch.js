'use strict';
// Reads a case a line, writes an answer a line, and says what one case and the whole took.
// node index.js RULES CASES OUTPUT
const fs = require('fs');
const readline = require('readline');

const WARM_UP = 200;
const GROUP = 100;

// For an engine that decides one case at a time.
const run = (decider) => measure((set) => {
  const decide = decider(set);
  return async (documents) => {
    const answers = [];
    for (const one of documents) answers.push(await decide(one));
    return answers;
  };
}, 1);

// For an engine that is faster with many cases at once.
const runInGroups = (decider) => measure(decider, GROUP);

async function measure(decider, size) {
  const [rules, cases, output] = process.argv.slice(2);
  const decide = decider(JSON.parse(fs.readFileSync(rules, 'utf8')));
  const first = fs.readFileSync(cases, 'utf8').split('\n', WARM_UP).filter(Boolean);
  for (const line of first) await decide([JSON.parse(line)]);
  const latencies = [];
  for (const line of first) {
    const start = process.hrtime.bigint();
    JSON.stringify(await decide([JSON.parse(line)]));
    latencies.push(Number(process.hrtime.bigint() - start) / 1e3);
  }
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const done = await whole(cases, output, decide, size);
  const used = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  console.log(JSON.stringify({
    cases: done,
    seconds: Number(process.hrtime.bigint() - start) / 1e9,
    cpu_seconds: (used.user + used.system) / 1e6,
    one_us: latencies[latencies.length >> 1],
    peak_mib: process.resourceUsage().maxRSS / 1024,
  }));
}

async function whole(cases, output, decide, size) {
  const out = fs.createWriteStream(output);
  const lines = readline.createInterface({ input: fs.createReadStream(cases), crlfDelay: Infinity });
  let group = [];
  let done = 0;
  const finish = async () => {
    const answers = await decide(group);
    done += answers.length;
    group = [];
    const text = answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
    if (!out.write(text)) await new Promise((resolve) => out.once('drain', resolve));
  };
  for await (const line of lines) {
    group.push(JSON.parse(line));
    if (group.length === size) await finish();
  }
  if (group.length) await finish();
  await new Promise((resolve) => out.end(resolve));
  return done;
}

module.exports = { run, runInGroups };
