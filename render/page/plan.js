'use strict';
(function () {
  var steps = Array.prototype.slice.call(document.querySelectorAll('details.s'));
  var find = document.getElementById('find'), risk = document.getElementById('risk'), kind = document.getElementById('kind'), shown = document.getElementById('shown');
  var texts = steps.map(function (s) { return s.querySelector('summary').textContent.toLowerCase(); });
  function filter() {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean), n = 0;
    steps.forEach(function (s, i) {
      var ok = (!risk.value || s.dataset.r === risk.value) && (!kind.value || s.dataset.k === kind.value) &&
        words.every(function (w) { return texts[i].indexOf(w) >= 0; });
      s.hidden = !ok;
      if (ok) n++;
    });
    shown.textContent = n === steps.length ? n + ' steps' : n + ' of ' + steps.length + ' steps';
  }
  [find, risk, kind].forEach(function (e) { e.addEventListener('input', filter); });
  document.getElementById('all').addEventListener('click', function () {
    var open = this.getAttribute('aria-pressed') !== 'true';
    this.setAttribute('aria-pressed', open);
    steps.forEach(function (s) { if (!s.hidden) s.open = open; });
  });
  function visible() { return steps.filter(function (s) { return !s.hidden; }); }
  document.addEventListener('keydown', function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName);
    if (e.key === 'Escape' && typing) { if (e.target === find) { find.value = ''; filter(); } e.target.blur(); return; }
    if (typing) return;
    if (e.key === '/') { find.focus(); e.preventDefault(); return; }
    if (e.key !== 'j' && e.key !== 'k') return;
    var list = visible(), at = list.indexOf(document.activeElement.closest ? document.activeElement.closest('details.s') : null);
    var next = list[e.key === 'j' ? Math.min(at + 1, list.length - 1) : Math.max(at - 1, 0)];
    if (next) { next.querySelector('summary').focus(); e.preventDefault(); }
  });
  window.addEventListener('beforeprint', function () { visible().forEach(function (s) { s.open = true; }); });
  filter();
})();
