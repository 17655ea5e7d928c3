set -- target/*.jar
if [ "$#" -ne 1 ] || [ ! -f "$1" ]; then
  echo "expected one jar in target/" >&2
  exit 1
fi
