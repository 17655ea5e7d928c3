#!/bin/sh
set -eu
date > build-date.txt
