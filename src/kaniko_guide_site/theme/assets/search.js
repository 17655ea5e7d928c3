// The theme searches when a key is released. Text can also be pasted with the mouse, dropped or dictated; and the
// sections are loaded when the reader enters the field, before the first key: search-engine.js loads them for a space.
{
  const field = document.querySelector("[data-md-component=search-query]");
  const ask = () => field.dispatchEvent(new KeyboardEvent("keyup"));
  field.addEventListener("input", (event) => event.isComposing || ask());
  field.addEventListener("compositionend", ask);
  field.addEventListener(
    "focus",
    () => {
      if (field.value) return;
      for (const value of [" ", ""]) {
        field.value = value;
        ask();
      }
    },
    { once: true },
  );
}
