// What people search for is pasted: flags, error lines, quoted names. lunr would read `-` as NOT, `:` as a field and
// `~ ^ * + "` as operators, and `--destination` would find nothing. So a query reaches the search worker as words.
{
  const QUERY = 2;
  const post = Worker.prototype.postMessage;
  const words = (query) => query.replace(/[-+~^*:"]+/g, " ").replace(/(^|\s)\.+|\.+(?=\s|$)/g, "$1");
  Worker.prototype.postMessage = function (message, ...rest) {
    const asked = message?.type === QUERY && typeof message.data === "string";
    return post.call(this, asked ? { ...message, data: words(message.data) } : message, ...rest);
  };
}
