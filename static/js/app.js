/* What makes pages comfortable. Every page works without it; nothing here is evaluated from text (strict CSP). */
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('js');

  function each(selector, act, scope) {
    Array.prototype.forEach.call((scope || document).querySelectorAll(selector), act);
  }

  function typing(element) {
    return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  }

  /* "/" goes to the search field; Escape closes an open menu and gives the focus back to its button. */
  document.addEventListener('keydown', function (event) {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(document.activeElement)) {
      var search = document.querySelector('[data-search]');
      if (search && search.offsetParent) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === 'Escape') {
      each('details.menu[open]', function (menu) { menu.open = false; menu.querySelector('summary').focus(); });
      if (location.hash === '#menu') { location.hash = '#main'; }
    }
  });
  document.addEventListener('click', function (event) {
    each('details.menu[open]', function (menu) { if (!menu.contains(event.target)) { menu.open = false; } });
  });

  /* Toasts: a close button, and gone after a while unless somebody is reading or it tells of a failure. */
  function tendToast(toast) {
    var close = document.getElementById('toast-close');
    if (!close || toast.dataset.tended) { return; }
    toast.dataset.tended = '1';
    toast.appendChild(close.content.cloneNode(true));
    toast.querySelector('button').addEventListener('click', function () { toast.remove(); });
    if (toast.classList.contains('bad')) { return; }
    var timer;
    function wait() { clearTimeout(timer); timer = setTimeout(function () { toast.remove(); }, 8000); }
    toast.addEventListener('mouseenter', function () { clearTimeout(timer); });
    toast.addEventListener('focusin', function () { clearTimeout(timer); });
    toast.addEventListener('mouseleave', wait);
    toast.addEventListener('focusout', wait);
    wait();
  }
  function showToast(id) {
    var template = document.getElementById(id);
    if (!template) { return; }
    each('[data-toast].bad', function (old) { old.remove(); });
    document.getElementById('toasts').appendChild(template.content.cloneNode(true));
    each('[data-toast]', tendToast);
  }

  /* data-confirm="question" on a submit button or a link: ask before going on. */
  var asked = null;
  function ask(trigger, event) {
    var dialog = document.getElementById('ask');
    if (!dialog || !dialog.showModal || asked === trigger) { asked = null; return; }
    event.preventDefault();
    dialog.querySelector('#ask-text').textContent = trigger.dataset.confirm;
    dialog.querySelector('[data-yes]').textContent = trigger.dataset.confirmYes || trigger.textContent.trim();
    dialog.returnValue = 'no';
    dialog.addEventListener('close', function () {
      if (dialog.returnValue === 'yes') { asked = trigger; trigger.click(); } else { trigger.focus(); }
    }, { once: true });
    dialog.showModal();
  }

  document.addEventListener('click', function (event) {
    var confirm = event.target.closest('[data-confirm]');
    if (confirm) { ask(confirm, event); }
    if (event.defaultPrevented) { return; }
    if (event.target.closest('[data-print]')) { window.print(); }
    var theme = event.target.closest('[data-theme-to]');
    if (theme) {
      document.cookie = 'theme=' + theme.dataset.themeTo + '; path=/; max-age=31536000; SameSite=Lax' + (location.protocol === 'https:' ? '; Secure' : '');
      location.reload();
    }
    var copy = event.target.closest('[data-copy]');
    if (copy) { copyText(copy); }
  });

  /* data-copy="#id": the text of that element into the clipboard; data-copied is the answer on the button. */
  function copyText(button) {
    var source = document.querySelector(button.dataset.copy);
    var area = document.createElement('textarea');
    area.value = source.value || source.textContent.trim();
    area.setAttribute('readonly', '');
    area.className = 'visually-hidden';
    document.body.appendChild(area);
    area.select();
    document.execCommand('copy'); /* also where the portal runs without HTTPS, unlike navigator.clipboard */
    area.remove();
    if (button.dataset.copied) { button.textContent = button.dataset.copied; }
    button.focus();
  }

  /* One click, one record: a form is sent once. data-guard warns before typed text is lost. */
  var dirty = false;
  document.addEventListener('input', function (event) {
    if (event.target.closest('form[data-guard]')) { dirty = true; }
  });
  window.addEventListener('beforeunload', function (event) {
    if (dirty) { event.preventDefault(); event.returnValue = ''; }
  });
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method !== 'post' || event.defaultPrevented) { return; }
    if (form.hasAttribute('aria-busy')) { event.preventDefault(); return; }
    dirty = false;
    if (form.hasAttribute('data-download')) { return; } /* answers with a file: the page stays */
    form.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', function () {
    each('form[aria-busy]', function (form) { form.removeAttribute('aria-busy'); });
  });

  /* data-autosubmit: a choice that takes effect at once; the button for those without scripts is .nojs */
  document.addEventListener('change', function (event) {
    if (event.target.matches('[data-autosubmit]')) { event.target.form.requestSubmit(); }
    var file = event.target.closest('input[type=file]');
    if (file && file.form && file.form.hasAttribute('data-guard')) { dirty = true; }
  });

  /* Saving by HTMX: [data-save-state] in the form says what happened, in the words of its data attributes. */
  function saveState(event, state) {
    var form = event.target.closest && event.target.closest('form');
    var line = form && form.querySelector('[data-save-state]');
    if (!line) { return; }
    var now = new Date();
    var clock = ('0' + now.getHours()).slice(-2) + ':' + ('0' + now.getMinutes()).slice(-2);
    line.dataset.saveState = state;
    line.textContent = (line.dataset[state] || '').replace('%s', clock);
    if (state === 'saved') { dirty = false; }
  }
  /* What saves by itself keeps still while its form is being sent as a whole. */
  document.addEventListener('htmx:configRequest', function (event) {
    var form = event.target.closest('form');
    if (form && form.hasAttribute('aria-busy')) { event.preventDefault(); }
  });
  document.addEventListener('htmx:beforeRequest', function (event) { saveState(event, 'saving'); });
  document.addEventListener('htmx:afterRequest', function (event) { saveState(event, event.detail.successful ? 'saved' : 'failed'); });
  document.addEventListener('htmx:sendError', function () { showToast('toast-offline'); });
  document.addEventListener('htmx:timeout', function () { showToast('toast-offline'); });
  document.addEventListener('htmx:responseError', function () { showToast('toast-refused'); });
  document.addEventListener('htmx:load', function () { each('[data-toast]', tendToast); });

  each('[data-toast]', tendToast);
  each('[data-focus]', function (box) { box.focus({ preventScroll: false }); });
}());
