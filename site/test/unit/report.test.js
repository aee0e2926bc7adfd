import assert from 'node:assert/strict';
import test from 'node:test';
import { reportOf } from '../../js/report.js';

const link = 'https://dreams.example/#/spider/7/open.2';

test('a mail has a subject and the link in it', () => {
  const { href } = reportOf('mailto:abuse@dreams.example', link);
  const url = new URL(href ?? '');
  assert.equal(url.pathname, 'abuse@dreams.example');
  assert.equal(url.searchParams.get('body'), `${link}\n\n`);
  assert.doesNotMatch(href ?? '', /\+/);
});

test('an address on the web is told the link, beside what it had', () => {
  assert.equal(
    reportOf('https://dreams.example/report?kind=text', link).href,
    `https://dreams.example/report?kind=text&link=${encodeURIComponent(link)}`,
  );
});

test('what is no address of mail or web is no link', () => {
  for (const address of ['', 'abuse', 'javascript:alert(1)', 'data:text/html,x']) {
    assert.deepEqual(reportOf(address, link), { href: null, link });
  }
});
