// Small comforts; the page is complete without them.

// Copy buttons, where the browser allows copying.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = button.dataset.copied;
        setTimeout(() => {
          button.textContent = label;
        }, 2000);
      } catch {
        // A frame without the permission: the text can still be selected.
        button.hidden = true;
      }
    });
  }
}

// Times in the reader's own zone.
const local = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: 'medium',
  timeStyle: 'short',
});
for (const time of document.querySelectorAll('time')) {
  time.textContent = local.format(new Date(time.dateTime));
}

// A payment that is not decided: look again without reloading, so that a screen reader keeps its
// place, and reload when there is something new. Without JavaScript the page refreshes itself.
const { follow, state } = document.body.dataset;
if (follow) {
  const look = async () => {
    try {
      const answer = await fetch(location.href, { redirect: 'manual', cache: 'no-store' });
      // A redirect is the way back to the shop.
      if (answer.type === 'opaqueredirect') return location.reload();
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (answer.ok && page.body.dataset.state !== state) return location.reload();
    } catch {
      // Offline for a moment.
    }
    setTimeout(look, follow * 1000);
  };
  setTimeout(look, follow * 1000);
}
