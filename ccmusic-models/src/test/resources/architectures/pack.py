"""Puts the keys.tsv and JSON files of a folder into keys.tsv.gz and logits.tsv, beside or in the place of what is there.

python3 pack.py FOLDER
"""

import glob
import gzip
import json
import os
import sys

source = sys.argv[1]
here = os.path.dirname(os.path.abspath(__file__))
keys_file = os.path.join(here, "keys.tsv.gz")
logits_file = os.path.join(here, "logits.tsv")
HEADS = ["linear", "ccmusic_mlp"]

keys = {}
if os.path.exists(keys_file):
    with gzip.open(keys_file, "rt") as packed:
        for part in packed.read().split("# ")[1:]:
            title, table = part.split("\n", 1)
            keys[tuple(title.split("\t"))] = table
for path in glob.glob(os.path.join(source, "*.keys.tsv")):
    with open(path) as file:
        keys[tuple(os.path.basename(path)[: -len(".keys.tsv")].rsplit(".", 1))] = file.read()

rows = {}
if os.path.exists(logits_file):
    with open(logits_file) as packed:
        for line in packed:
            rows[tuple(line.split("\t", 2)[:2])] = line
for path in glob.glob(os.path.join(source, "*.json")):
    with open(path) as file:
        golden = json.load(file)
    for head, answer in golden["heads"].items():
        numbers = [golden["gain"], answer["input_dependent_part"], answer["float32_max_abs_error"]]
        numbers += [logit for picture in answer["logits"] for logit in picture]
        cells = [golden["arch"], head, str(golden["input_size"][0])] + [repr(number) for number in numbers]
        rows[golden["arch"], head] = "\t".join(cells) + "\n"

with open(keys_file, "wb") as file:
    # no name and no time, so that the same keys give the same bytes
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0, compresslevel=9) as packed:
        for arch, head in sorted(keys, key=".".join):
            packed.write(f"# {arch}\t{head}\n{keys[arch, head]}".encode())

with open(logits_file, "w") as packed:
    for arch, head in sorted(rows, key=lambda row: (row[0] + ".json", HEADS.index(row[1]))):
        packed.write(rows[arch, head])
