/* The big screen: says when its figures can't be asked for any more; they stay on the wall meanwhile. */
(function () {
  'use strict';
  var lost = document.getElementById('wall-lost');
  function tell(isLost) { lost.hidden = !isLost; }
  ['htmx:sendError', 'htmx:timeout', 'htmx:responseError'].forEach(function (name) {
    document.addEventListener(name, function () { tell(true); });
  });
  document.addEventListener('htmx:afterRequest', function (event) { if (event.detail.successful) { tell(false); } });
}());
