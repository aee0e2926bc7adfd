// The packaged application, started as a user starts it, with a data folder and a port of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const jar = join(repository, 'function/target/quarkus-app/quarkus-run.jar');
const STARTUP_MS = 120_000;

/** A folder that outlives a restart of the application. */
export async function dataFolder() {
  return mkdtemp(join(tmpdir(), 'feverdream-site-'));
}

/**
 * @param {string} data a folder for the branches
 * @param {Record<string, string>} [more] settings
 */
export async function startApplication(data, more = {}) {
  assert.ok(existsSync(jar), `${jar} is missing; build it in the repository root: ./mvnw package -DskipTests`);
  const port = await freePort();
  const address = { 'quarkus.http.port': port, 'quarkus.http.host': '127.0.0.1' };
  const settings = Object.entries({ ...address, 'feverdream.data': data, ...more });
  const java = spawn('java', [...settings.map(([key, value]) => `-D${key}=${value}`), '-jar', jar], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [java.stdout, java.stderr]) {
    stream.on('data', bytes => {
      said += bytes;
    });
  }
  const stopped = new Promise(resolve => java.once('close', resolve));
  java.once('error', error => {
    said += `${error.message}; install a JDK 17, for example: apt-get install openjdk-17-jdk-headless`;
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    java.kill();
    await stopped;
  };
  try {
    await answers(`${url}/api/stories`, () => java.exitCode !== null || java.pid === undefined);
  } catch (reason) {
    await stop();
    throw new Error(`The application did not start (${reason}). It said:\n${said}`);
  }
  return { url, stop };
}

/** @param {string} data */
export async function removeFolder(data) {
  await rm(data, { recursive: true, force: true });
}

/**
 * @param {string} url
 * @param {() => boolean} gone
 */
async function answers(url, gone) {
  const deadline = Date.now() + STARTUP_MS;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    if (gone()) throw new Error('it ended');
    await new Promise(resume => setTimeout(resume, 100));
  }
  throw new Error(`nothing at ${url} after ${STARTUP_MS / 1000} s`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
