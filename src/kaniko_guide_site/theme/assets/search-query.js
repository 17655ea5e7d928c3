// Queries are often pasted: flags, error lines, quoted names. lunr would read `-` as NOT, `:` as a field and
// `~ ^ * + "` as operators, and `--destination` would find nothing. So a query is sent to the worker as plain words.
//
// Chinese is cut into words here; the worker then cuts again by what its index holds, but never considers a run up to
// its very end. So each word gets an end that is Chinese to the worker and a separator to the index (mkdocs.yml).
{
  const QUERY = 2;
  const chinese = Intl.Segmenter && new Intl.Segmenter("zh", { granularity: "word" });
  const END = "〇";
  const pieces = (run) => (chinese ? Array.from(chinese.segment(run), (word) => word.segment) : [run]);
  const cut = (run) => ` ${pieces(run).map((word) => word + END).join(" ")} `;
  const words = (query) =>
    query
      .replace(/[-+~^*:"]+/g, " ")
      .replace(/(^|\s)\.+|\.+(?=\s|$)/g, "$1")
      .replace(/\p{Script=Han}+/gu, cut);
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    const asked = message?.type === QUERY && typeof message.data === "string";
    return post.call(this, asked ? { ...message, data: words(message.data) } : message, ...rest);
  };
}
