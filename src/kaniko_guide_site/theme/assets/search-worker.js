// The worker of the search, which the theme starts with each page and speaks to in its protocol (its SearchMessage). What
// finds is loaded for the first query that is not empty.
{
  const [READY, QUERY, RESULT] = [1, 2, 3];
  self.addEventListener("message", ({ data: { type, data } }) => {
    if (type !== QUERY) return;
    if (data && !self.kanikoAnswer) importScripts("search-engine.js");
    self.postMessage({ type: RESULT, data: data ? self.kanikoAnswer(data) : { items: [] } });
  });
  self.postMessage({ type: READY });
}
