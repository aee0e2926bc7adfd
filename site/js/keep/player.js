// Plays a copy: an inline script of the file that it is put into, where there is no module and no network. What was read
// is data, and only ever becomes text.
(() => {
  const ENDINGS = {
    authored: 'The end',
    dreamed: 'Here the dream ends',
    depth: 'The dream goes no deeper',
  };
  const copy = JSON.parse(document.getElementById('copy').textContent);
  const main = document.querySelector('main');
  const names = Object.fromEntries(copy.slots.map(slot => [slot.name, slot.default]));

  function element(tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function woven(text) {
    return text.replace(/\{([a-z]+)\}/g, (braces, name) => names[name] ?? braces);
  }

  function button(text, act) {
    const made = element('button', text);
    made.type = 'button';
    made.addEventListener('click', act);
    return made;
  }

  function go(at) {
    location.hash = `#${at + 1}`;
  }

  function way({ label, to, dream }, number) {
    const item = document.createElement('li');
    const text = `${number + 1} · ${woven(label)}`;
    if (to === null)
      item.append(element('span', `${text} (${dream ? 'nobody has dreamed this' : 'not in this copy'})`, 'shut'));
    else item.append(button(text, () => go(to)));
    item.firstElementChild.classList.toggle('dark', dream);
    return item;
  }

  function nameFields() {
    return copy.slots.map(slot => {
      const label = element('label', `${slot.label} `);
      const field = document.createElement('input');
      field.value = names[slot.name];
      field.addEventListener('change', () => {
        names[slot.name] = field.value.trim() || slot.default;
        draw();
      });
      label.append(field);
      return label;
    });
  }

  function draw() {
    const at = Number(location.hash.slice(1)) - 1;
    const number = copy.pages[at] ? at : 0;
    const page = copy.pages[number];
    const title = woven(copy.title);
    document.title = page.heading === '' ? title : `${woven(page.heading)} · ${title}`;
    const heading = element('h2', page.heading === '' ? 'The beginning' : woven(page.heading));
    heading.tabIndex = -1;
    const text = element('div', '', page.dreamed ? 'dreamed' : '');
    text.append(...page.paragraphs.map(paragraph => element('p', woven(paragraph))));
    const ways = document.createElement('ol');
    ways.append(...page.ways.map(way));
    const end = element('p', ENDINGS[page.ending] ?? '', 'end');
    end.hidden = page.ending === 'none';
    const foot = document.createElement('footer');
    foot.append(
      button('Back', () => history.back()),
      button('From the beginning', () => go(0)),
    );
    if (page.dreamed) foot.append(element('p', 'A machine wrote this page.'));
    foot.append(
      element('p', `${copy.author === '' ? '' : `By ${copy.author}. `}Dream ${copy.dream}, taken from ${copy.link}`),
    );
    if (number === 0) foot.append(...nameFields());
    main.replaceChildren(element('h1', title), heading, text, ways, end, foot);
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  addEventListener('hashchange', draw);
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    if (!/^[1-9]$/.test(event.key)) return;
    document.querySelector(`ol > li:nth-child(${event.key}) > button`)?.click();
  });
  draw();
})();
