#!/usr/bin/env node
// Runs the schemadiff of this platform, which is in an optional dependency of its own: npm
// installs the one that fits and skips the others. Nothing is downloaded or built here, and no
// script runs at installation. The exit status is that of the program, and signals reach it, so
// that a migration ends between two statements as it does without npm.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const platform = `${process.platform}-${process.arch}`;

// binary is the path of the program; undefined where it is not installed.
function binary() {
  if (process.env.SCHEMADIFF_BINARY) return process.env.SCHEMADIFF_BINARY;
  const file = process.platform === 'win32' ? 'schemadiff.exe' : 'schemadiff';
  try {
    return require.resolve(`@schemadiff/${platform}/${file}`);
  } catch {
    return undefined;
  }
}

function fail(text) {
  process.stderr.write(`schemadiff: ${text}\n`);
  process.exit(1);
}

const file = binary();
if (!file) {
  fail(
    `the package @schemadiff/${platform} is not installed\n` +
      '  npm leaves it out with --omit=optional, and where node_modules comes from another platform: install again without;\n' +
      '  for a platform without a package: go install github.com/schemadiff/schemadiff/cmd/schemadiff@latest',
  );
}

const child = spawn(file, process.argv.slice(2), { stdio: 'inherit', windowsHide: true });
child.on('error', (err) => fail(err.message));
child.on('exit', (status, signal) => {
  process.exit(signal ? 128 + constants.signals[signal] : status);
});

// Ctrl-C on a terminal reaches the program by itself, and a second signal would end it at once;
// what is sent to this process alone is passed on.
const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
process.on('SIGINT', () => terminal || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
