tar --extract --file=kaniko-guide.tar
python3 -m venv .venv
.venv/bin/pip install --no-index --require-hashes \
  --find-links=kaniko-guide/ \
  --requirement=kaniko-guide/requirements.txt
