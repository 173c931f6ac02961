#!/usr/bin/env node
// Makes the npm packages of a release from what release/build has built: one for each platform
// with nothing but its binary, and schemadiff, of which these are optional dependencies. The
// tarballs go to npm in its folder; publish those of the platforms first.
//
//   VERSION=1.2.3 node release/npm/make.js [FOLDER]
//
// Without VERSION it is that of package.json. The folder is release/out, or another with bin/OS-ARCH.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const out = path.resolve(process.argv[2] || path.join(root, 'release', 'out'));
const main = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const version = process.env.VERSION || main.version;

// names are how Node calls what Go calls windows and amd64.
const names = { windows: 'win32', amd64: 'x64' };

// pack makes the tarball of a package from its files.
function pack(manifest, files) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'schemadiff-npm-'));
  try {
    fs.writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest, null, 2) + '\n');
    for (const [name, source, mode] of files) {
      const target = path.join(dir, name);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.copyFileSync(source, target);
      fs.chmodSync(target, mode);
    }
    const options = { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' };
    const tarball = execFileSync('npm', ['pack', '--silent', '--pack-destination', path.join(out, 'npm')], options).trim();
    process.stdout.write(`${path.join(out, 'npm', path.basename(tarball))}\n`);
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
}

// platformPackage is the package of a binary in bin/OS-ARCH.
function platformPackage(dir) {
  const [system, cpu] = dir.split('-').map((part) => names[part] || part);
  const name = `@schemadiff/${system}-${cpu}`;
  if (!main.optionalDependencies[name]) throw new Error(`package.json does not name ${name}`);
  const file = system === 'win32' ? 'schemadiff.exe' : 'schemadiff';
  const { license, repository } = main;
  const description = `schemadiff for ${system}-${cpu}: install the package schemadiff`;
  pack({ name, version, description, license, repository, os: [system], cpu: [cpu], files: [file], preferUnplugged: true }, [
    [file, path.join(out, 'bin', dir, file), 0o755],
    ['LICENSE', path.join(root, 'LICENSE'), 0o644],
  ]);
}

fs.rmSync(path.join(out, 'npm'), { recursive: true, force: true });
fs.mkdirSync(path.join(out, 'npm'), { recursive: true });
for (const dir of fs.readdirSync(path.join(out, 'bin')).sort()) platformPackage(dir);
for (const name of Object.keys(main.optionalDependencies)) main.optionalDependencies[name] = version;
pack({ ...main, version }, [
  ['release/npm/schemadiff.js', path.join(__dirname, 'schemadiff.js'), 0o755],
  ['README.md', path.join(root, 'README.md'), 0o644],
  ['LICENSE', path.join(root, 'LICENSE'), 0o644],
]);
