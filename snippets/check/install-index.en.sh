python3 -m venv .venv
.venv/bin/pip install --require-hashes \
  --find-links=https://guide.example.com/install/ \
  --requirement=https://guide.example.com/install/requirements.txt
