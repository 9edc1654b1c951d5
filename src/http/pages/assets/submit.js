// Sends the page's form on to the channel at once. Whoever comes back with the browser's back
// button is left on the page with its button: sending them on again would be a trap.
const form = document.querySelector('form');
const [navigation] = performance.getEntriesByType('navigation');
if (form && navigation?.type !== 'back_forward') {
  // A channel's field may be called "submit", which hides the form's own method.
  HTMLFormElement.prototype.submit.call(form);
}
