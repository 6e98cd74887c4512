export const settings = JSON.parse(document.getElementById('settings').textContent);
export const variant = settings.variant;
