import assert from 'node:assert/strict';
import test from 'node:test';
import { named, nothingKept, remember } from '../../js/kept.js';
import { endingsPage, nightsPage } from '../../js/nights-page.js';
import { step, visitOf } from '../../js/state.js';
import { after, came, pageOf, routed, story } from './samples.js';

/** @import {Event, State} from '../../types.js' */

/** @type {Event} */
const stories = { type: 'storiesCame', stories: [story(), story({ id: 'well', title: 'Well' })] };

/**
 * Reads pages one after another, as the page itself does.
 * @param {string} night
 * @param {Event[]} events
 */
function night(night, ...events) {
  return [stories, ...events].reduce(
    (state, event) => {
      const next = step(state, event.type === 'routed' ? { ...event, night } : event);
      const visit = visitOf(next, 1_700_000_000_000);
      return visit ? { ...next, kept: remember(next.kept, visit) } : next;
    },
    /** @type {State} */ (after()),
  );
}

const end = came('spider/7/open', {
  origin: 'dreamed',
  ending: 'dreamed',
  choice: 'Go to {sister}',
  text: 'It was night.\n\nThe door shut. "So," said {sister}.',
});
const ended = night('a', routed('#/spider/7/open', { chosen: true }), end);

test('an ending is collected with its last sentence, in the reader’s names', () => {
  const { endings } = endingsPage({ ...ended, kept: named(ended.kept, 'spider', { sister: 'Ada' }) }, 'spider');
  assert.deepEqual(
    endings.map(({ href, label, line, kind }) => ({ href, label, line, kind })),
    [{ href: '#/spider/7/open', label: 'Go to Ada', line: '“So,” said Ada.', kind: 'dreamed' }],
  );
  assert.deepEqual(endingsPage(ended, 'well').endings, []);
});

test('an ending says how many were found, itself among them', () => {
  const page = pageOf(ended);
  assert.ok(page.kind === 'reading' && page.endingsFound === 1);
});

test('a night is shown by its name, or by what was done last', () => {
  const [shown] = nightsPage(ended, 'spider').nights;
  assert.equal(shown.title, 'Go to Ottilie');
  assert.equal(shown.href, '#/spider/7/open');
  assert.match(shown.about, /^dream 7 · one step · .* · ended$/);
  assert.deepEqual(nightsPage(ended, 'well').nights, []);
});

test('the shelf has a story’s nights and the number of its endings', () => {
  const page = pageOf(step(ended, routed('')));
  assert.ok(page.kind === 'list' && page.stories);
  const [spider, well] = page.stories;
  assert.equal(spider.nights.length, 1);
  assert.deepEqual([spider.allNights, spider.endings, spider.endingsFound], ['#/nights/spider', '#/endings/spider', 1]);
  assert.deepEqual([well.nights, well.allNights, well.endings], [[], null, null]);
});

test('a night that was deleted can be taken back from its own story’s room', () => {
  const gone = step({ ...ended, kept: nothingKept }, { type: 'nightDeleted', night: ended.kept.nights[0] });
  assert.notEqual(nightsPage(gone, 'spider').deleted, null);
  assert.equal(nightsPage(gone, 'well').deleted, null);
});

test('rooms have addresses, and a story path is never one', () => {
  assert.deepEqual(after(routed('#/nights/spider')).route, { kind: 'nights', story: 'spider' });
  assert.deepEqual(after(routed('#/endings/spider')).route, { kind: 'endings', story: 'spider' });
  assert.deepEqual(after(routed('#/map/spider/7/open.2')).route, { kind: 'map', path: 'spider/7/open.2' });
  assert.deepEqual(after(routed('#/map/7/on')).route, { kind: 'reading', path: 'map/7/on' });
  assert.equal(after(routed('#/nights/<b>')).route.kind, 'lost');
  assert.equal(after(routed('#/cellar/spider')).route.kind, 'lost');
});
